//! What registers had best hold where a loop begins.
//!
//! The first edge to a block version decides that, and the first edge to a loop comes from outside, where not all is held that the loop has
//! in registers when it comes round. So the instructions of the loop are looked at: the words that they use are loaded before it,
//! and not stored in it. All of this only saves moves: any choice is sound.

use crate::assembler::Assembler;
use crate::cache::{Arrival, Held, WORDS};
use crate::compile::Templates;
use crate::looks::{LOOKS, Use};
use vsp_isa::Mode;
use vsp_isa::flow::{BlockVersion, Leaving, leaving};

/// How many instructions of a loop are looked at: longer ones gain little.
const LONGEST_LOOP: usize = 32;

/// How many instructions of a function are looked at.
const LONGEST_BEGINNING: usize = 8;

/// What some instructions do with words, as sets of these, which have a bit for each.
#[derive(Clone, Copy, Default)]
struct Uses {
    /// The words of each [`Use`].
    of: [u16; 5],
    /// What they change.
    changed: u16,
}

impl Uses {
    fn has(&self, word: usize, of: Use) -> bool {
        self.of[of as usize] & 1 << word != 0
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// What a block version had best begin with, if that is still open and registers hold something now.
    pub(super) fn fitting(&mut self, version: BlockVersion, from: Arrival) -> Arrival {
        if version.mode == Mode::Sil8
            || !self.reach.is_checkpoint(version.address)
            || self.reach.is_return_site(version.address)
            || !self.versions.is_new(version)
        {
            return from;
        }
        let (integers, floats) = Self::registers_for_words(version.mode);
        // Most of what is no loop is called.
        let Some(uses) = self.uses_in_loop(version) else { return from.all_dirty() };
        (0..WORDS.min(16 / version.mode.word_cells())).fold(from, |arrival, word| {
            if uses.has(word, Use::Cell) {
                // Cells are in the context, but for those that are words.
                return if version.mode.word_cells() == 1 {
                    arrival
                } else {
                    arrival.with(word, Held::Memory)
                };
            }
            let held = arrival.get(word);
            let dirty = uses.changed & 1 << word != 0
                || matches!(held, Held::Integer { dirty: true } | Held::Float { dirty: true });
            let is_float = uses.has(word, Use::Float);
            let is_integer =
                uses.has(word, Use::Integer) || uses.has(word, Use::Word) && held == Held::Memory;
            if is_integer && !is_float && word < integers {
                arrival.with(word, Held::Integer { dirty })
            } else if is_float && !is_integer && word < floats {
                arrival.with(word, Held::Float { dirty })
            } else {
                arrival
            }
        })
    }

    /// What a function had best begin with that is entered from outside: if the program calls it as well, the words that it uses first.
    pub(super) fn expected_by(&self, version: BlockVersion) -> Arrival {
        let mut arrival = Arrival::MEMORY;
        if version.mode == Mode::Sil8 || !self.reach.is_checkpoint(version.address) {
            return arrival;
        }
        let shift = version.mode.word_cells().trailing_zeros();
        let (integers, _) = Self::registers_for_words(version.mode);
        let mut at = version.address as usize;
        for _ in 0..LONGEST_BEGINNING {
            let Some(&[opcode, operands]) = self.image.code.get(at..at + 2) else { break };
            let look = LOOKS[usize::from(opcode)];
            if !look.knows_registers || look.jumps && !look.is_branch {
                break;
            }
            for (register, of) in [(operands & 15, look.first), (operands >> 4, look.second)] {
                let word = usize::from(register >> shift);
                if of == Use::Integer && word < integers {
                    arrival = arrival.with(word, Held::Integer { dirty: true });
                }
            }
            at += usize::from(look.length);
        }
        arrival
    }

    /// What the instructions of a loop do with words, from where it begins to where it goes back there; `None` if that is no loop, or
    /// not all of what it does is known.
    fn uses_in_loop(&self, version: BlockVersion) -> Option<Uses> {
        let shift = version.mode.word_cells().trailing_zeros();
        let mut uses = Uses::default();
        let mut at = version.address;
        for _ in 0..LONGEST_LOOP {
            let &[opcode, operands] = self.image.code.get(at as usize..at as usize + 2)? else { return None };
            let look = LOOKS[usize::from(opcode)];
            if !look.knows_registers {
                return None;
            }
            if look.jumps {
                match leaving(self.image.instruction(at).ok()?) {
                    Leaving::To(target) | Leaving::Branch(target) if target <= version.address => {
                        return Some(uses);
                    }
                    Leaving::Return => return None,
                    Leaving::To(_)
                    | Leaving::Call(_)
                    | Leaving::Branch(_)
                    | Leaving::Next
                    | Leaving::Pause
                    | Leaving::AnyNarrower
                    | Leaving::Halt => {}
                }
            }
            let (a, b) = ((operands & 15) >> shift, operands >> 4 >> shift);
            uses.of[look.first as usize] |= 1 << a;
            uses.of[look.second as usize] |= 1 << b;
            uses.changed |= u16::from(look.writes) << a;
            at += u32::from(look.length);
        }
        None
    }
}
