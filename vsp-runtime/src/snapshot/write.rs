//! Writing a snapshot.

use super::writer::SnapshotWriter;
use super::{MAGIC, VERSION, identity};
use crate::machine::Machine;
use crate::outcome::Outcome;
use vsp_isa::container::{Image, fnv1a_64};

/// What a snapshot says besides the machine's and the host's state.
pub(crate) struct Head<'a> {
    pub fuel_given: Option<u64>,
    pub stopped: Option<&'a Outcome>,
}

/// Writes the snapshot of a machine with a program; `save` writes what is the host's.
pub(crate) fn write(
    machine: &Machine,
    program: &Image<'_>,
    Head { fuel_given, stopped }: Head<'_>,
    save: impl FnOnce(&mut SnapshotWriter<'_>),
    to: &mut SnapshotWriter<'_>,
) {
    let context = &machine.context;
    let memory = machine.memory();
    let used = used(memory);
    to.write(&MAGIC);
    to.write(&VERSION.to_le_bytes());
    to.write(&identity(program).to_le_bytes());
    to.write(context.registers.image());
    to.write(&context.pc.to_le_bytes());
    to.write(&[context.flags, context.mode, code_of(stopped), u8::from(fuel_given.is_some())]);
    to.write(&fuel_given.unwrap_or(0).to_le_bytes());
    to.write(&fuel_given.map_or(0, |_| context.fuel).to_le_bytes());
    to.write(&[u8::from(machine.gradient.is_some())]);
    for slope in machine.gradient.iter().flatten() {
        to.write(&slope.to_bits().to_le_bytes());
    }
    to.write(&(machine.calls().len() as u32).to_le_bytes());
    for address in machine.calls() {
        to.write(&address.to_le_bytes());
    }
    to.write(&(machine.stack().len() as u32).to_le_bytes());
    for bits in machine.stack() {
        to.write(&bits.to_le_bytes());
    }
    to.write(&(memory.len() as u32).to_le_bytes());
    to.write(&(used as u32).to_le_bytes());
    to.write(&memory[..used]);
    // The length of the host's part is known only behind it.
    let before = to.length();
    to.write(&[0; 8]);
    save(to);
    let length = (to.length() - before - 8) as u64;
    if let Some(place) = to.written(before..before + 8) {
        place.copy_from_slice(&length.to_le_bytes());
    }
    // Where there is no room, the sum does not matter.
    let sum = to.written(0..to.length()).map_or(0, |bytes| fnv1a_64(bytes));
    to.write(&sum.to_le_bytes());
}

/// How many bytes there are up to the last that is not zero.
fn used(memory: &[u8]) -> usize {
    const ZEROS: [u8; 64] = [0; 64];
    // Most of memory is zero, so whole pieces are compared at a time.
    let (_, pieces) = memory.as_rchunks();
    let zeros = ZEROS.len() * pieces.iter().rev().take_while(|piece| **piece == ZEROS).count();
    memory[..memory.len() - zeros].iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1)
}

/// How the last run stopped, as a snapshot has it.
fn code_of(stopped: Option<&Outcome>) -> u8 {
    match stopped {
        None => 0,
        Some(Outcome::Collapsed) => 1,
        Some(Outcome::Yielded) => 2,
        Some(Outcome::OutOfFuel) => 3,
        Some(Outcome::Interrupted) => 4,
        Some(Outcome::Halted | Outcome::Returned | Outcome::Trapped(_)) => {
            unreachable!("no snapshot is taken of a run that has ended")
        }
    }
}
