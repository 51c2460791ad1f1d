//! What the code that the macro `__unsafe_bindings!` makes refers to, and what tests look at. Not for use by hand.

pub mod typed;

/// Where user's crates may call something else by this name, or not have it in their prelude.
pub use ::core;

pub use crate::executor::Executor;
pub use crate::native::helpers;
pub use crate::native_code::{Checks, NativeCode};
pub use crate::static_program::StaticProgram;
pub use vsp_isa::abi::{EntryPoint, Helper, RegionFunction};
pub use vsp_isa::tables::SUMS;
#[cfg(feature = "macros")]
pub use vsp_macros::vsp;

use crate::engine::Engine;
use crate::host::Host;
use crate::limits::Limits;
use crate::outcome::Outcome;
use crate::program::Program;
use crate::vm::Vm;
#[cfg(not(feature = "interpreter"))]
use vsp_isa::{container::Image, flow::Marks};

/// The sizes that machines get for a program: that of memory only if it is said.
pub const fn limits(memory: &[usize], calls: u32, stack: u32) -> Limits {
    Limits { memory: memory.first().copied(), calls, stack }
}

/// The opcodes of the instructions that control can reach, a bit each, from a program's file and the bytes of its marks.
///
/// # Panics
/// If the file's header or sizes are wrong.
#[cfg(not(feature = "interpreter"))]
pub const fn opcodes(file: &[u8], marks: &[u8]) -> [u64; 4] {
    let Some(image) = Image::of_file(file) else { panic!("the program's file is damaged") };
    Marks::new(marks).opcodes(image.code)
}

/// Begins a run at the address of an exported function of the program that the function belongs to.
///
/// # Panics
/// If the machine has another program.
#[inline]
#[track_caller]
pub fn call<H: Host>(vm: &mut Vm<H>, program: &Program, address: u32) -> Outcome {
    typed::check(vm, program);
    vm.call_address(address)
}

/// The function and the number to call it with, where the machine code that an engine would run can be entered, ready to be
/// called by this thread while the program exists: for tests of how it keeps to the C ABI.
pub fn region_at(program: &Program, engine: Engine, address: u32, mode: u8) -> Option<(RegionFunction, u32)> {
    let code = program.code(engine)?;
    code.prepare();
    code.entry(address, mode)
}
