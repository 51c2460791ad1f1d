//! The translations of a program that have been made so far.

use super::translate::translate;
use super::translation::Translation;
use alloc::boxed::Box;
use once_cell::race::OnceBox;
use vsp_isa::container::Image;
use vsp_isa::flow::Reach;

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
    /// the same program. The first call finds what control can reach, and shows it to `found`.
    pub fn get(&self, image: &Image<'_>, metered: bool, found: impl FnOnce(&Reach)) -> Option<&Translation> {
        let translation = if metered { &self.metered } else { &self.plain };
        let make = || {
            let reach = Reach::find(image);
            found(&reach);
            Box::new(translate(image, &reach, metered))
        };
        translation.get_or_init(make).as_ref()
    }
}
