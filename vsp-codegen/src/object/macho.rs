//! Fixups in Mach-O files, once the addresses of sections are known.

use super::unwind::EhFrame;
use crate::Error;
use object::read::{File, Object, ObjectSection};
use std::ops::Range;

/// A number and its place in the file.
pub(super) struct Place {
    pub range: Range<usize>,
    pub value: i64,
}

/// The address of the code as the frames have it, relative to where they have it.
///
/// Compilers for these targets write the distance of the sections in the file, without a relocation; linkers know that it
/// means the code.
pub(super) fn code_address(bytes: &[u8], frames: &EhFrame) -> Result<Place, Error> {
    let file = File::parse(bytes).map_err(|error| Error::internal(None, error))?;
    let section = |name| {
        let section = file.section_by_name(name);
        section.ok_or_else(|| Error::internal(None, format_args!("the object lacks its section {name}")))
    };
    let (text, frame) = (section("__text")?, section("__eh_frame")?);
    let (start, _) = frame.file_range().ok_or_else(|| Error::internal(None, "a section without bytes"))?;
    let start = (start + frames.code_address) as usize;
    let value = text.address() as i64 - (frame.address() + frames.code_address) as i64;
    Ok(Place { range: start..start + size_of::<i64>(), value })
}
