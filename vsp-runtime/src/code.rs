//! Where the interpreter gets its instructions from.

use crate::program::Program;
use vsp_isa::container::Image;
use vsp_isa::flow::Marks;
use vsp_isa::{Instruction, TrapKind};

/// What stands at an address of the code.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    /// The instruction, or the trap that fetching it means.
    pub instruction: Result<Instruction, TrapKind>,
    /// The fuel to charge before it: that of the block which starts here, or nothing.
    pub cost: u32,
}

/// A program as the interpreter reads it.
pub(crate) trait Code {
    /// What stands at an address; the cost matters only if `METERED`.
    fn slot<const METERED: bool>(&self, pc: u32) -> Slot;
}

/// Code that is decoded anew each time it runs, which takes no memory.
pub(crate) struct Undecoded<'a> {
    image: Image<'a>,
    marks: Marks<'a>,
}

impl<'a> Undecoded<'a> {
    pub fn of(program: &'a Program) -> Undecoded<'a> {
        Undecoded { image: program.image(), marks: program.marks() }
    }
}

impl Code for Undecoded<'_> {
    #[inline]
    fn slot<const METERED: bool>(&self, pc: u32) -> Slot {
        let instruction = instruction(&self.image, self.marks, pc);
        let cost = if METERED { self.marks.block_cost(&self.image, pc).unwrap_or(0) } else { 0 };
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
