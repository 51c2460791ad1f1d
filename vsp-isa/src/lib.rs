//! The Virtual SIL Processor: what a program is and means.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod abi;
pub mod asm;
mod branch;
mod cell;
pub mod container;
pub mod disasm;
mod field;
mod flags;
pub mod flow;
mod intrinsic;
mod mode;
mod op;
mod register;
pub mod semantics;
mod trap;
mod version;

pub use branch::{Branch, Test};
pub use cell::Cell;
pub use field::{Field, Operand};
pub use flags::Flags;
pub use intrinsic::{By, Intrinsic};
pub use mode::Mode;
pub use op::{Encoded, Format, Instruction, Opcode, Visitor};
pub use register::{Reg, Registers};
pub use trap::{Trap, TrapKind};
pub use version::Version;
