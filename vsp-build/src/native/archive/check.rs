//! Checking that a static library is well-formed.

use object::archive::MAGIC;
use object::read::archive::ArchiveFile;
use object::read::{File, Object, ObjectSymbol};

/// How long the header of a member is: name (16 bytes), date (12), owner (6), group (6), mode (8), size (10), end (2).
const HEADER: usize = 60;

/// Makes sure that a library holds an object file, has an index that finds each of its symbols there, and tells nothing of
/// the time and place that it was made at.
pub(super) fn check(library: &[u8], object: &[u8]) -> Result<(), String> {
    let unreadable = |error: object::Error| format!("it cannot be read: {error}");
    let archive = ArchiveFile::parse(library).map_err(unreadable)?;
    if !is_anonymous(library) {
        return Err("its bytes depend on when and by whom it was made".into());
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

/// Whether all members, the index included, have no date and no owner.
fn is_anonymous(library: &[u8]) -> bool {
    let mut rest = library.get(MAGIC.len()..).unwrap_or_default();
    while let Some((header, content)) = rest.split_first_chunk::<HEADER>() {
        let traces = [&header[16..28], &header[28..34], &header[34..40]];
        if traces.iter().any(|trace| !matches!(trace.trim_ascii(), b"" | b"0")) {
            return false;
        }
        let size = str::from_utf8(&header[48..58]).ok().and_then(|size| size.trim().parse::<usize>().ok());
        // Members begin at even places.
        let Some(size) = size.and_then(|size| size.checked_next_multiple_of(2)) else { return false };
        rest = content.get(size..).unwrap_or_default();
    }
    true
}
