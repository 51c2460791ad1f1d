//! Leaving the code: exits, traps, and instructions that the runtime executes.

use crate::assembler::Assembler;
use crate::compile::Templates;
use vsp_isa::abi::Exit;
use vsp_isa::{Reg, TrapKind};

impl<P: Assembler> Templates<'_, P> {
    /// Leaves the code with pc at an address.
    pub(super) fn leave(&mut self, exit: Exit, pc: u32) {
        self.settle_flags();
        self.release_all();
        self.asm.exit(exit.code(), pc);
        self.ended = true;
    }

    pub(super) fn trap(&mut self, kind: TrapKind) {
        self.leave(Exit::Trapped(kind), self.pc);
    }

    /// Whether some register begins no word in this mode; then the instruction traps.
    #[inline]
    pub(super) fn traps_as_words(&mut self, words: &[Reg]) -> bool {
        let cells = self.mode.word_cells();
        let traps = words.iter().any(|word| word.index() + cells > 16);
        if traps {
            self.trap(TrapKind::RegisterGroup);
        }
        traps
    }

    /// Lets the runtime execute the instruction.
    pub(super) fn execute(&mut self) {
        self.settle_flags();
        self.release_all();
        self.asm.execute(self.pc);
    }
}
