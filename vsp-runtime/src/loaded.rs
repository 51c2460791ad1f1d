//! Programs that are loaded while running.

use crate::decoded::Decoded;
use alloc::boxed::Box;
use alloc::vec::Vec;
use once_cell::race::OnceBox;
use vsp_isa::container::Container;
use vsp_isa::flow::{Marks, Reach};

/// A program that was read, or put together, while running.
pub(crate) struct Loaded {
    pub container: Container,
    /// The bytes of its [`Marks`], once somebody needs them.
    marks: OnceBox<Vec<u8>>,
    decoded: OnceBox<Decoded>,
}

impl Loaded {
    pub fn new(container: Container) -> Loaded {
        Loaded { container, marks: OnceBox::new(), decoded: OnceBox::new() }
    }

    /// What the interpreter needs of its control flow; the first call analyses it.
    pub fn marks(&self) -> Marks<'_> {
        Marks::new(self.marks.get_or_init(|| Box::new(Reach::find(&self.container.image()).marks())))
    }

    /// Its instructions; the first call decodes them.
    pub fn decoded(&self) -> &Decoded {
        self.decoded.get_or_init(|| Box::new(Decoded::new(&self.container.image(), self.marks())))
    }
}
