//! The interpreter: runs a decoded program, one instruction after the other.

use crate::decoded::{Decoded, Slot};
use crate::execute::{Next, Step};
use crate::host::Host;
use crate::machine::Machine;
use vsp_isa::Instruction;
use vsp_isa::abi::Exit;

/// Runs from where the machine stands until something stops it, and counts fuel if `METERED`.
pub(crate) fn run<const METERED: bool>(
    machine: &mut Machine,
    host: &mut dyn Host,
    decoded: &Decoded,
) -> Exit {
    loop {
        let pc = machine.context.pc;
        let slot = decoded.slot(pc);
        if METERED && !charge(machine, slot) {
            return Exit::OutOfFuel;
        }
        match slot.instruction {
            Err(kind) => return Exit::Trapped(kind),
            Ok(instruction) => {
                if let Some(exit) = execute(machine, host, instruction) {
                    return exit;
                }
            }
        }
    }
}

/// Runs one instruction, for engines that have no code of their own for the place where the machine stands.
pub(crate) fn step(machine: &mut Machine, host: &mut dyn Host, metered: bool) -> Option<Exit> {
    let pc = machine.context.pc;
    let slot = match machine.program.decoded_already() {
        Some(decoded) => decoded.slot(pc),
        None => {
            let container = &machine.program.container;
            let instruction = Instruction::decode(&container.code, pc, container.version);
            Slot { instruction, cost: 0 }
        }
    };
    if metered && !charge(machine, slot) {
        return Some(Exit::OutOfFuel);
    }
    match slot.instruction {
        Err(kind) => Some(Exit::Trapped(kind)),
        Ok(instruction) => execute(machine, host, instruction),
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
pub(crate) fn execute(machine: &mut Machine, host: &mut dyn Host, instruction: Instruction) -> Option<Exit> {
    let next = machine.context.pc + instruction.length();
    match instruction.visit(&mut Step { machine, host, next }) {
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
