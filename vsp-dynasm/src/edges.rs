//! How control goes from one block version to another while registers hold words.
//!
//! The first edge to a block version decides what registers hold where it begins. All other edges bring that about; most have to do
//! nothing. A run that comes from outside the code has everything in the context. For block versions that begin otherwise, all that
//! registers may hold is loaded first. What RET does is in `returns`.

use crate::assembler::Assembler;
use crate::cache::{Arrival, Held, WORDS};
use crate::compile::Templates;
use crate::label::Label;
use crate::slow_path::What;
use vsp_isa::abi::Exit;
use vsp_isa::flow::BlockVersion;
use vsp_isa::{Mode, TrapKind};

impl<A: Assembler> Templates<'_, A> {
    /// Brings about what a block version begins with. Changes no flag of the processor.
    #[inline]
    pub(super) fn adapt(&mut self, from: Arrival, to: Arrival, mode: Mode) {
        for word in from.differing(to) {
            self.adapt_word(word, from.get(word), to.get(word), mode);
        }
    }

    /// Emits the rest of an edge to a block version: what registers must hold there, and the jump.
    pub(super) fn emit_edge_to(&mut self, version: BlockVersion, from: Arrival) {
        let to = self.versions.arrival(version);
        self.adapt(from, to, version.mode);
        self.asm.jump(Label::Version(version));
    }

    /// The label for a jump to an address in the current mode with what is held now.
    pub(super) fn way_to(&mut self, address: u32) -> Label {
        let Some(version) = self.version_at(address) else { return self.past_the_end(address) };
        let from = self.cache.sets.arrival();
        let fitting = self.fitting(version, from);
        let to = self.want(version, fitting);
        if from.differing(to).next().is_none() {
            Label::Version(version)
        } else {
            self.slow_path(What::EdgeTo(version))
        }
    }

    /// Emits what loads all that block versions of a mode may begin with, and goes to the place in the code that is in `C`.
    pub(super) fn emit_loading(&mut self, mode: Mode) {
        let (integers, floats) = Self::registers_for_words(mode);
        for word in 0..WORDS.min(16 / mode.word_cells()) {
            if word < integers {
                self.adapt_word(word, Held::Memory, Held::Integer { dirty: false }, mode);
            }
            if word < floats {
                self.adapt_word(word, Held::Memory, Held::Float { dirty: false }, mode);
            }
        }
        self.asm.jump_to_c();
    }

    /// How many words may be held as integers in a mode, and how many as floats.
    pub(super) fn registers_for_words(mode: Mode) -> (usize, usize) {
        match mode {
            // Its integers are not all bits of a cell.
            Mode::Sil8 => (0, 0),
            // The runtime does what there is to do with its floats.
            Mode::Sil16 => (A::INTEGERS, 0),
            Mode::Sil32 | Mode::Sil64 | Mode::Sil128 => (A::INTEGERS, A::FLOATS),
        }
    }

    /// The block version at an address in the current mode; `None` past the end of the code.
    pub(super) fn version_at(&self, address: u32) -> Option<BlockVersion> {
        ((address as usize) < self.image.code.len()).then_some(BlockVersion { address, mode: self.mode })
    }

    /// Past the end of the code there is only a trap.
    pub(super) fn past_the_end(&mut self, address: u32) -> Label {
        self.slow_exit(Exit::Trapped(TrapKind::PcOutOfBounds), address)
    }
}
