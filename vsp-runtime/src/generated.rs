//! What the code that the macro `bindings!` makes refers to. Not for use by hand.

pub use crate::machine_code::{Checks, NativeCode};
pub use crate::static_program::StaticProgram;
pub use vsp_isa::abi::EntryPoint;
#[cfg(feature = "macros")]
pub use vsp_macros::vsp;

use crate::host::Host;
use crate::outcome::Outcome;
use crate::program::Program;
use crate::vm::Vm;

/// Begins a run at an exported function of the program that the function belongs to.
///
/// # Panics
/// If the machine has another program.
#[track_caller]
pub fn call<H: Host>(vm: &mut Vm<H>, program: &Program, function: &str) -> Outcome {
    assert!(vm.program().is_same(program), "the machine runs another program than this function's");
    vm.call(function).expect("vsp-build found the function in the program")
}
