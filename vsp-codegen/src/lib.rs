//! Compiles programs for the Virtual SIL Processor to machine code, through Cranelift.
//!
//! `compile` turns a program into `Code`: one block of machine code for a [`Target`] that refers to no symbol and
//! carries no relocation, as [`vsp_isa::abi`] describes. `object` wraps it into an object file. The same program, target
//! and options give the same bytes on every machine and each time.
//!
//! How a program becomes code:
//! - the plan cuts it into units, the blocks of the program in each mode that can reach them, and those into parts,
//!   which are compiled as one function each, so that compile time grows with the program and no faster;
//! - within a part, registers live in SSA values from where code first touches them: as words where code uses them as
//!   words, else as rho and theta; flags are computed only where something reads them; where blocks are long, from one block
//!   to the next they go through memory, since finding registers for them throughout takes most of the time;
//! - the state goes back to memory only where code outside may look, at exits, traps and calls of some helpers, and where
//!   control can go to many places, at calls and returns of the program.
//!
//! [`targets`] says which targets there is native code for, and what is tested of it.
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

mod allocation;
mod builder;
mod compile;
mod convention;
mod effects;
mod emitter;
mod error;
mod features;
mod flags;
mod homes;
#[cfg(feature = "host")]
mod host;
#[cfg(feature = "objects")]
mod object;
mod ops;
mod parallel;
mod part;
mod plan;
mod registers;
mod residence;
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
pub use vsp_isa::options::{Optimization, Options};
