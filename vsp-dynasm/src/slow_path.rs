//! Slow paths: code that is rarely run, apart from the code that is.

use crate::assembler::{Division, Float, FloatType, Register};
use crate::buffer::MOST_KEPT;
use crate::cache::{Numbers, Sets};
use core::cell::Cell;
use core::mem;
use vsp_isa::abi::Exit;
use vsp_isa::flow::BlockVersion;
use vsp_isa::{Mode, Reg};

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct SlowPath {
    pub what: What,
    /// The register whose flags are due there.
    pub due: Option<Reg>,
    /// How many cells were pushed that the context does not count.
    pub pushed: i32,
    /// What holds words there, and in which mode.
    pub sets: Sets,
    pub mode: Mode,
    /// The index of the numbers that words are, if there are some.
    pub numbers: u32,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// The run stops, with pc at an address.
    Exit(Exit, u32),
    /// An instruction traps soon, the one at an address or one that follows it, before which the others have their effects.
    Steps(u32),
    /// There is too little fuel for the block at an address, which costs so much.
    OutOfFuel { pc: u32, cost: u32 },
    /// The run shall be interrupted before the block at an address, or there is little fuel for it, maybe too little; else the block is
    /// paid for and the code goes on at an offset.
    Scarce { pc: u32, cost: u32, resume: u32 },
    /// A register that collapses the run has become null: it stops before `next`, if C was not 1 before; else the code
    /// goes on at an offset.
    Null { next: u32, resume: u32 },
    /// A RET that stands before an address, whose return address was not pushed since the code was entered.
    Return(u32),
    /// A shift of 32 bits by as many or more, of which nothing is left but the sign; the code goes on at an offset.
    LongShift { of: Register, resume: u32 },
    /// A division by 0, which sets O and leaves what is divided, or by -1; the code goes on at an offset.
    Division { division: Division, resume: u32 },
    /// A result is no number: it becomes the canonical NaN, and the code goes on at an offset.
    Nan { float: Float, kind: FloatType, resume: u32 },
    /// A conditional jump to a block version, before which registers must hold something else.
    EdgeTo(BlockVersion),
}

/// Where the code is that stores the words that registers hold in some way, in some mode, and leaves.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Leaving {
    pub sets: Sets,
    pub cells: usize,
    pub place: u32,
}

/// The slow paths that were asked for, and where the code of those is that have some.
pub(super) struct SlowPaths {
    pub paths: Vec<SlowPath>,
    pub places: Vec<u32>,
    pub numbers: Vec<Numbers>,
    /// Where the code is that stores some words and leaves, of late.
    pub leaving: [Leaving; 32],
}

std::thread_local! {
    /// The lists of the last program: new memory would take longer than what is written to it.
    static KEPT: Cell<(Vec<SlowPath>, Vec<u32>, Vec<Numbers>)> = const { Cell::new((Vec::new(), Vec::new(), Vec::new())) };
}

impl Drop for SlowPaths {
    fn drop(&mut self) {
        // The other lists are shorter.
        if self.paths.capacity() * size_of::<SlowPath>() <= MOST_KEPT {
            KEPT.set((mem::take(&mut self.paths), mem::take(&mut self.places), mem::take(&mut self.numbers)));
        }
    }
}

impl SlowPaths {
    pub fn new() -> SlowPaths {
        let (mut paths, mut places, mut numbers) = KEPT.take();
        paths.clear();
        places.clear();
        numbers.clear();
        SlowPaths { paths, places, numbers, leaving: Default::default() }
    }

    /// The numbers that words are on a slow path.
    pub fn numbers_of(&self, path: SlowPath) -> Numbers {
        if path.sets.has_numbers() { self.numbers[path.numbers as usize] } else { Numbers::default() }
    }

    pub fn place(&self, number: u32) -> u32 {
        self.places[number as usize]
    }
}
