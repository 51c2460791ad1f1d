//! From an object file to the static library that rustc links.
//!
//! The target's own archiver is taken where it is at hand and does all that is needed: the library must have an index that
//! names the symbol, and the same bytes each time. Otherwise, as where there is no archiver at all, the library is written
//! in process.

mod check;
mod in_process;
mod tool;

use crate::directives::Directives;
use crate::environment::Environment;
use crate::output::Folder;

/// Makes the bytes of a static library that holds one object file.
///
/// `folder` is where temporary files go.
pub(crate) fn archive(
    object: &[u8],
    symbol: &str,
    environment: &Environment,
    folder: &Folder,
    directives: &mut Directives,
) -> Result<Vec<u8>, String> {
    // Microsoft's archiver writes the time into its libraries.
    if !environment.is_msvc_like() {
        for variable in tool::variables(environment) {
            directives.rerun_if_env_changed(&variable);
        }
        let made = tool::archive(object, symbol, environment, folder);
        if let Some(library) = made.filter(|library| check::check(library, object).is_ok()) {
            return Ok(library);
        }
    }
    let library = in_process::archive(object, symbol, environment).map_err(|error| error.to_string())?;
    check::check(&library, object)?;
    Ok(library)
}
