//! The translations of a program that have been made so far.

use super::translate::translate;
use super::translation::Translation;
use alloc::boxed::Box;
use once_cell::race::OnceBox;
use vsp_isa::container::Image;

/// The translations of one program, made when they are first wanted; `None` for one that would take too much memory.
pub(crate) struct Translations {
    plain: OnceBox<Option<Translation>>,
    metered: OnceBox<Option<Translation>>,
}

impl Translations {
    pub const fn new() -> Translations {
        Translations { plain: OnceBox::new(), metered: OnceBox::new() }
    }

    /// The translation of the program, with or without what counts fuel and looks for interrupts. `image` must always be that of
    /// the same program.
    pub fn get(&self, image: &Image<'_>, metered: bool) -> Option<&Translation> {
        let translation = if metered { &self.metered } else { &self.plain };
        translation.get_or_init(|| Box::new(translate(image, metered))).as_ref()
    }
}
