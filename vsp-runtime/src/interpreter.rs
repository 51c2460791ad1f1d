//! The interpreter: operations that the program was translated to, or the precise way, one instruction after the other.

use crate::code::{self, Undecoded};
use crate::execute::{Next, Step};
use crate::guard::{self, Panic};
use crate::host::Host;
use crate::interrupt::{InterruptHandle, NEVER};
use crate::machine::Machine;
use crate::program::Program;
#[cfg(feature = "alloc")]
use crate::threaded;
use vsp_isa::abi::Exit;
use vsp_isa::flow::Marks;
use vsp_isa::{Instruction, Version};

/// When the interpreter decodes instructions; what comes out is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decoding {
    /// All of them before the first run, into operations; but for programs that would take too much memory so.
    #[cfg(feature = "alloc")]
    Ahead,
    /// Each one whenever it comes.
    Anew,
}

impl Decoding {
    /// The faster way of those that there are.
    #[cfg(feature = "alloc")]
    pub const FASTEST: Decoding = Decoding::Ahead;
    /// The faster way of those that there are.
    #[cfg(not(feature = "alloc"))]
    pub const FASTEST: Decoding = Decoding::Anew;
}

/// Whether the first instruction may begin a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum First {
    /// It may, which is then paid for, and may be a checkpoint.
    Fresh,
    /// Its block is paid for.
    #[cfg(feature = "alloc")]
    Paid,
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
        #[cfg(feature = "alloc")]
        Decoding::Ahead => {
            if let Some(translation) = program.translation(metered || machine.interrupt().is_some()) {
                return threaded::run(machine, host, program, translation, metered);
            }
        }
        Decoding::Anew => {}
    }
    guard::catch(|| run_undecoded(machine, host, program, metered))
}

/// Does now what the first run would have to allocate for; `checked` says whether that will count fuel or can be interrupted.
pub(crate) fn prepare(program: &Program, decoding: Decoding, checked: bool) {
    match decoding {
        #[cfg(feature = "alloc")]
        Decoding::Ahead => drop(program.translation(checked)),
        Decoding::Anew => {}
    }
    let _ = (program.marks(), checked);
}

fn run_undecoded(machine: &mut Machine, host: &mut dyn Host, program: &Program, metered: bool) -> Exit {
    // A clone, which nothing is allocated for: the machine itself changes while it runs.
    let handle = machine.interrupt().cloned();
    let interrupt = handle.as_ref().map_or((&NEVER, Marks::new(&[])), |handle| (handle, program.marks()));
    let code = Undecoded::new(program.image(), program.marks());
    let version = program.image().version;
    match (metered, handle.is_some()) {
        (true, false) => run_checked::<true, false>(machine, host, &code, version, interrupt),
        (false, false) => run_checked::<false, false>(machine, host, &code, version, interrupt),
        (true, true) => run_checked::<true, true>(machine, host, &code, version, interrupt),
        (false, true) => run_checked::<false, true>(machine, host, &code, version, interrupt),
    }
}

fn run_checked<const METERED: bool, const INTERRUPTS: bool>(
    machine: &mut Machine,
    host: &mut dyn Host,
    code: &Undecoded<'_>,
    version: Version,
    (handle, marks): (&InterruptHandle, Marks<'_>),
) -> Exit {
    loop {
        let slot = code.slot::<METERED>(machine.context.pc, machine.context.fuel);
        if INTERRUPTS && handle.is_requested() && marks.is_checkpoint(machine.context.pc) {
            return Exit::Interrupted;
        }
        if METERED && !charge(machine, slot.cost) {
            return Exit::OutOfFuel;
        }
        match slot.instruction {
            Err(kind) => return Exit::Trapped(kind),
            Ok(instruction) => {
                if let Some(exit) = execute(machine, host, version, instruction) {
                    return exit;
                }
            }
        }
    }
}

/// Runs one instruction, for engines that have no code of their own for the place where the machine stands.
pub(crate) fn step(
    machine: &mut Machine,
    host: &mut dyn Host,
    program: &Program,
    metered: bool,
    first: First,
) -> Option<Exit> {
    let pays = first == First::Fresh;
    if pays && let Some(exit) = begin(machine, program, metered) {
        return Some(exit);
    }
    let image = program.image();
    match code::instruction(&image, program.marks(), machine.context.pc) {
        Err(kind) => Some(Exit::Trapped(kind)),
        Ok(instruction) => execute(machine, host, image.version, instruction),
    }
}

/// Looks whether the run shall be interrupted where the machine stands, and pays for the block if one starts there; gives what
/// stops the run, if anything.
pub(crate) fn begin(machine: &mut Machine, program: &Program, metered: bool) -> Option<Exit> {
    let (marks, pc, fuel) = (program.marks(), machine.context.pc, machine.context.fuel);
    let is_requested = machine.interrupt().is_some_and(InterruptHandle::is_requested);
    if is_requested && marks.is_checkpoint(pc) {
        return Some(Exit::Interrupted);
    }
    if metered {
        let most = u32::try_from(fuel).unwrap_or(u32::MAX);
        let cost = marks.block_cost_up_to(&program.image(), pc, most).unwrap_or(0);
        if !charge(machine, cost) {
            return Some(Exit::OutOfFuel);
        }
    }
    None
}

/// Pays for a block; `false` if there is too little left.
#[inline(always)]
fn charge(machine: &mut Machine, cost: u32) -> bool {
    match machine.context.fuel.checked_sub(u64::from(cost)) {
        Some(left) => {
            machine.context.fuel = left;
            true
        }
        None => false,
    }
}

/// Executes one instruction at the context's pc and moves pc on; gives what stops the run, if anything.
#[inline(always)]
pub(crate) fn execute(
    machine: &mut Machine,
    host: &mut dyn Host,
    version: Version,
    instruction: Instruction,
) -> Option<Exit> {
    let next = machine.context.pc + instruction.length();
    match instruction.visit(&mut Step { machine, host, version, next }) {
        Ok(Next::On) => {
            machine.context.pc = next;
            None
        }
        Ok(Next::To(address)) => {
            machine.context.pc = address;
            None
        }
        Ok(Next::Stop(exit)) => {
            machine.context.pc = next;
            Some(exit)
        }
        Err(kind) => Some(Exit::Trapped(kind)),
    }
}
