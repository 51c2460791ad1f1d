//! The versions of the file format.

use core::fmt;

macro_rules! versions {
    ($($variant:ident = $code:literal, $doc:literal;)*) => {
        /// A version of the SILC file format, which fixes what opcodes and intrinsics there are. Each has all that the ones
        /// before it have.
        ///
        /// ```
        /// use vsp_isa::Version;
        /// assert_eq!(Version::from_code(0x0101), Some(Version::V1_1));
        /// assert_eq!(Version::V1_1.to_string(), "1.1");
        /// assert!(Version::V1_0 < Version::V1_1);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Version { $(#[doc = $doc] $variant = $code,)* }

        impl Version {
            /// Every version, the oldest first.
            pub const ALL: [Version; [$($code),*].len()] = [$(Version::$variant),*];

            /// The version of the header's number, or `None`.
            pub const fn from_code(code: u16) -> Option<Version> {
                match code {
                    $($code => Some(Version::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

versions! {
    V1_0 = 0x0100, "1.0: 117 instructions.";
    V1_1 = 0x0101, "1.1: those, and seven for words in memory (bytes 0x29 to 0x2f).";
    V1_2 = 0x0102, "1.2: those, and five intrinsics for text (numbers 0x0a to 0x0e).";
}

impl Version {
    /// The newest version.
    pub const LATEST: Version = Version::ALL[Version::ALL.len() - 1];

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
