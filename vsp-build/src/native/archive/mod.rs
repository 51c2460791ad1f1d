//! From an object file to the static library that rustc links.
//!
//! The target's own archiver is taken where it is at hand and does all that is needed: the library must have an index that
//! names the symbol, and the same bytes each time. Otherwise, as where there is no archiver at all, the library is written
//! in process. GNU's archiver writes the same bytes as that.

mod check;
mod in_process;
mod scratch;
mod tool;

pub(super) use tool::variables;

use super::Facts;
use crate::directives::Directives;
use std::path::Path;

/// Makes the bytes of a static library that holds one object file.
///
/// `folder` is where temporary files go.
pub(super) fn archive(object: &[u8], symbol: &str, facts: &Facts, folder: &Path) -> Result<Vec<u8>, String> {
    if asks_for_tool(facts) {
        let made = tool::archive(object, symbol, facts, folder);
        if let Some(library) = made.filter(|library| check::check(library, object).is_ok()) {
            return Ok(library);
        }
    }
    let library = in_process::archive(object, symbol, facts).map_err(|error| error.to_string())?;
    check::check(&library, object)?;
    Ok(library)
}

/// Tells Cargo of the environment variables that a library depends on.
pub(super) fn tell(facts: &Facts, directives: &mut Directives) {
    if asks_for_tool(facts) {
        for (variable, _) in &facts.archiver {
            directives.rerun_if_env_changed(variable);
        }
    }
}

/// Whether the target's archiver is looked for. Microsoft's is not: it writes the time into its libraries.
fn asks_for_tool(facts: &Facts) -> bool {
    !facts.is_msvc
}

#[cfg(test)]
mod macho_tests;
#[cfg(test)]
mod tests;
