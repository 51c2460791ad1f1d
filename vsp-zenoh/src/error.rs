//! What can go wrong.

use crate::name::Name;
use crate::wire::WireError;
use std::io;
use std::path::{Path, PathBuf};
use vsp_runtime::SnapshotError;
use vsp_runtime::isa::container::{ReadError, WriteError};

/// Something could not be done, and why.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text that names no node.
    #[error("`{0}` is no name of a node: 1 to 64 letters, digits, `-`, `_` and `.`")]
    Name(String),
    /// A prefix that keys cannot begin with.
    #[error("`{0}` is no prefix of keys: names with `/` between them")]
    Prefix(String),
    /// Zenoh could not do what was asked of it.
    #[error("zenoh: {0}")]
    Zenoh(String),
    /// There is a node of this name already.
    #[error("there is a node `{0}` already")]
    NameTaken(Name),
    /// There is a desk of this name already.
    #[error("there is a fleet `{0}` already: give this one another name")]
    DeskTaken(Name),
    /// An input that is larger than a fleet's work may be.
    #[error("input {number} has {bytes} bytes, and the limit is {most}: see `Work::size`")]
    Input {
        /// Which, from 0.
        number: usize,
        /// How large it is.
        bytes: usize,
        /// How large it may be.
        most: usize,
    },
    /// A node did not come.
    #[error("there is no node `{0}`")]
    Absent(Name),
    /// A file could not be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file of a store does not hold what the node wrote.
    #[error("{}: {error}; move this file out of the store to open it without", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        error: WireError,
    },
    /// Another node has the store.
    #[error("{}: another node uses this store", .0.display())]
    StoreInUse(PathBuf),
    /// The node has no store, without which machines cannot move safely.
    #[error("the node has no store: give it one by `NodeBuilder::store`")]
    NoStore,
    /// There is no machine, or nothing can go on from its bytes.
    #[error("{0}")]
    Snapshot(#[from] SnapshotError),
    /// A program that is not sound.
    #[error("the program is not sound: {0}")]
    Program(#[from] ReadError),
    /// A program that cannot be written as a file.
    #[error("the program cannot be sent: {0}")]
    Write(#[from] WriteError),
    /// Nobody gave the program with this hash.
    #[error("no node has given the program {0}")]
    NoProgram(crate::Hash),
    /// Bytes that are not what they should be.
    #[error("{0}")]
    Wire(#[from] WireError),
}

impl Error {
    /// What zenoh says.
    pub(crate) fn zenoh(error: impl std::fmt::Display) -> Error {
        Error::Zenoh(error.to_string())
    }

    /// What is wrong with a file of a store.
    pub(crate) fn damage(path: &Path) -> impl FnOnce(WireError) -> Error {
        move |error| Error::Damaged { path: path.into(), error }
    }

    /// What the system says of a file.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Error {
        move |error| Error::File { path: path.into(), error }
    }
}
