//! The analysis as a whole.

use super::{Block, BlockCode, BlockVersion, End, Reach, block_version, modes};
use crate::container::{Container, Image};
use crate::{Instruction, Mode};
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
    reach: Reach,
    blocks: Vec<Block>,
    versions: Vec<BlockVersion>,
}

impl Flow {
    /// Analyses a program, in time proportional to its size (and to the logarithm of how many CALLs there are).
    ///
    /// A block counts as reachable by its address alone, whatever the mode: both arms of a branch, and every place that
    /// follows a CALL. A block version's mode comes from the header for the entry point and the exported functions, and from
    /// the flow of control for everything else; a RET may go to every place that follows a reachable CALL.
    pub fn analyse(container: &Container) -> Flow {
        let image = container.image();
        let reach = Reach::find(&image);
        let blocks = reach.blocks(&image);
        let versions = modes::find(&image, &reach);
        Flow { reach, blocks, versions }
    }

    /// All blocks, in the order of their starts.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The cost of entering the block that starts at this address; `None` if none does.
    pub fn block_cost(&self, address: u32) -> Option<u32> {
        let index = self.blocks.binary_search_by_key(&address, |block| block.start).ok()?;
        Some(self.blocks[index].cost)
    }

    /// Whether control can reach an instruction that begins at this address of the code.
    pub fn is_reachable(&self, address: u32) -> bool {
        self.reach.is_reachable(address)
    }

    /// Whether runs look at this address of the code whether they shall be interrupted: see [`Reach::is_checkpoint`].
    pub fn is_checkpoint(&self, address: u32) -> bool {
        self.reach.is_checkpoint(address)
    }

    /// All block versions, sorted by address and mode.
    pub fn block_versions(&self) -> &[BlockVersion] {
        &self.versions
    }

    /// The instructions of a block version of `container`, which must be the program that was analysed (with another, the
    /// result means nothing).
    pub fn read(&self, container: &Container, version: BlockVersion) -> BlockCode {
        self.read_up_to(container, version, usize::MAX)
    }

    /// The first instructions of a block version of `container`, as [`read`](Self::read), but no more than `most`. The place may also be
    /// one within a block version, with the mode that it is reached in: then what is left of the block version is read.
    ///
    /// ```
    /// use vsp_isa::flow::{End, Flow};
    /// let program = vsp_isa::asm::assemble("main: NOP\n NOP\n NOP\n HLT", "x.sil").unwrap();
    /// let flow = Flow::analyse(&program);
    /// let code = flow.read_up_to(&program, flow.block_versions()[0], 2);
    /// assert_eq!((code.instructions.len(), code.end), (2, End::FallsInto(2)));
    /// ```
    pub fn read_up_to(&self, container: &Container, version: BlockVersion, most: usize) -> BlockCode {
        block_version::read(&container.image(), &self.reach, version, most)
    }

    /// Goes through the instructions of a block version as [`read`](Self::read) does, without keeping them; gives the mode after the last
    /// one, and what follows it.
    pub(crate) fn walk(
        &self,
        container: &Container,
        version: BlockVersion,
        mut visit: impl FnMut(u32, Instruction),
    ) -> (Mode, End) {
        block_version::walk(&container.image(), &self.reach, version, |address, instruction| {
            visit(address, instruction);
            true
        })
    }

    /// How many instructions all block versions of `container` have together, so those of code that several modes reach as often: what
    /// there is to compile. `container` must be the program that was analysed (with another, the result means nothing).
    ///
    /// ```
    /// use vsp_isa::flow::Flow;
    /// let source = "main: CALL part\n SETMODE SIL-8\n CALL part\n HLT\npart: NOP\n RET";
    /// let program = vsp_isa::asm::assemble(source, "x.sil").unwrap();
    /// // After the first CALL comes RET from either mode.
    /// assert_eq!(Flow::analyse(&program).count_instructions(&program), 1 + 2 * 2 + 2 * 1 + 2 * 2);
    /// ```
    pub fn count_instructions(&self, container: &Container) -> u64 {
        block_version::count(&container.image(), &self.reach, &self.versions)
    }

    /// What an interpreter needs of all this, as the bytes of [`Marks`](super::Marks).
    pub fn marks(&self) -> Vec<u8> {
        self.reach.marks()
    }

    /// The addresses after reachable CALLs, sorted: where RET can go.
    pub fn return_sites(&self) -> &[u32] {
        self.reach.return_sites()
    }
}

/// How many instructions all block versions of a program have together: see [`Flow::count_instructions`]. `reach` must be that of the
/// program; with another, the result means nothing.
pub fn count_instructions(image: &Image<'_>, reach: &Reach) -> u64 {
    block_version::count(image, reach, &modes::find(image, reach))
}

/// The block versions of a program, sorted by address and mode, as [`Flow::block_versions`] has them. `reach` must be that of
/// the program; with another, the result means nothing.
///
/// ```
/// use vsp_isa::flow::{Flow, Reach, block_versions};
/// let program = vsp_isa::asm::assemble("main: CALL part\n HLT\npart: RET", "x.sil").unwrap();
/// let image = program.image();
/// assert_eq!(block_versions(&image, &Reach::find(&image)), Flow::analyse(&program).block_versions());
/// ```
pub fn block_versions(image: &Image<'_>, reach: &Reach) -> Vec<BlockVersion> {
    modes::find(image, reach)
}
