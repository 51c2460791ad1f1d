//! Programs that are loaded at run time.

use crate::threaded::{Translation, Translations};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicUsize, Ordering};
use once_cell::race::OnceBox;
use vsp_isa::container::Container;
use vsp_isa::flow::{Marks, Reach};

/// How many there have been.
static LOADED: AtomicUsize = AtomicUsize::new(0);

/// A program that was read, or put together, while running.
pub(crate) struct Loaded {
    /// No other program has it: it would take an address space full of them, one after the other, until it came again.
    pub number: usize,
    pub container: Container,
    /// The bytes of its [`Marks`], once somebody needs them.
    marks: OnceBox<Vec<u8>>,
    translations: Translations,
}

impl Loaded {
    pub fn new(container: Container) -> Loaded {
        Loaded {
            number: LOADED.fetch_add(1, Ordering::Relaxed),
            container,
            marks: OnceBox::new(),
            translations: Translations::new(),
        }
    }

    /// What the interpreter needs of its control flow; the first call analyses it.
    pub fn marks(&self) -> Marks<'_> {
        Marks::new(self.marks.get_or_init(|| Box::new(Reach::find(&self.container.image()).marks())))
    }

    /// The program as operations; the first call translates it. `None` where it would take too much memory.
    pub fn translation(&self, metered: bool) -> Option<&Translation> {
        let keep_marks = |reach: &Reach| {
            self.marks.get_or_init(|| Box::new(reach.marks()));
        };
        self.translations.get(&self.container.image(), metered, keep_marks)
    }
}
