//! Versions of Apple's systems, to state the oldest one that a program runs on.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// A version of one of Apple's systems, such as 11.0 of macOS.
///
/// It is written as up to three numbers, of which the first is below 65,536 and the others are below 256:
///
/// ```
/// use vsp_codegen::SystemVersion;
/// let version: SystemVersion = "13.4".parse().unwrap();
/// assert_eq!(version.to_string(), "13.4");
/// assert!(version > "13".parse().unwrap());
/// assert!("13.x".parse::<SystemVersion>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemVersion {
    pub(crate) major: u16,
    pub(crate) minor: u8,
    pub(crate) patch: u8,
}

impl FromStr for SystemVersion {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<SystemVersion, ParseIntError> {
        // What is left after two points must be a number, so that there are no more than three.
        let mut parts = text.splitn(3, '.');
        let major = parts.next().unwrap_or_default().parse()?;
        let mut rest = || parts.next().map_or(Ok(0), str::parse);
        Ok(SystemVersion { major, minor: rest()?, patch: rest()? })
    }
}

impl fmt::Display for SystemVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SystemVersion { major, minor, patch } = self;
        write!(f, "{major}.{minor}")?;
        if *patch > 0 { write!(f, ".{patch}") } else { Ok(()) }
    }
}
