//! Block versions: straight runs of instructions, once for each mode that can reach them.

use super::{Leaving, Reach, leaving, mode_after, sure_trap};
use crate::container::Image;
use crate::{Instruction, Mode, TrapKind};
use alloc::vec::Vec;

/// A block in one mode that can reach it: the mode is known when compiling, so words have one width.
///
/// Besides the starts of blocks these are the places after COMPAT, whose resulting mode only a run knows, and those where
/// overlapping runs of instructions meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockVersion {
    /// The address of its first instruction.
    pub address: u32,
    /// The mode on reaching it.
    pub mode: Mode,
}

/// The instructions of a block version, up to where another block version begins or control leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockCode {
    /// The instructions with their addresses; only the last can leave or be sure to trap.
    pub instructions: Vec<(u32, Instruction)>,
    /// The mode after the last instruction; after COMPAT the widest that there may be.
    pub mode: Mode,
    /// What follows the last instruction.
    pub end: End,
}

/// What follows the last instruction of a block version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Control goes on at this address, where another block version begins, or where reading stopped.
    FallsInto(u32),
    /// The last instruction leaves in another way than to the next one alone: see [`leaving`].
    Leaves,
    /// The last instruction is sure to trap.
    Traps(TrapKind),
    /// What stands at this address does not decode.
    Undecodable(u32, TrapKind),
}

/// Reads a block version, or as many instructions as `most` from its beginning.
pub(super) fn read(image: &Image<'_>, reach: &Reach, version: BlockVersion, most: usize) -> BlockCode {
    let mut instructions = Vec::new();
    let (mode, end) = walk(image, reach, version, |at, instruction| {
        let has_room = instructions.len() < most;
        if has_room {
            instructions.push((at, instruction));
        }
        has_room
    });
    BlockCode { instructions, mode, end }
}

/// Goes through the instructions of a block version, as long as `visit` takes them; gives the mode after the last one, and what follows
/// it.
pub(super) fn walk(
    image: &Image<'_>,
    reach: &Reach,
    version: BlockVersion,
    mut visit: impl FnMut(u32, Instruction) -> bool,
) -> (Mode, End) {
    let BlockVersion { address: mut at, mut mode } = version;
    let end = loop {
        if at != version.address && reach.begins(at) {
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

/// How many instructions block versions have together.
pub(super) fn count(image: &Image<'_>, reach: &Reach, versions: &[BlockVersion]) -> u64 {
    let mut count = 0;
    for &version in versions {
        walk(image, reach, version, |_, _| {
            count += 1;
            true
        });
    }
    count
}

/// The block versions that control can go on to, other than by RET, after an instruction that leaves in this way; `next` is the address
/// after it, and `mode` the mode then.
pub(super) fn successors(leaving: Leaving, next: u32, mode: Mode, mut found: impl FnMut(BlockVersion)) {
    let mut at = |address| found(BlockVersion { address, mode });
    match leaving {
        Leaving::Next | Leaving::Pause => at(next),
        Leaving::To(target) | Leaving::Call(target) => at(target),
        Leaving::Branch(target) => {
            at(target);
            at(next);
        }
        Leaving::AnyNarrower => {
            let modes = Mode::ALL.into_iter().filter(|narrower| *narrower <= mode);
            modes.for_each(|mode| found(BlockVersion { address: next, mode }));
        }
        Leaving::Return | Leaving::Halt => {}
    }
}

impl BlockCode {
    /// The block versions that control can go on to other than by RET.
    pub fn successors(&self) -> Vec<BlockVersion> {
        let mut versions = Vec::new();
        let mut follow =
            |leaving, next| successors(leaving, next, self.mode, |version| versions.push(version));
        match (self.end, self.instructions.last()) {
            (End::FallsInto(next), _) => follow(Leaving::Next, next),
            (End::Leaves, Some(&(address, instruction))) => {
                follow(leaving(instruction), address + instruction.length());
            }
            (End::Leaves, None) | (End::Traps(_), _) | (End::Undecodable(..), _) => {}
        }
        versions
    }

    /// Whether the block version ends with a YIELD, after which a run may go on later.
    pub fn pauses(&self) -> bool {
        matches!(self.instructions.last(), Some((_, Instruction::Yield {})))
    }

    /// Whether the block version ends with a RET.
    pub fn returns(&self) -> bool {
        self.end == End::Leaves && matches!(self.instructions.last(), Some((_, Instruction::Ret {})))
    }
}
