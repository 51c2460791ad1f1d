//! How control goes from one unit to another while registers hold words.
//!
//! The first way that leads to a unit decides what registers hold where it begins. All other ways bring that about: most have to
//! do nothing. Whoever comes from outside the code, or by RET, has everything in the context: for units that begin otherwise, all
//! that registers may hold is loaded before.

use crate::assembler::Assembler;
use crate::cache::{Arrival, Held, WORDS};
use crate::cold::What;
use crate::compile::Templates;
use crate::label::Label;
use vsp_isa::abi::Exit;
use vsp_isa::flow::Unit;
use vsp_isa::{Mode, TrapKind};

impl<A: Assembler> Templates<'_, A> {
    /// Brings about what a unit begins with. Changes no flag of the processor.
    #[inline]
    pub(super) fn adapt(&mut self, from: Arrival, to: Arrival, mode: Mode) {
        for word in from.differing(to) {
            self.adapt_word(word, from.get(word), to.get(word), mode);
        }
    }

    /// Emits the rest of a jump's way to a unit.
    pub(super) fn emit_way_to(&mut self, unit: Unit, from: Arrival) {
        let to = self.units.arrival(unit);
        self.adapt(from, to, unit.mode);
        self.asm.jump(Label::Unit(unit));
    }

    /// The label for a jump to an address in the current mode with what is held now.
    pub(super) fn way_to(&mut self, address: u32) -> Label {
        let Some(unit) = self.unit_at(address) else { return self.past_the_end(address) };
        let from = self.cache.sets.arrival();
        let to = self.units.want(unit, from);
        if from.differing(to).next().is_none() { Label::Unit(unit) } else { self.cold(What::WayTo(unit)) }
    }

    /// Emits what loads all that units of a mode may begin with, and goes to the place in the code that is in `C`.
    pub(super) fn emit_loading(&mut self, mode: Mode) {
        let (integers, floats) = match mode {
            Mode::Sil8 => (0, 0),
            Mode::Sil16 => (A::INTEGERS, 0),
            Mode::Sil32 | Mode::Sil64 | Mode::Sil128 => (A::INTEGERS, A::FLOATS),
        };
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

    /// The unit at an address in the current mode; `None` past the end of the code.
    pub(super) fn unit_at(&self, address: u32) -> Option<Unit> {
        ((address as usize) < self.image.code.len()).then_some(Unit { address, mode: self.mode })
    }

    /// Past the end of the code there is only a trap.
    pub(super) fn past_the_end(&mut self, address: u32) -> Label {
        self.cold_exit(Exit::Trapped(TrapKind::PcOutOfBounds), address)
    }
}
