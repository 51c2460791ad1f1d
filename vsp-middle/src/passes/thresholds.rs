//! Bounds that loops are likely to keep: where the range of a parameter grows turn by turn, it is taken to grow to the next of them.

use super::range::Range;
use crate::{Binary, Function, Graph, Op};
use vsp_isa::container::MAX_MEMORY;

/// The numbers that a function compares with, and their neighbours, and how large memory can be.
pub(super) struct Thresholds {
    sorted: Vec<i64>,
}

impl Thresholds {
    pub fn of(function: &Function, graph: &Graph) -> Thresholds {
        let Thresholds { mut sorted } = Thresholds::of_memory();
        for &block in graph.order() {
            for &value in &function.blocks[block.index()].body {
                if let Op::Binary(Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Ult, a, b) =
                    function.op(value)
                    && function.kind(a).is_integer()
                {
                    let numbers = [a, b].into_iter().filter_map(|operand| function.constant(operand));
                    sorted.extend(
                        numbers.flat_map(|bits| [bits.saturating_sub(1), bits, bits.saturating_add(1)]),
                    );
                }
            }
        }
        sorted.sort_unstable();
        sorted.dedup();
        Thresholds { sorted }
    }

    /// Those of addresses alone.
    pub fn of_memory() -> Thresholds {
        Thresholds { sorted: vec![0, MAX_MEMORY as i64] }
    }

    /// What a range that has grown is taken to grow to: where it has grown, up to the next threshold, or else to the end of all numbers
    /// of the type.
    pub fn widen(&self, before: Range, after: Range, all: Range) -> Range {
        let mut wide = after;
        if after.low < before.low {
            let at = self.sorted.partition_point(|&threshold| threshold <= after.low);
            wide.low = at.checked_sub(1).map_or(all.low, |at| self.sorted[at].max(all.low));
        }
        if after.high > before.high {
            let at = self.sorted.partition_point(|&threshold| threshold < after.high);
            wide.high = self.sorted.get(at).map_or(all.high, |&threshold| threshold.min(all.high));
        }
        wide
    }
}
