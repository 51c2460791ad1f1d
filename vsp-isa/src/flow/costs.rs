//! What entering blocks costs.

use super::shape::shapes;
use super::{Block, Reach};
use crate::container::Image;
use alloc::vec;
use alloc::vec::Vec;

/// What entering each block of a program costs, by address. [`Reach::costs`] finds it.
#[derive(Clone, Debug)]
pub struct Costs(
    /// For each address of the code one more than the cost of the block that starts there; 0 if none does.
    Vec<u32>,
);

impl Costs {
    pub(super) fn find(reach: &Reach, image: &Image<'_>) -> Costs {
        let mut costs = vec![0; image.code.len()];
        measure(reach, image, |block| costs[block.start as usize] = block.cost + 1);
        Costs(costs)
    }

    /// The cost of entering the block that starts at this address of the code; `None` if none does, as past its end.
    #[inline]
    pub fn at(&self, address: u32) -> Option<u32> {
        self.0.get(address as usize)?.checked_sub(1)
    }
}

/// Finds every block that starts in the code, from the last to the first: what follows an address is known before it is needed,
/// so that overlapping blocks are not walked through again and again.
pub(super) fn measure(reach: &Reach, image: &Image<'_>, mut found: impl FnMut(Block)) {
    /// How many addresses a rest is remembered for: instructions are no longer.
    const WINDOW: usize = 4;
    let shapes = shapes(image.version);
    // The rest of a block from each of the next addresses on, and whether that address is a start.
    let mut rests = [Block { start: 0, end: 0, cost: 0 }; WINDOW];
    let mut starts = [false; WINDOW];
    for (address, is_start) in reach.backwards() {
        let start = address as u32;
        let shape = shapes[usize::from(image.code[address])];
        let next = address + usize::from(shape.length);
        let mut rest = Block { start, end: start, cost: 0 };
        if shape.length > 0 && next <= image.code.len() {
            rest = Block { start, end: next as u32, cost: 1 };
            let after = rests[next % WINDOW];
            if !shape.ends_block && !starts[next % WINDOW] && after.cost > 0 {
                rest = Block { start, end: after.end, cost: 1 + after.cost };
            }
        }
        rests[address % WINDOW] = rest;
        starts[address % WINDOW] = is_start;
        if is_start {
            found(rest);
        }
    }
}

/// All blocks, those past the end of the code included.
pub(super) fn blocks(reach: &Reach, image: &Image<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    measure(reach, image, |block| blocks.push(block));
    blocks.reverse();
    blocks.extend(reach.starts_beyond().iter().map(|&start| Block { start, end: start, cost: 0 }));
    blocks
}
