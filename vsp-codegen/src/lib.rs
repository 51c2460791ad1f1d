//! Compiles programs for the Virtual SIL Processor to machine code, through Cranelift.
//!
//! [`compile`] turns a program into [`Code`]: one block of machine code for a [`Target`] that refers to no symbol and
//! carries no relocation, as [`vsp_isa::abi`] describes. [`object`] wraps it into an object file. The same program, target
//! and options give the same bytes on every machine and each time.
//!
//! How a program becomes code:
//! - the plan cuts it into units, the blocks of the program in each mode that can reach them, and those into parts,
//!   which are compiled as one function each, so that compile time grows with the program and no faster;
//! - within a part, registers live in SSA values: as words where code uses them as words, else as rho and theta; flags are
//!   computed only where something reads them;
//! - the state goes back to memory only where code outside may look: at exits, traps and calls of some helpers.
//!
//! [`bindings`] names what a Rust module has for a program's symbols.
//!
//! Cranelift's types appear nowhere in the interface.

pub mod bindings;
mod compile;
mod emitter;
mod error;
mod flags;
mod homes;
mod object;
mod ops;
mod options;
mod plan;
mod registers;
mod target;

pub use compile::{Code, compile};
pub use error::Error;
pub use object::object;
pub use options::{Optimization, Options};
pub use target::Target;
