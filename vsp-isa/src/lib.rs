//! The Virtual SIL Processor: what a program is and means.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod abi;
mod branch;
mod cell;
mod field;
mod flags;
mod intrinsic;
mod mode;
mod op;
mod register;
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
