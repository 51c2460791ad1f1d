//! Snapshots: a machine that can be resumed, as bytes.
//!
//! All numbers are little-endian. In order: the magic `VSPS`; u16 version, 2; u64 what identifies the program; the image of the
//! registers, 32 bytes; u32 pc; u8 flags; u8 mode; u8 how the last run stopped (0 not at all, 1 Collapsed, 2 Yielded, 3
//! OutOfFuel, 4 Interrupted); u8 whether fuel is counted, u64 given, u64 left; u8 whether there is a gradient, then 16 f32 if so; u32 count
//! and u32 return addresses, the oldest first; u32 count and u16 cells of the data stack, the oldest first; u32 size of memory,
//! u32 how many bytes of it follow (the rest is zeros), the bytes; u64 length and bytes of the host's own; u64 FNV-1a
//! of everything before.

mod error;
mod read;
mod write;
mod writer;

pub use error::SnapshotError;
pub(crate) use read::read;
pub(crate) use write::{Head, write};
pub use writer::SnapshotWriter;

use vsp_isa::container::{Fnv1a64, Image};

const MAGIC: [u8; 4] = *b"VSPS";
const VERSION: u16 = 2;

/// What identifies a program: a hash of all that its execution depends on.
fn identity(program: &Image<'_>) -> u64 {
    let mut hash = Fnv1a64::new();
    hash.update(&program.version.code().to_le_bytes());
    hash.update(&[program.mode.code()]);
    hash.update(&program.entry.to_le_bytes());
    hash.update(&(program.code.len() as u64).to_le_bytes());
    hash.update(program.code);
    hash.update(program.data);
    // Exported functions begin blocks, which fuel is charged for.
    for (_, address) in program.functions() {
        hash.update(&address.to_le_bytes());
    }
    hash.finish()
}
