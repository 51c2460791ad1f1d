//! The code of each instruction. Each section of the table of instructions has a file.
//!
//! Simple operations are emitted inline. What is rare, long or the host's business is executed by the runtime, with the
//! functions that the interpreter uses.

mod bytesil;
mod control;
mod conversions;
mod data;
mod division;
mod floats;
mod gates;
mod hints;
mod integers;
mod intrinsics;
mod io;
mod layers;
mod modes;
mod transforms;
mod words;

use crate::emitter::Emitter;
use vsp_isa::visit::Visitor;

impl Visitor for Emitter<'_> {
    type Output = ();
}
