//! The reference: what programs and the machine are, in full.
//!
//! | page | what it describes |
//! |---|---|
//! | [`values`] | ByteSil, cells, modes, integers, floats, flags |
//! | [`machine`] | registers, stacks, memory, outcomes, traps, fuel, the host |
//! | [`encoding`] | how instructions are bytes |
//! | [`instructions`] | what each instruction does |
//! | [`intrinsics`] | what each SYSCALL does |
//! | [`file_format`] | the SILC file, byte by byte |
//! | [`asm`](crate::asm) | the assembly language |
//!
//! The opcodes, encodings, intrinsic numbers and the file format are those of the SILC files that exist; versions 1.1 and 1.2
//! of the format, with seven instructions and five intrinsics, belong to this project. Where that heritage leaves room, the project has
//! decided; the pages mark such places as **Choice**. Every engine does what the pages say, bit for bit: the same registers,
//! flags, memory, output and outcome on every machine.
//!
//! Hexadecimal numbers stand without `0x` where a table has nothing else. "Clamped" means to -8 to 7, "masked" that the low
//! four bits remain.

/// Values: what registers and memory can hold.
///
#[doc = include_str!("../docs/values.md")]
pub mod values {}

/// The machine: its parts, how a run ends, and what it costs.
///
#[doc = include_str!("../docs/machine.md")]
pub mod machine {}

/// Encoding: how instructions are bytes.
///
#[doc = include_str!("../docs/encoding.md")]
pub mod encoding {}

/// Instructions: what each of them does.
///
#[doc = include_str!("../docs/instructions.md")]
pub mod instructions {}

/// Intrinsics: what SYSCALL can call.
///
#[doc = include_str!("../docs/intrinsics.md")]
pub mod intrinsics {}

/// The file format: SILC files byte by byte.
///
#[doc = include_str!("../docs/file_format.md")]
pub mod file_format {}
