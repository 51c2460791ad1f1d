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
//! [`bindings`] names what a Rust module has for a program's symbols.
//!
//! [`targets`] says which targets there is native code for, and what is tested of it.
//!
//! Cranelift's types appear nowhere in the interface. Without the feature `native`, which is on by default, it is not even
//! compiled: there is no target then, and nothing that compiles.
#![forbid(unsafe_code)]

pub mod bindings;
mod error;
mod options;
mod system;
pub mod targets;

#[cfg(feature = "native")]
mod allocation;
#[cfg(feature = "native")]
mod apple;
#[cfg(feature = "native")]
mod builder;
#[cfg(feature = "native")]
mod compile;
#[cfg(feature = "native")]
mod convention;
#[cfg(feature = "native")]
mod effects;
#[cfg(feature = "native")]
mod emitter;
#[cfg(feature = "native")]
mod features;
#[cfg(feature = "native")]
mod flags;
#[cfg(feature = "native")]
mod homes;
#[cfg(feature = "host")]
mod host;
#[cfg(not(feature = "native"))]
mod no_target;
#[cfg(feature = "native")]
mod object;
#[cfg(feature = "native")]
mod ops;
#[cfg(feature = "native")]
mod parallel;
#[cfg(feature = "native")]
mod part;
#[cfg(feature = "native")]
mod plan;
#[cfg(feature = "native")]
mod registers;
#[cfg(feature = "native")]
mod residence;
#[cfg(feature = "native")]
mod target;
#[cfg(feature = "native")]
mod unwind;

#[cfg(feature = "native")]
pub use compile::{Code, compile};
pub use error::Error;
#[cfg(not(feature = "native"))]
pub use no_target::Target;
#[cfg(feature = "native")]
pub use object::object;
pub use options::{Optimization, Options};
pub use system::SystemVersion;
#[cfg(feature = "native")]
pub use target::Target;
pub use vsp_isa::limits::CompileLimits;
