//! Where the precise interpreter gets its instructions from.

use crate::executor::Executor;
use vsp_isa::container::Image;
use vsp_isa::flow::Marks;
use vsp_isa::{Instruction, TrapKind};

/// What stands at an address of the code.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    /// The instruction, or the trap that fetching it means.
    pub instruction: Result<Instruction, TrapKind>,
    /// The fuel to charge before it: that of the block which starts here, or nothing. If that is more than there is, any number
    /// over that.
    pub cost: u32,
}

/// Instructions as the precise interpreter reads them: decoded anew each time they run, which takes no memory.
#[derive(Clone, Copy)]
pub(crate) struct Instructions<'a> {
    pub image: Image<'a>,
    pub marks: Marks<'a>,
    pub executor: Executor,
}

impl Instructions<'_> {
    /// What stands at an address; the cost matters only if `METERED`, and then there is this much fuel.
    #[inline]
    pub fn slot<const METERED: bool>(&self, pc: u32, fuel: u64) -> Slot {
        let instruction = self.at(pc);
        let cost = if METERED { self.cost(pc, fuel) } else { 0 };
        Slot { instruction, cost }
    }

    /// What the block costs that starts at an address, or nothing; any number over `fuel` if it is more than that.
    #[inline]
    pub fn cost(&self, pc: u32, fuel: u64) -> u32 {
        let most = u32::try_from(fuel).unwrap_or(u32::MAX);
        self.marks.block_cost_up_to(&self.image, pc, most).unwrap_or(0)
    }

    /// The instruction at an address, or the trap that fetching it means.
    #[inline]
    pub fn at(&self, pc: u32) -> Result<Instruction, TrapKind> {
        if (pc as usize) < self.image.code.len() && !self.marks.is_reachable(pc) {
            // Nothing gets here, unless the marks are not those of this program.
            return Err(TrapKind::InvalidOpcode);
        }
        self.image.instruction(pc)
    }
}
