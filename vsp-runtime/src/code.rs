//! Where the interpreter's precise way gets its instructions from.

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

/// Code as the precise way reads it: decoded anew each time it runs, which takes no memory.
pub(crate) struct Undecoded<'a> {
    image: Image<'a>,
    marks: Marks<'a>,
}

impl<'a> Undecoded<'a> {
    pub fn new(image: Image<'a>, marks: Marks<'a>) -> Undecoded<'a> {
        Undecoded { image, marks }
    }

    /// What stands at an address; the cost matters only if `METERED`, and then there is this much fuel.
    #[inline]
    pub fn slot<const METERED: bool>(&self, pc: u32, fuel: u64) -> Slot {
        let instruction = instruction(&self.image, self.marks, pc);
        let mut cost = 0;
        if METERED {
            let most = u32::try_from(fuel).unwrap_or(u32::MAX);
            cost = self.marks.block_cost_up_to(&self.image, pc, most).unwrap_or(0);
        }
        Slot { instruction, cost }
    }
}

/// The instruction at an address, or the trap that fetching it means.
#[inline]
pub(crate) fn instruction(image: &Image<'_>, marks: Marks<'_>, pc: u32) -> Result<Instruction, TrapKind> {
    if (pc as usize) < image.code.len() && !marks.is_reachable(pc) {
        // Nothing gets here, unless the marks are not those of this program.
        return Err(TrapKind::InvalidOpcode);
    }
    image.instruction(pc)
}
