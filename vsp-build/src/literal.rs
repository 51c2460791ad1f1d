//! Texts as bindings have them.

use std::fmt::{self, Display, Formatter};

/// A text as a string literal, in ASCII.
pub(crate) struct Literal<'a>(pub &'a str);

impl Display for Literal<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_default())
    }
}
