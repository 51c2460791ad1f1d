//! A unit: a straight run of instructions in one mode.

use super::{Leaving, Reach, leaving, mode_after, sure_trap};
use crate::container::Image;
use crate::{Instruction, Mode, TrapKind};
use alloc::vec::Vec;

/// A place that code is compiled for: an address, in one mode that can reach it.
///
/// Besides the starts of blocks these are the places after COMPAT, whose resulting mode only a run knows, and those where
/// overlapping runs of instructions meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit {
    /// The address of its first instruction.
    pub address: u32,
    /// The mode on reaching it.
    pub mode: Mode,
}

/// The instructions of a unit, up to where another unit begins or control leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitCode {
    /// The instructions with their addresses; only the last can leave or be sure to trap.
    pub instructions: Vec<(u32, Instruction)>,
    /// The mode after the last instruction; after COMPAT the widest that there may be.
    pub mode: Mode,
    /// What follows the last instruction.
    pub end: End,
}

/// What follows the last instruction of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Control goes on at this address, where another unit begins, or where reading stopped.
    FallsInto(u32),
    /// The last instruction leaves in another way than to the next one alone: see [`leaving`].
    Leaves,
    /// The last instruction is sure to trap.
    Traps(TrapKind),
    /// What stands at this address does not decode.
    Undecodable(u32, TrapKind),
}

/// Reads a unit, or as many instructions as `most` from its beginning.
pub(super) fn read(image: &Image<'_>, reach: &Reach, unit: Unit, most: usize) -> UnitCode {
    let mut instructions = Vec::new();
    let (mode, end) = walk(image, reach, unit, |at, instruction| {
        let has_room = instructions.len() < most;
        if has_room {
            instructions.push((at, instruction));
        }
        has_room
    });
    UnitCode { instructions, mode, end }
}

/// Goes through the instructions of a unit, as long as `visit` takes them; gives the mode after the last one, and what follows
/// it.
pub(super) fn walk(
    image: &Image<'_>,
    reach: &Reach,
    unit: Unit,
    mut visit: impl FnMut(u32, Instruction) -> bool,
) -> (Mode, End) {
    let Unit { address: mut at, mut mode } = unit;
    let end = loop {
        if at != unit.address && reach.begins(at) {
            break End::FallsInto(at);
        }
        let instruction = match image.instruction(at) {
            Ok(instruction) => instruction,
            Err(kind) => break End::Undecodable(at, kind),
        };
        if !visit(at, instruction) {
            break End::FallsInto(at);
        }
        if let Some(kind) = sure_trap(instruction, mode) {
            break End::Traps(kind);
        }
        mode = mode_after(instruction, mode);
        at += instruction.length();
        match leaving(instruction) {
            Leaving::Next => {}
            Leaving::Pause => break End::FallsInto(at),
            Leaving::To(_)
            | Leaving::Branch(_)
            | Leaving::Call(_)
            | Leaving::AnyNarrower
            | Leaving::Return
            | Leaving::Halt => break End::Leaves,
        }
    };
    (mode, end)
}

/// How many instructions units have together.
pub(super) fn count(image: &Image<'_>, reach: &Reach, units: &[Unit]) -> u64 {
    let mut count = 0;
    for &unit in units {
        walk(image, reach, unit, |_, _| {
            count += 1;
            true
        });
    }
    count
}

/// The units that control can go on to, other than by RET, after an instruction that leaves in this way; `next` is the address
/// after it, and `mode` the mode then.
pub(super) fn successors(leaving: Leaving, next: u32, mode: Mode, mut found: impl FnMut(Unit)) {
    let mut at = |address| found(Unit { address, mode });
    match leaving {
        Leaving::Next | Leaving::Pause => at(next),
        Leaving::To(target) | Leaving::Call(target) => at(target),
        Leaving::Branch(target) => {
            at(target);
            at(next);
        }
        Leaving::AnyNarrower => {
            let modes = Mode::ALL.into_iter().filter(|narrower| *narrower <= mode);
            modes.for_each(|mode| found(Unit { address: next, mode }));
        }
        Leaving::Return | Leaving::Halt => {}
    }
}

impl UnitCode {
    /// The units that control can go on to other than by RET.
    pub fn successors(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        let mut follow = |leaving, next| successors(leaving, next, self.mode, |unit| units.push(unit));
        match (self.end, self.instructions.last()) {
            (End::FallsInto(next), _) => follow(Leaving::Next, next),
            (End::Leaves, Some(&(address, instruction))) => {
                follow(leaving(instruction), address + instruction.length());
            }
            (End::Leaves, None) | (End::Traps(_), _) | (End::Undecodable(..), _) => {}
        }
        units
    }

    /// Whether the unit ends with a YIELD, after which a run may go on later.
    pub fn pauses(&self) -> bool {
        matches!(self.instructions.last(), Some((_, Instruction::Yield {})))
    }

    /// Whether the unit ends with a RET.
    pub fn returns(&self) -> bool {
        self.end == End::Leaves && matches!(self.instructions.last(), Some((_, Instruction::Ret {})))
    }
}
