//! The assembler: SIL assembly to a SILC file.

mod data;
mod directive;
mod error;
mod finish;
mod instruction;
mod names;
mod number;
mod place;
mod resolve;
mod settings;
mod source;
mod state;
mod statement;
mod suggest;
mod text;

pub use error::{AssembleError, AssembleErrors};
pub(crate) use number::register;
pub(crate) use settings::kind_name;
pub(crate) use source::is_name;
pub(crate) use text::literal;

use crate::container::Container;
use state::Assembler;

/// Assembles a source.
///
/// `file_name` is kept in the debug information and stands before every error; no file of that name need exist. Time and
/// memory grow with the length of the source, and no faster. What is assembled can always be [written](Container::write).
///
/// # Errors
/// Everything that is wrong with the source, in its order.
pub fn assemble(source: &str, file_name: &str) -> Result<Container, AssembleErrors> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut assembler = Assembler::new();
    assembler.read(source);
    assembler.finish(file_name).map_err(|faults| error::locate(source, file_name, faults))
}
