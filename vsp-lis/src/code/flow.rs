//! Going back over a function's blocks until nothing changes: what is wanted where a block begins.

use super::ir::{BlockId, Body};

/// A set of small numbers for each block, as rows of one table of bits.
#[derive(Clone)]
pub(super) struct Rows {
    width: usize,
    bits: Vec<u64>,
}

impl Rows {
    pub fn new(blocks: usize, numbers: usize) -> Rows {
        let width = numbers.div_ceil(64);
        Rows { width, bits: vec![0; blocks * width] }
    }

    pub fn insert(&mut self, block: BlockId, number: usize) {
        self.bits[block * self.width + number / 64] |= 1 << (number % 64);
    }

    pub fn contains(&self, block: BlockId, number: usize) -> bool {
        self.bits[block * self.width + number / 64] & 1 << (number % 64) != 0
    }

    /// The numbers in a block's set.
    pub fn of(&self, block: BlockId) -> impl Iterator<Item = usize> + '_ {
        let row = &self.bits[block * self.width..][..self.width];
        row.iter().enumerate().flat_map(|(at, &bits)| {
            let mut bits = bits;
            std::iter::from_fn(move || {
                let bit = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
                bits &= bits - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

/// What is wanted at each block's beginning: what the block itself wants, and what those behind it want and it does not make.
pub(super) fn back(body: &Body, wants: Rows, makes: &Rows) -> Rows {
    let (width, mut ins) = (wants.width, wants);
    let mut changed = true;
    while changed {
        changed = false;
        for &block in body.order.iter().rev() {
            let own = block * width;
            body.blocks[block].term.targets(|to| {
                for at in 0..width {
                    let more = ins.bits[to * width + at] & !makes.bits[own + at];
                    changed |= more & !ins.bits[own + at] != 0;
                    ins.bits[own + at] |= more;
                }
            });
        }
    }
    ins
}
