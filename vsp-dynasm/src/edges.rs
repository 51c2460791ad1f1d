//! How control goes from one unit to another while registers hold words.
//!
//! The first way that leads to a unit decides what registers hold where it begins. All other ways bring that about: most have to
//! do nothing. Whoever comes from outside the code, or by RET, has everything in the context: for units that begin otherwise there
//! is another place to go in at, which loads what they want.

use crate::assembler::Assembler;
use crate::cache::{Arrival, Cache, Held};
use crate::cold::What;
use crate::compile::Templates;
use crate::label::Label;
use vsp_isa::abi::Exit;
use vsp_isa::flow::Unit;
use vsp_isa::{Mode, TrapKind};

impl<A: Assembler> Templates<'_, A> {
    /// Brings about what a unit begins with. Changes no flag of the processor.
    #[inline]
    pub(super) fn adapt(&mut self, from: Cache, to: Arrival, mode: Mode) {
        let to = to.cache();
        for (word, (from, to)) in from.words.into_iter().zip(to.words).enumerate() {
            if !fits(from, to) {
                self.adapt_word(word, from, to, mode);
            }
        }
    }

    /// Emits a unit's other place to go in at.
    pub(super) fn emit_way_in(&mut self, unit: Unit) {
        let arrival = self.units.arrival(unit);
        let place = self.asm.buffer().position();
        self.units.enter(unit, place);
        self.adapt(Cache::default(), arrival, unit.mode);
        self.asm.jump(Label::Unit(unit));
    }

    /// Emits the rest of a conditional jump's way to a unit.
    pub(super) fn emit_way_to(&mut self, unit: Unit, from: Cache) {
        let arrival = self.units.arrival(unit);
        self.adapt(from, arrival, unit.mode);
        self.asm.jump(Label::Unit(unit));
    }

    /// The label for a jump to an address in the current mode with what is held now.
    pub(super) fn way_to(&mut self, address: u32) -> Label {
        let Some(unit) = self.unit_at(address) else { return self.past_the_end(address) };
        let to = self.units.want(unit, self.cache.arrival()).cache();
        let fit = self.cache.words.iter().zip(to.words).all(|(from, to)| fits(*from, to));
        if fit { Label::Unit(unit) } else { self.cold(What::WayTo(unit)) }
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

/// Whether a word that is held in one way may be taken for one that is held in another: what is dirty need not be.
fn fits(from: Held, to: Held) -> bool {
    match (from, to) {
        (Held::Memory, Held::Memory) => true,
        (Held::Integer { dirty: from }, Held::Integer { dirty: to })
        | (Held::Float { dirty: from }, Held::Float { dirty: to }) => to || !from,
        (Held::Integer { dirty }, Held::Memory) | (Held::Float { dirty }, Held::Memory) => !dirty,
        (
            Held::Memory | Held::Integer { .. } | Held::Float { .. } | Held::Result | Held::Number { .. },
            _,
        ) => false,
    }
}
