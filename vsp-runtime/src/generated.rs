//! What the code that the macro `__unsafe_bindings!` makes refers to. Not for use by hand.

/// Where user's crates may call something else by this name, or not have it in their prelude.
pub use ::core;

pub use crate::machine_code::{Checks, NativeCode};
pub use crate::static_program::StaticProgram;
pub use vsp_isa::abi::EntryPoint;
#[cfg(feature = "macros")]
pub use vsp_macros::vsp;

use crate::host::Host;
use crate::limits::Limits;
use crate::outcome::Outcome;
use crate::program::Program;
use crate::vm::Vm;

/// The sizes that machines get for a program: that of memory only if it is said.
pub const fn limits(memory: &[usize], calls: u32, stack: u32) -> Limits {
    Limits { memory: memory.first().copied(), calls, stack }
}

/// Begins a run at an exported function of the program that the function belongs to.
///
/// # Panics
/// If the machine has another program.
#[track_caller]
pub fn call<H: Host>(vm: &mut Vm<H>, program: &Program, function: &str) -> Outcome {
    assert!(vm.program().is_same(program), "the machine runs another program than this function's");
    vm.call(function).expect("vsp-build found the function in the program")
}
