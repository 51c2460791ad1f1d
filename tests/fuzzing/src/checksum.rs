//! Makes checksums right again, so that what lies behind them is looked at.

use std::borrow::Cow;
use vsp_isa::container::fnv1a_64;

/// A file with the right checksum, where the sizes in its header allow one.
pub(crate) fn repair_file(file: &[u8]) -> Cow<'_, [u8]> {
    let size = |at: usize| Some(u32::from_le_bytes(*file.get(at..)?.first_chunk()?) as usize);
    let covered = || file.get(32..32usize.checked_add(size(8)?)?.checked_add(size(12)?)?);
    match covered() {
        Some(covered) => {
            let mut repaired = file.to_vec();
            repaired[24..32].copy_from_slice(&fnv1a_64(covered).to_le_bytes());
            Cow::Owned(repaired)
        }
        None => Cow::Borrowed(file),
    }
}

/// How many bytes a snapshot begins with that say what it is: the magic, the version, and what identifies the program.
const HEAD: usize = 4 + 2 + 8;

/// Bytes as a snapshot that begins like another one, with the right checksum at the end.
pub(crate) fn repair_snapshot(bytes: &[u8], like: &[u8]) -> Vec<u8> {
    let mut repaired = like[..HEAD].to_vec();
    repaired.extend_from_slice(bytes.get(HEAD..).unwrap_or_default());
    let end = repaired.len().saturating_sub(8).max(HEAD);
    repaired.truncate(end);
    repaired.extend_from_slice(&fnv1a_64(&repaired).to_le_bytes());
    repaired
}
