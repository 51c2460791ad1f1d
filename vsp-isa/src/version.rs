//! The versions of the file format.

use core::fmt;

/// A version of the SILC file format, which fixes what opcodes there are.
///
/// ```
/// use vsp_isa::Version;
/// assert_eq!(Version::from_code(0x0101), Some(Version::V1_1));
/// assert_eq!(Version::V1_1.to_string(), "1.1");
/// assert!(Version::V1_0 < Version::V1_1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Version {
    /// 1.0: 117 instructions.
    V1_0 = 0x0100,
    /// 1.1: those, and seven for words in memory (bytes 0x29 to 0x2f).
    V1_1 = 0x0101,
}

impl Version {
    /// The version of the header's number, or `None`.
    pub const fn from_code(code: u16) -> Option<Version> {
        match code {
            0x0100 => Some(Version::V1_0),
            0x0101 => Some(Version::V1_1),
            _ => None,
        }
    }

    /// The number that stands in the header.
    pub const fn code(self) -> u16 {
        self as u16
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.code() >> 8, self.code() & 0xff)
    }
}
