//! What executes single instructions beside machine code where there is no interpreter: only those that a program has, so that
//! nothing else is linked. It has the same items as `executor.rs`.

use crate::host::Host;
use crate::machine::Machine;
use crate::precise;
use vsp_isa::abi::Exit;
use vsp_isa::{Instruction, Version};

/// What executes the instructions of a program.
#[derive(Clone, Copy)]
pub struct Executor(fn(&mut Machine, &mut dyn Host, Version, Instruction) -> Option<Exit>);

impl Executor {
    /// That of programs whose instructions have these opcodes, a bit each: see
    /// [`Marks::opcodes`](vsp_isa::flow::Marks::opcodes).
    pub const fn of<const A: u64, const B: u64, const C: u64, const D: u64>() -> Executor {
        Executor(precise::execute_among::<A, B, C, D>)
    }

    /// Executes one instruction where the machine stands and moves pc on; gives what stops the run, if anything.
    pub(crate) fn execute(
        self,
        machine: &mut Machine,
        host: &mut dyn Host,
        version: Version,
        instruction: Instruction,
    ) -> Option<Exit> {
        (self.0)(machine, host, version, instruction)
    }
}

/// What executes the instructions of a program, of which this is given the file and the marks.
#[doc(hidden)]
#[macro_export]
macro_rules! __vsp_executor {
    ($file:expr, $marks:expr) => {{
        // A step for each address of the program's code.
        #[allow(long_running_const_eval)]
        const OPCODES: [$crate::generated::core::primitive::u64; 4] =
            $crate::generated::opcodes($file, $marks);
        $crate::generated::Executor::of::<{ OPCODES[0] }, { OPCODES[1] }, { OPCODES[2] }, { OPCODES[3] }>()
    }};
}

/// Stands where a program has no machine code.
#[doc(hidden)]
#[macro_export]
macro_rules! __vsp_interpreted {
    () => {
        $crate::generated::core::compile_error!(
            "this program has no native code for the target, and vsp-runtime lacks its feature `interpreter`"
        );
    };
}
