//! Why a machine cannot be set up.

use crate::limits::Limits;
use core::fmt;

/// A machine cannot be set up as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetupError {
    /// Memory must have from 65,536 to 16,777,216 bytes, and hold the program's data.
    MemorySize {
        /// What was asked for, in bytes.
        asked: usize,
        /// The least that would do.
        least: usize,
    },
    /// There is no machine code of the program for the engine that was asked for.
    NoNativeCode,
    /// The storage has a machine already, which must be dropped first.
    StorageInUse,
    /// The storage does not hold a machine of these sizes.
    StorageTooSmall {
        /// How many bytes of memory the machine needs.
        memory: usize,
        /// How many return addresses.
        calls: usize,
        /// How many cells of the data stack.
        stack: usize,
    },
    /// There is no allocator (the feature `alloc` is off), so that a machine needs a storage.
    NoStorage,
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::MemorySize { asked, least } => {
                let greatest = Limits::MEMORY.1;
                write!(f, "memory of {asked} bytes: the program needs {least} to {greatest}")
            }
            SetupError::NoNativeCode => f.write_str(
                "this program has no machine code for the engine that was asked for; use the interpreter",
            ),
            SetupError::StorageInUse => {
                f.write_str("another machine has this storage; drop that first, or take another one")
            }
            SetupError::StorageTooSmall { memory, calls, stack } => {
                write!(
                    f,
                    "the storage is too small: the machine needs a Storage<{memory}, {calls}, {stack}> at least"
                )
            }
            SetupError::NoStorage => {
                f.write_str("without an allocator a machine needs a storage: give its builder one")
            }
        }
    }
}

impl core::error::Error for SetupError {}
