//! Whether a static library is as it must be.

use object::read::archive::ArchiveFile;
use object::read::{File, Object, ObjectSymbol};

/// Makes sure that a library holds an object file, has an index that finds each of its symbols there, and tells nothing of
/// the time and place that it was made at.
pub(super) fn check(library: &[u8], object: &[u8]) -> Result<(), String> {
    let unreadable = |error: object::Error| format!("it cannot be read: {error}");
    let archive = ArchiveFile::parse(library).map_err(unreadable)?;
    for member in archive.members() {
        let member = member.map_err(unreadable)?;
        let traces = [member.date(), member.uid(), member.gid()];
        if traces.iter().flatten().any(|&trace| trace != 0) {
            return Err("its bytes depend on when and by whom it was made".into());
        }
    }
    let index = archive.symbols().map_err(unreadable)?.ok_or("it has no symbol index")?;
    let indexed: Vec<_> = index.collect::<Result<_, _>>().map_err(unreadable)?;
    let file = File::parse(object).map_err(unreadable)?;
    for symbol in file.symbols().filter(|symbol| symbol.is_global() && symbol.is_definition()) {
        let name = symbol.name_bytes().map_err(unreadable)?;
        let found = indexed.iter().find(|indexed| indexed.name() == name);
        let found = found.ok_or("its index lacks the symbol")?;
        let member = archive.member(found.offset()).map_err(unreadable)?;
        if !member.data(library).map_err(unreadable)?.starts_with(object) {
            return Err("its index does not lead to the object file".into());
        }
    }
    Ok(())
}
