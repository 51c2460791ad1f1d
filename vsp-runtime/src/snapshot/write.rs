//! Writing a snapshot.

use super::{MAGIC, VERSION, identity};
use crate::machine::Machine;
use crate::outcome::Outcome;
#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;
use vsp_isa::container::fnv1a_64;

/// Where a snapshot is written to, and a host puts what it needs in order to go on: see [`Host::save`](crate::Host::save).
pub struct SnapshotWriter<'a> {
    room: Room<'a>,
    length: usize,
}

enum Room<'a> {
    Fixed(&'a mut [u8]),
    #[cfg(feature = "alloc")]
    Growing(&'a mut Vec<u8>),
}

impl<'a> SnapshotWriter<'a> {
    /// Writes from the beginning of a buffer on.
    pub(crate) fn new(room: &'a mut [u8]) -> SnapshotWriter<'a> {
        SnapshotWriter { room: Room::Fixed(room), length: 0 }
    }

    /// Appends to an empty buffer.
    #[cfg(feature = "alloc")]
    pub(crate) fn growing(room: &'a mut Vec<u8>) -> SnapshotWriter<'a> {
        SnapshotWriter { room: Room::Growing(room), length: 0 }
    }

    /// Appends some bytes. What passes the room that there is gets lost, but for its length, and the snapshot fails.
    pub fn write(&mut self, bytes: &[u8]) {
        let start = self.length;
        self.length = start.saturating_add(bytes.len());
        match &mut self.room {
            Room::Fixed(room) => {
                if let Some(room) = room.get_mut(start..self.length) {
                    room.copy_from_slice(bytes);
                }
            }
            #[cfg(feature = "alloc")]
            Room::Growing(room) => room.extend_from_slice(bytes),
        }
    }

    /// Some of what has been written, if there was room for it.
    fn written(&mut self, range: Range<usize>) -> Option<&mut [u8]> {
        match &mut self.room {
            Room::Fixed(room) => room.get_mut(range),
            #[cfg(feature = "alloc")]
            Room::Growing(room) => room.get_mut(range),
        }
    }

    /// How many bytes have been written so far, whether or not there was room.
    pub(crate) fn length(&self) -> usize {
        self.length
    }
}

impl fmt::Debug for SnapshotWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnapshotWriter").field("length", &self.length).finish_non_exhaustive()
    }
}

/// What a snapshot says besides the machine's and the host's state.
pub(crate) struct Head<'a> {
    pub fuel_given: Option<u64>,
    pub stopped: Option<&'a Outcome>,
}

/// Writes the snapshot of a machine; `save` writes what is the host's.
pub(crate) fn write(
    machine: &Machine,
    Head { fuel_given, stopped }: Head<'_>,
    save: impl FnOnce(&mut SnapshotWriter<'_>),
    to: &mut SnapshotWriter<'_>,
) {
    let context = &machine.context;
    let memory = machine.memory();
    let used = used(memory);
    to.write(&MAGIC);
    to.write(&VERSION.to_le_bytes());
    to.write(&identity(&machine.program.image()).to_le_bytes());
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
    let before = to.length;
    to.write(&[0; 8]);
    save(to);
    let length = (to.length - before - 8) as u64;
    if let Some(place) = to.written(before..before + 8) {
        place.copy_from_slice(&length.to_le_bytes());
    }
    // Where there is no room, the sum does not matter.
    let sum = to.written(0..to.length).map_or(0, |bytes| fnv1a_64(bytes));
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
