//! What nodes are called.

use crate::error::Error;
use std::fmt;
use std::str::FromStr;

/// The name of a node: 1 to 64 ASCII letters, digits, `-`, `_` and `.`. It is a part of keys, and of the names of files.
///
/// ```
/// use vsp_zenoh::Name;
/// let name: Name = "mill-3".parse().unwrap();
/// assert_eq!(name.as_str(), "mill-3");
/// assert!("a/b".parse::<Name>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// The longest that there are, in bytes.
    pub const LONGEST: usize = 64;

    /// As a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = Error;

    fn from_str(text: &str) -> Result<Name, Error> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let is_sound = (1..=Name::LONGEST).contains(&text.len()) && text.bytes().all(is_allowed);
        if is_sound { Ok(Name(text.into())) } else { Err(Error::Name(text.chars().take(80).collect())) }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
