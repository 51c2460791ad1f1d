//! The Virtual SIL Processor: what a program is and means.
//!
//! VSP is a register machine whose sixteen registers hold small complex numbers in log-polar form, one byte each when packed;
//! side by side, registers also hold integers and floats of up to 64 bits. Its programs are SILC files. This crate has everything
//! about programs except running them, and the meaning of every operation, so that engines, compilers and
//! tools agree. It needs neither `std` nor, without its feature `alloc`, an allocator, and has no unsafe code. To run
//! programs, see the crate vsp-runtime.
//!
//! - **[`mod@reference`]** is the full description: values, machine, encoding, instructions, intrinsics, file format.
//! - **[`asm`]** assembles programs and describes the assembly language; **[`disasm`]** goes the other way.
//! - **[`container`]** reads and writes SILC files.
//! - **[`flow`]** finds blocks, reachable code and the modes that reach it, and gives warnings.
//! - **[`semantics`]** is the meaning of every operation, in small pure functions.
//! - **[`abi`]** is the contract between compiled programs and the runtime.
//! - The types of the machine stand here: [`Opcode`], [`Instruction`], [`Intrinsic`]; [`Cell`], [`Reg`], [`Registers`],
//!   [`Mode`], [`Flags`]; [`TrapKind`]. All that concerns instructions comes from one table, [`for_each_op!`].
//!
//! ```
//! use vsp_isa::container::Container;
//! use vsp_isa::flow::{Flow, WarningKind};
//! use vsp_isa::{Cell, Mode, TrapKind, asm, disasm};
//!
//! // Assemble.
//! let source = "
//!     .data
//!     start:  .byte 0x84              ; the number i
//!     .code
//!     .global square
//!     main:   LOAD R0, start
//!     square: MUL  R0, R0
//! ";
//! let program = asm::assemble(source, "square.sil").unwrap();
//! assert_eq!(program.mode, Mode::Sil128);
//! assert_eq!(Cell::unpack(program.data[0]), Cell::I);
//!
//! // Write, and read again.
//! let file = program.write().unwrap();
//! assert_eq!(file[..4], *b"SILC");
//! assert_eq!(Container::read(&file).unwrap(), program);
//!
//! // Disassemble: the listing is a source for the same program.
//! let listing = disasm::disassemble(&program);
//! assert!(listing.contains("MUL       R0, R0"));
//! assert_eq!(asm::assemble(&listing, "listing.sil").unwrap(), program);
//!
//! // Analyse. Something is missing after the MUL, in line 7:
//! let flow = Flow::analyse(&program);
//! let warning = flow.warnings(&program)[0];
//! assert_eq!(warning.kind, WarningKind::Undecodable(TrapKind::PcOutOfBounds));
//! assert_eq!(warning.address, program.function("square").unwrap().address + 3);
//! ```
//!
//! # Features
//!
//! `alloc`, on by default: assembler, disassembler, reference, [`Container`](container::Container),
//! [`Reach`](flow::Reach) and [`Flow`](flow::Flow). Everything that running a program needs works without it: the types of the
//! machine, [`semantics`], [`tables`], [`abi`], [`Image`](container::Image) and [`Marks`](flow::Marks).
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;

pub mod abi;
#[cfg(feature = "alloc")]
pub mod asm;
mod branch;
mod cell;
pub mod container;
#[cfg(feature = "alloc")]
pub mod disasm;
mod field;
mod flags;
pub mod flow;
mod intrinsic;
pub mod limits;
mod mode;
mod op;
pub mod options;
mod packing;
#[cfg(feature = "alloc")]
pub mod reference;
mod register;
pub mod semantics;
pub mod tables;
mod trap;
mod version;
pub mod wording;

pub use branch::{Branch, Test};
pub use cell::Cell;
pub use field::{Field, Operand};
pub use flags::Flags;
pub use intrinsic::{By, Intrinsic};
pub use mode::Mode;
pub use op::{Encoded, Fetched, Format, Instruction, Opcode, Successor, visit};
pub use register::{Reg, Registers};
pub use trap::TrapKind;
pub use version::Version;
