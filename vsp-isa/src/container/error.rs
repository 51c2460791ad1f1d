//! Why a file cannot be read or written.

use alloc::string::String;
use core::fmt;

/// A SILC file is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    pub(super) field: &'static str,
    pub(super) offset: usize,
    pub(super) problem: String,
}

impl ReadError {
    /// The field that is wrong, such as `entry point`.
    pub fn field(&self) -> &str {
        self.field
    }

    /// Where the field begins: an offset from the file's start, in bytes.
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad SILC file: {} at offset {:#x}: {}", self.field, self.offset, self.problem)
    }
}

impl core::error::Error for ReadError {}

/// A container cannot be written, since nothing could read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError {
    pub(super) problem: String,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write the SILC file: {}", self.problem)
    }
}

impl core::error::Error for WriteError {}
