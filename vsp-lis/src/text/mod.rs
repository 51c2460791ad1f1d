//! Text: sources with their positions, tokens, and diagnostics.

mod diagnostic;
mod source;
mod token;

pub(crate) use diagnostic::Report;
pub use diagnostic::{Diagnostic, Level};
pub use source::{Position, Sources, Span};
pub(crate) use token::{Token, tokens};
