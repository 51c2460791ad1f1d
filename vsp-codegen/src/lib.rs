//! Compiles programs for the Virtual SIL Processor to machine code, through Cranelift.
//!
//! `compile` turns a program into `Code`: one block of machine code for a [`Target`] that refers to no symbol and
//! carries no relocation, as [`vsp_isa::abi`] describes. `object` wraps it into an object file. The same program, target
//! and options give the same bytes on every machine and each time.
//!
//! How a program becomes code:
//! - the plan takes the block versions of the program, its blocks in each mode that can reach them, and cuts them into regions. Each
//!   region is compiled as one function of bounded size, so that compile time is proportional to the program;
//! - the middle (the crate vsp-middle) makes an SSA function of a region, in which registers and flags are values, and optimises it
//!   by passes;
//! - it is lowered to Cranelift, operation by operation. State goes back to memory only where code outside may look at it (at exits,
//!   traps and calls of some helpers), and where control can go to many places (at calls and returns of the program, except
//!   those of inner functions).
//!
//! [`emit`] shows the forms of a program on this way. [`targets`] says which targets have native code, and how it is tested.
//!
//! Cranelift's types appear nowhere in the interface.
//!
//! # Features
//!
//! - `objects`, a default: object files. Code that runs where it is made needs none.
//! - `all-targets`, a default: code for every kind of processor. Without it there is only that of the machine that this crate is
//!   compiled for, and [`Target::new`] refuses the others, as it does those that there is no back end for at all.
//! - `host`: [`Target::host`], the machine at hand, and the back end for it.
#![forbid(unsafe_code)]

mod compile;
mod convention;
mod cut;
pub mod emit;
mod error;
mod features;
#[cfg(feature = "host")]
mod host;
mod lower;
#[cfg(feature = "objects")]
mod object;
mod parallel;
mod plan;
mod system;
mod target;
pub mod targets;

pub use compile::{Code, compile};
pub use error::Error;
#[cfg(feature = "objects")]
pub use object::object;
pub use system::SystemVersion;
pub use target::Target;
pub use vsp_isa::limits::CompileLimits;
pub use vsp_isa::options::{Optimization, Options, UnknownOptimization};
