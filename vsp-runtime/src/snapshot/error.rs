//! Why there is no snapshot, or no machine from one.

use super::VERSION;
use crate::host_error::HostError;
use crate::vm::SetupError;
use core::fmt;

/// A snapshot cannot be taken, or a machine cannot go on from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotError(Problem);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    Ended,
    Room {
        needed: usize,
        size: usize,
    },
    NoSnapshot,
    Version(u16),
    Damaged(&'static str),
    Setup(SetupError),
    OtherProgram,
    /// Memory is larger than the machine's may be.
    Memory {
        size: usize,
        most: usize,
    },
    /// A stack, by its name, holds more than the machine's.
    Limit {
        stack: &'static str,
        size: usize,
        limit: u32,
    },
    Host(HostError),
}

impl SnapshotError {
    pub(crate) fn ended() -> SnapshotError {
        SnapshotError(Problem::Ended)
    }

    pub(crate) fn room(needed: usize, size: usize) -> SnapshotError {
        SnapshotError(Problem::Room { needed, size })
    }

    pub(super) fn no_snapshot() -> SnapshotError {
        SnapshotError(Problem::NoSnapshot)
    }

    pub(super) fn version(version: u16) -> SnapshotError {
        SnapshotError(Problem::Version(version))
    }

    pub(super) fn damaged(what: &'static str) -> SnapshotError {
        SnapshotError(Problem::Damaged(what))
    }

    pub(crate) fn setup(error: SetupError) -> SnapshotError {
        SnapshotError(Problem::Setup(error))
    }

    pub(super) fn other_program() -> SnapshotError {
        SnapshotError(Problem::OtherProgram)
    }

    pub(super) fn memory(size: usize, most: usize) -> SnapshotError {
        SnapshotError(Problem::Memory { size, most })
    }

    pub(super) fn limit(stack: &'static str, size: usize, limit: u32) -> SnapshotError {
        SnapshotError(Problem::Limit { stack, size, limit })
    }

    pub(crate) fn host(error: HostError) -> SnapshotError {
        SnapshotError(Problem::Host(error))
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Problem::Ended => f.write_str("the run has ended, so nothing can go on"),
            Problem::Room { needed, size } => {
                write!(f, "the snapshot needs {needed} bytes, and there is room for {size}")
            }
            Problem::NoSnapshot => f.write_str("this is no snapshot: it does not begin with `VSPS`"),
            Problem::Version(version) => {
                write!(f, "the snapshot has version {version}, and only {VERSION} is known")
            }
            Problem::Damaged(what) => write!(f, "the snapshot is damaged: {what}"),
            Problem::Setup(error) => write!(f, "{error}"),
            Problem::OtherProgram => f.write_str("the snapshot belongs to another program"),
            Problem::Memory { size, most } => write!(
                f,
                "the snapshot's memory has {size} bytes, and this machine's may have {most}; `memory_size` sets how many"
            ),
            Problem::Limit { stack, size, limit } => {
                write!(f, "the snapshot's {stack} holds {size}, and this machine's may hold {limit}")
            }
            Problem::Host(error) => {
                write!(f, "the host does not take what the snapshot holds for it: {error}")
            }
        }
    }
}

impl core::error::Error for SnapshotError {}
