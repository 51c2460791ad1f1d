//! The interpreter: operations that the program was translated to, or the precise interpreter.

use crate::guard::{self, Panic};
use crate::host::Host;
use crate::machine::Machine;
use crate::precise;
use crate::program::Program;
#[cfg(all(feature = "alloc", feature = "interpreter"))]
use crate::threaded;
use vsp_isa::abi::Exit;

/// When the interpreter decodes instructions; what comes out is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decoding {
    /// All of them before the first run, into operations; but for programs that would take too much memory so.
    #[cfg(all(feature = "alloc", feature = "interpreter"))]
    Ahead,
    /// Each one whenever it comes.
    Anew,
}

impl Decoding {
    /// The faster way of those that there are.
    #[cfg(all(feature = "alloc", feature = "interpreter"))]
    pub const FASTEST: Decoding = Decoding::Ahead;
    /// The faster way of those that there are.
    #[cfg(not(all(feature = "alloc", feature = "interpreter")))]
    pub const FASTEST: Decoding = Decoding::Anew;
}

/// Runs from where the machine stands until something stops it, and counts fuel if `metered`; looks at the machine's handle for
/// interrupts, if it has one.
pub(crate) fn run(
    machine: &mut Machine,
    host: &mut dyn Host,
    program: &Program,
    decoding: Decoding,
    metered: bool,
) -> Result<Exit, Panic> {
    match decoding {
        #[cfg(all(feature = "alloc", feature = "interpreter"))]
        Decoding::Ahead => {
            if let Some(translation) = program.translation(metered || machine.interrupt().is_some()) {
                return threaded::run(machine, host, &program.instructions(), translation, metered);
            }
        }
        Decoding::Anew => {}
    }
    guard::catch(|| precise::run(machine, host, &program.instructions(), metered))
}

/// Does now what the first run would have to allocate for; `checked` says whether that will count fuel or can be interrupted.
pub(crate) fn prepare(program: &Program, decoding: Decoding, checked: bool) {
    match decoding {
        #[cfg(all(feature = "alloc", feature = "interpreter"))]
        Decoding::Ahead => drop(program.translation(checked)),
        Decoding::Anew => {}
    }
    let _ = (program.marks(), checked);
}
