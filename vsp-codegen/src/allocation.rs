//! How much work Cranelift's register allocation is given, part by part.
//!
//! Finding registers for values throughout a part takes more time than everything else together. It pays where blocks are
//! short, above all in loops. Where they are long, most values are made and used within one: there the registers of the
//! program go back to the context at each end of a block, and processor registers are found for each block by itself,
//! which takes half the time and makes code that is about as fast.

use crate::part::Part;
use crate::{Optimization, Options};

/// Within what the values of a part are kept in processor registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allocation {
    /// The part.
    PerPart,
    /// A block.
    PerBlock,
}

/// How many instructions a long block has. A block costs about a dozen more that load and store what it works with.
const LONG_BLOCK: usize = 16;

/// How many instructions a loop has that can do with going through memory from one turn to the next. Loops of one block with
/// so many took 1.0 to 1.5 times as long on x86-64, by what they work with; of a quarter, 2 to 4 times.
const LONG_LOOP: usize = 32;

/// Chooses for a part.
pub(crate) fn choose(part: &Part, options: &Options) -> Allocation {
    match options.optimization {
        Optimization::None => Allocation::PerBlock,
        Optimization::Speed | Optimization::Size if has_long_blocks(part) => Allocation::PerBlock,
        Optimization::Speed | Optimization::Size => Allocation::PerPart,
    }
}

/// Whether most instructions are in long blocks, in the whole part and in each stretch that something jumps or calls back over.
fn has_long_blocks(part: &Part) -> bool {
    // How many instructions come before each piece, and how many of them are in long blocks.
    let mut before = vec![(0, 0)];
    for piece in &part.pieces {
        let (all, long) = before[before.len() - 1];
        let length = piece.code.instructions.len();
        before.push((all + length, if length >= LONG_BLOCK { long + length } else { long }));
    }
    let is_long = |from: usize, to: usize, least: usize| {
        let (all, long) = (before[to].0 - before[from].0, before[to].1 - before[from].1);
        all >= least && 4 * long >= 3 * all
    };
    is_long(0, part.pieces.len(), 0)
        && part.pieces.iter().enumerate().all(|(index, piece)| {
            let targets = piece.code.successors().into_iter().filter_map(|place| part.index_of(place));
            targets.filter(|&target| target <= index).all(|target| is_long(target, index + 1, LONG_LOOP))
        })
}
