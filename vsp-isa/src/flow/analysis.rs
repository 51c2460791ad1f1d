//! The analysis as a whole.

use super::{Block, Marks, Unit, UnitCode, Warning, blocks, modes, unit, warnings};
use crate::container::Container;
use alloc::vec::Vec;

/// The control flow of a program.
///
/// ```
/// use vsp_isa::flow::{Block, Flow};
/// let program = vsp_isa::asm::assemble("main: MOVI RC, 3\nagain: INV R0\n LOOP again\n HLT", "x.sil").unwrap();
/// let blocks = [(0, 3, 1), (3, 9, 2), (9, 10, 1)].map(|(start, end, cost)| Block { start, end, cost });
/// assert_eq!(Flow::analyse(&program).blocks(), blocks);
/// ```
#[derive(Clone, Debug)]
pub struct Flow {
    found: blocks::Found,
    units: Vec<Unit>,
    warnings: Vec<Warning>,
}

impl Flow {
    /// Analyses a program, in time proportional to its size (times its logarithm).
    ///
    /// A block counts as reachable by its address alone, whatever the mode: both arms of a branch, and every place that
    /// follows a CALL. A unit's mode comes from the header for the entry point and the exported functions, and from
    /// the flow of control for everything else; a RET may go to every place that follows a reachable CALL.
    pub fn analyse(container: &Container) -> Flow {
        let found = blocks::find(container);
        let units = modes::find(container, &found);
        let mut flow = Flow { found, units, warnings: Vec::new() };
        flow.warnings = warnings::find(container, &flow);
        flow
    }

    /// All blocks, in the order of their starts.
    pub fn blocks(&self) -> &[Block] {
        &self.found.blocks
    }

    /// The cost of entering the block that starts at this address; `None` if none does.
    pub fn block_cost(&self, address: u32) -> Option<u32> {
        let index = self.found.blocks.binary_search_by_key(&address, |block| block.start).ok()?;
        Some(self.found.blocks[index].cost)
    }

    /// Whether control can reach an instruction that begins at this address of the code.
    pub fn is_reachable(&self, address: u32) -> bool {
        self.found.seen.get(address as usize).is_some_and(|&seen| seen)
    }

    /// All units, sorted by address and mode.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The instructions of a unit of `container`, which must be the program that was analysed (with another, what it gives
    /// means nothing).
    pub fn read(&self, container: &Container, unit: Unit) -> UnitCode {
        unit::read(container, unit, &|address| self.found.begins(address))
    }

    /// What an interpreter needs of all this, as the bytes of [`Marks`].
    pub fn marks(&self) -> Vec<u8> {
        let of = |address| (self.is_reachable(address), self.block_cost(address).is_some());
        Marks::bytes(self.found.seen.len(), of)
    }

    /// The addresses after reachable CALLs, sorted: where RET can go.
    pub fn return_sites(&self) -> &[u32] {
        &self.found.return_sites
    }

    /// What looks wrong with the program, in the order of addresses.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}
