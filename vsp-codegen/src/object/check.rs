//! Checking object files after they were written.

use crate::Error;
use object::read::{File, Object, ObjectSection, ObjectSymbol};

/// The sections that tell where the code is.
const TABLES: [&str; 2] = [".eh_frame", ".pdata"];

/// Reads an object file back and makes sure that it needs nothing from a linker but a place, which its tables for unwinders
/// must be told.
pub(super) fn check(bytes: &[u8]) -> Result<(), Error> {
    let file = File::parse(bytes).map_err(|error| Error::internal(None, error))?;
    for section in file.sections() {
        let name = section.name().unwrap_or("?");
        if section.relocations().next().is_some() && !TABLES.contains(&name) {
            return Err(Error::impure(format_args!("a relocation in section `{name}`")));
        }
    }
    if let Some(undefined) = file.symbols().find(|symbol| symbol.is_undefined() && symbol.name() != Ok("")) {
        let name = undefined.name().unwrap_or("?");
        return Err(Error::impure(format_args!("the undefined symbol `{name}`")));
    }
    Ok(())
}
