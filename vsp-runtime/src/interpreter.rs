//! The interpreter: runs a program, one instruction after the other.

use crate::code::{Code, Slot, Undecoded};
use crate::execute::{Next, Step};
use crate::host::Host;
use crate::interrupt::{InterruptHandle, NEVER};
use crate::machine::Machine;
use crate::program::Program;
use vsp_isa::abi::Exit;
use vsp_isa::flow::Marks;
use vsp_isa::{Instruction, Version};

/// When the interpreter decodes instructions; what comes out is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decoding {
    /// All of them before the first run, into a table.
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

/// Runs from where the machine stands until something stops it, and counts fuel if `metered`; looks at the machine's handle for
/// interrupts, if it has one.
pub(crate) fn run(
    machine: &mut Machine,
    host: &mut dyn Host,
    program: &Program,
    decoding: Decoding,
    metered: bool,
) -> Exit {
    match decoding {
        #[cfg(feature = "alloc")]
        Decoding::Ahead => run_code(machine, host, program, program.decoded(), metered),
        Decoding::Anew => {
            run_code(machine, host, program, &Undecoded::new(program.image(), program.marks()), metered)
        }
    }
}

/// Does now what the first run would have to allocate for.
pub(crate) fn prepare(program: &Program, decoding: Decoding) {
    match decoding {
        #[cfg(feature = "alloc")]
        Decoding::Ahead => drop(program.decoded()),
        Decoding::Anew => drop(program.marks()),
    }
}

fn run_code(
    machine: &mut Machine,
    host: &mut dyn Host,
    program: &Program,
    code: &impl Code,
    metered: bool,
) -> Exit {
    // A clone, which nothing is allocated for: the machine itself changes while it runs.
    let handle = machine.interrupt().cloned();
    let interrupt = handle.as_ref().map_or((&NEVER, Marks::new(&[])), |handle| (handle, program.marks()));
    let version = program.image().version;
    match (metered, handle.is_some()) {
        (true, false) => run_checked::<true, false>(machine, host, code, version, interrupt),
        (false, false) => run_checked::<false, false>(machine, host, code, version, interrupt),
        (true, true) => run_checked::<true, true>(machine, host, code, version, interrupt),
        (false, true) => run_checked::<false, true>(machine, host, code, version, interrupt),
    }
}

fn run_checked<const METERED: bool, const INTERRUPTS: bool>(
    machine: &mut Machine,
    host: &mut dyn Host,
    code: &impl Code,
    version: Version,
    (handle, marks): (&InterruptHandle, Marks<'_>),
) -> Exit {
    loop {
        let slot = code.slot::<METERED>(machine.context.pc, machine.context.fuel);
        if INTERRUPTS && handle.is_requested() && marks.is_checkpoint(machine.context.pc) {
            return Exit::Interrupted;
        }
        if METERED && !charge(machine, slot) {
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
) -> Option<Exit> {
    let (image, marks) = (program.image(), program.marks());
    let (code, pc, fuel) = (Undecoded::new(image, marks), machine.context.pc, machine.context.fuel);
    let slot = if metered { code.slot::<true>(pc, fuel) } else { code.slot::<false>(pc, fuel) };
    let is_requested = machine.interrupt().is_some_and(InterruptHandle::is_requested);
    if is_requested && marks.is_checkpoint(pc) {
        return Some(Exit::Interrupted);
    }
    if metered && !charge(machine, slot) {
        return Some(Exit::OutOfFuel);
    }
    match slot.instruction {
        Err(kind) => Some(Exit::Trapped(kind)),
        Ok(instruction) => execute(machine, host, image.version, instruction),
    }
}

/// Pays for the block that starts at a slot, if one does; `false` if there is too little left.
#[inline(always)]
fn charge(machine: &mut Machine, slot: Slot) -> bool {
    if slot.cost > 0 {
        match machine.context.fuel.checked_sub(u64::from(slot.cost)) {
            Some(left) => machine.context.fuel = left,
            None => return false,
        }
    }
    true
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
