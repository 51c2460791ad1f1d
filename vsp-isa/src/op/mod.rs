//! The table of all instructions, and what derives from it: opcodes, the instruction type, its codec, the traits of the sections.

mod encoded;
mod format;
mod instruction;
mod opcode;
mod successor;
mod table;
pub mod visit;

pub use encoded::Encoded;
pub use format::Format;
pub use instruction::{Fetched, Instruction};
pub use opcode::Opcode;
pub use successor::Successor;
