//! The precise interpreter: one instruction after the other, each decoded when it comes. It alone knows how to trap, to stop and to resume
//! anywhere; faster ways leave all that to it.

use crate::execute::{Done, Next, Step};
use crate::host::Host;
use crate::instructions::Instructions;
use crate::interrupt::{InterruptHandle, NEVER};
use crate::machine::Machine;
#[cfg(not(feature = "interpreter"))]
use vsp_isa::TrapKind;
use vsp_isa::abi::Exit;
use vsp_isa::{Instruction, Version};

/// Whether the first instruction may begin a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum First {
    /// It may, which is then paid for, and may be a checkpoint.
    Fresh,
    /// Its block is paid for.
    #[cfg(all(feature = "alloc", feature = "interpreter"))]
    Paid,
}

/// Runs from where the machine stands until something stops it.
pub(crate) fn run(
    machine: &mut Machine,
    host: &mut dyn Host,
    instructions: &Instructions<'_>,
    metered: bool,
) -> Exit {
    // A clone, which nothing is allocated for: the machine itself changes while it runs.
    let handle = machine.interrupt().cloned();
    let interrupt = handle.as_ref().unwrap_or(&NEVER);
    match (metered, handle.is_some()) {
        (true, false) => run_checked::<true, false>(machine, host, instructions, interrupt),
        (false, false) => run_checked::<false, false>(machine, host, instructions, interrupt),
        (true, true) => run_checked::<true, true>(machine, host, instructions, interrupt),
        (false, true) => run_checked::<false, true>(machine, host, instructions, interrupt),
    }
}

fn run_checked<const METERED: bool, const INTERRUPTS: bool>(
    machine: &mut Machine,
    host: &mut dyn Host,
    instructions: &Instructions<'_>,
    handle: &InterruptHandle,
) -> Exit {
    let (marks, version, executor) = (instructions.marks, instructions.image.version, instructions.executor);
    loop {
        let slot = instructions.slot::<METERED>(machine.context.pc, machine.context.fuel);
        if INTERRUPTS && handle.is_requested() && marks.is_checkpoint(machine.context.pc) {
            return Exit::Interrupted;
        }
        if METERED && !charge(machine, slot.cost) {
            return Exit::OutOfFuel;
        }
        match slot.instruction {
            Err(kind) => return Exit::Trapped(kind),
            Ok(instruction) => {
                if let Some(exit) = executor.execute(machine, host, version, instruction) {
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
    instructions: &Instructions<'_>,
    metered: bool,
    first: First,
) -> Option<Exit> {
    let pays = first == First::Fresh;
    if pays && let Some(exit) = begin(machine, instructions, metered) {
        return Some(exit);
    }
    match instructions.at(machine.context.pc) {
        Err(kind) => Some(Exit::Trapped(kind)),
        Ok(instruction) => {
            instructions.executor.execute(machine, host, instructions.image.version, instruction)
        }
    }
}

/// Looks whether the run shall be interrupted where the machine stands, and pays for the block if one starts there; gives what
/// stops the run, if anything.
pub(crate) fn begin(machine: &mut Machine, instructions: &Instructions<'_>, metered: bool) -> Option<Exit> {
    let (pc, fuel) = (machine.context.pc, machine.context.fuel);
    let is_requested = machine.interrupt().is_some_and(InterruptHandle::is_requested);
    if is_requested && instructions.marks.is_checkpoint(pc) {
        return Some(Exit::Interrupted);
    }
    if metered && !charge(machine, instructions.cost(pc, fuel)) {
        return Some(Exit::OutOfFuel);
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
#[cfg(feature = "interpreter")]
#[inline(always)]
pub(crate) fn execute(
    machine: &mut Machine,
    host: &mut dyn Host,
    version: Version,
    instruction: Instruction,
) -> Option<Exit> {
    let next = machine.context.pc + instruction.length();
    let done = instruction.visit(&mut Step { machine, host, version, next });
    go_on(machine, next, done)
}

/// The same for programs whose instructions have these opcodes, a bit each: what executes others is not linked.
#[cfg(not(feature = "interpreter"))]
pub(crate) fn execute_among<const A: u64, const B: u64, const C: u64, const D: u64>(
    machine: &mut Machine,
    host: &mut dyn Host,
    version: Version,
    instruction: Instruction,
) -> Option<Exit> {
    let next = machine.context.pc + instruction.length();
    let done = instruction.visit_among::<A, B, C, D, _>(&mut Step { machine, host, version, next });
    // Nothing else can be reached.
    go_on(machine, next, done.unwrap_or(Err(TrapKind::InvalidOpcode)))
}

/// Moves pc on after an instruction; gives what stops the run, if anything.
#[inline(always)]
fn go_on(machine: &mut Machine, next: u32, done: Done) -> Option<Exit> {
    match done {
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
