//! The SILC file: header, code, data, symbols, debug information.
//!
//! [File format](crate::reference::file_format) describes it byte by byte.

mod checksum;
#[cfg(feature = "alloc")]
mod error;
mod image;
#[cfg(feature = "alloc")]
mod owned;
#[cfg(feature = "alloc")]
mod read;
#[cfg(feature = "alloc")]
mod write;

pub use checksum::{Fnv1a64, fnv1a_64};
#[cfg(feature = "alloc")]
pub use error::{ReadError, WriteError};
pub use image::{Functions, Image};
#[cfg(feature = "alloc")]
pub use owned::{Container, DebugInfo, LineEntry, LineTable, Symbol};

/// The first four bytes of every SILC file.
pub const MAGIC: [u8; 4] = *b"SILC";

/// How many bytes the header takes.
pub const HEADER_SIZE: usize = 32;

/// The greatest size of memory in bytes, and so of the data segment: 16 MiB, all that 24 bits address.
pub const MAX_MEMORY: usize = 1 << 24;

/// The greatest size of the code segment in bytes: 16 MiB, all that jumps reach with 24 bits.
pub const MAX_CODE: usize = 1 << 24;

/// The least size of memory in bytes that a program gets by default.
const DEFAULT_MEMORY: usize = 1 << 16;

/// What a symbol names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum SymbolKind {
    /// A place in the code.
    Label = 0,
    /// A place in memory.
    Data = 1,
    /// A transform of the host.
    Transform = 2,
    /// An exported function: a place in the code that a run can start at.
    Function = 3,
}

impl SymbolKind {
    /// Every kind; each stands at its number's index.
    pub const ALL: [SymbolKind; 4] =
        [SymbolKind::Label, SymbolKind::Data, SymbolKind::Transform, SymbolKind::Function];

    /// The kind of a number in a file, or `None`.
    pub fn from_code(code: u8) -> Option<SymbolKind> {
        SymbolKind::ALL.get(usize::from(code)).copied()
    }

    /// Its number in a file.
    pub const fn code(self) -> u8 {
        self as u8
    }
}
