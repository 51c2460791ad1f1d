//! Writing a static library without any tool.

use crate::native::Facts;
use ar_archive_writer::{ArchiveKind, DEFAULT_OBJECT_READER, NewArchiveMember, write_archive_to_stream};
use object::BinaryFormat;
use object::read::File;
use std::io::{self, Cursor};

/// Makes the bytes of a static library.
pub(super) fn archive(object: &[u8], symbol: &str, facts: &Facts) -> io::Result<Vec<u8>> {
    let format = File::parse(object).map_err(io::Error::other)?.format();
    let kind = match format {
        BinaryFormat::MachO => ArchiveKind::Darwin,
        BinaryFormat::Coff if facts.is_msvc => ArchiveKind::Coff,
        _ => ArchiveKind::Gnu,
    };
    let member = NewArchiveMember::new(object, &DEFAULT_OBJECT_READER, format!("{symbol}.o"));
    let mut library = Cursor::new(Vec::with_capacity(object.len() + object.len() / 8));
    write_archive_to_stream(&mut library, &[member], kind, false, Some(false))?;
    Ok(library.into_inner())
}
