//! What executes single instructions beside machine code: the interpreter, which has all of them. `lone_executor.rs` stands for it
//! where there is none, and has the same items.

use crate::host::Host;
use crate::machine::Machine;
use crate::precise;
use vsp_isa::abi::Exit;
use vsp_isa::{Instruction, Version};

/// What executes the instructions of a program.
#[derive(Clone, Copy)]
pub struct Executor(());

impl Executor {
    /// That of all programs.
    pub const ANY: Executor = Executor(());

    /// Executes one instruction where the machine stands and moves pc on; gives what stops the run, if anything.
    #[inline(always)]
    pub(crate) fn execute(
        self,
        machine: &mut Machine,
        host: &mut dyn Host,
        version: Version,
        instruction: Instruction,
    ) -> Option<Exit> {
        precise::execute(machine, host, version, instruction)
    }
}

/// What executes the instructions of a program, of which this is given the file and the marks.
#[doc(hidden)]
#[macro_export]
macro_rules! __vsp_executor {
    ($file:expr, $marks:expr) => {
        $crate::generated::Executor::ANY
    };
}

/// Stands where a program has no machine code.
#[doc(hidden)]
#[macro_export]
macro_rules! __vsp_interpreted {
    () => {};
}
