//! Compiles programs for the Virtual SIL Processor to machine code, through Cranelift.
//!
//! `compile` turns a program into `Code`: one block of machine code for a [`Target`] that refers to no symbol and
//! carries no relocation, as [`vsp_isa::abi`] describes. `object` wraps it into an object file. The same program, target
//! and options give the same bytes on every machine and each time.
//!
//! How a program becomes code:
//! - the plan cuts it into units, the blocks of the program in each mode that can reach them, and those into regions,
//!   which are compiled as one function each, so that compile time grows with the program and no faster;
//! - the middle (the crate vsp-middle) makes a function in SSA form of a region, in which registers and flags are values, and makes it
//!   better by passes;
//! - it is lowered to Cranelift operation by operation. The state goes back to memory only where code outside may look, at exits, traps
//!   and calls of some helpers, and where control can go to many places, at calls and returns of the program but for
//!   those of inner functions.
//!
//! [`emit`] shows what a program is on this way. [`targets`] says which targets there is native code for, and what is tested of it.
//!
//! Cranelift's types appear nowhere in the interface.
//!
//! # Features
//!
//! - `objects`, a default: object files. Whoever runs code where it is made needs none.
//! - `all-targets`, a default: code for every kind of processor. Without it there is only that of the machine that this crate is
//!   compiled for, and [`Target::new`] refuses the others, as it does those that there is no back end for at all.
//! - `host`: [`Target::host`], the machine at hand, and the back end for it.
#![forbid(unsafe_code)]

mod compile;
mod convention;
pub mod emit;
mod error;
mod features;
#[cfg(feature = "host")]
mod host;
mod lower;
#[cfg(feature = "objects")]
mod object;
mod parallel;
mod region;
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
