//! How much work Cranelift's register allocation is given, part by part.
//!
//! Finding registers for values throughout a part takes more time than everything else together. It pays where blocks are
//! short, above all in loops. Where they are long, most values are made and used within one: there the registers of the
//! program go back to the context at each end of a block, and processor registers are found for each block by itself,
//! which takes half the time and makes code that is about as fast.

use crate::plan::Part;
use crate::{Optimization, Options};

/// Within what the values of a part are kept in processor registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allocation {
    /// The part.
    PerPart,
    /// A block.
    PerBlock,
}

/// How many instructions the blocks of a loop, and of a part, have on average to be long.
const LONG: usize = 12;

/// Chooses for a part.
pub(crate) fn choose(part: &Part<'_>, options: &Options) -> Allocation {
    match options.optimization {
        Optimization::None => Allocation::PerBlock,
        Optimization::Speed | Optimization::Size if has_long_blocks(part) => Allocation::PerBlock,
        Optimization::Speed | Optimization::Size => Allocation::PerPart,
    }
}

/// Whether blocks are long on average, in the whole part and in each stretch that something jumps or calls back over.
fn has_long_blocks(part: &Part<'_>) -> bool {
    // How many instructions come before each piece.
    let mut before = vec![0];
    for piece in part.pieces {
        before.push(before[before.len() - 1] + piece.code.instructions.len());
    }
    let is_long = |from: usize, to: usize| before[to] - before[from] >= LONG * (to - from);
    is_long(0, part.pieces.len())
        && part.pieces.iter().enumerate().all(|(index, piece)| {
            let targets = piece.code.successors().into_iter().filter_map(|place| part.index_of(place));
            targets.filter(|&target| target <= index).all(|target| is_long(target, index + 1))
        })
}
