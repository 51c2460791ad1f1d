//! The code of ways that are rarely taken.

use crate::assembler::{Alu, Assembler, Condition, Float, FloatType, Place, Register, Type};
use crate::buffer::append;
use crate::cache::{Cache, Held, Numbers};
use crate::cold::{Cold, Leaving, What};
use crate::compile::Templates;
use crate::floats::float_type;
use crate::label::Label;
use vsp_isa::abi::{Exit, offset};
use vsp_isa::{Flags, Mode};

/// How many bytes of code a cold way has at most, with its own cold ways.
const LONGEST_COLD_WAY: u32 = 256;

impl<A: Assembler> Templates<'_, A> {
    #[inline(always)]
    pub(super) fn cold(&mut self, what: What) -> Label {
        let number = self.cold.ways.len() as u32;
        let (due, pushed, mode, sets) = (self.due, self.pushed, self.mode, self.cache.sets);
        let numbers = self.cold.numbers.len() as u32;
        if sets.has_numbers() {
            append(&mut self.cold.numbers, self.cache.numbers);
        }
        append(&mut self.cold.ways, Cold { what, due, pushed, sets, mode, numbers });
        Label::Cold(number)
    }

    /// A way out of the run.
    #[inline(always)]
    pub(super) fn cold_exit(&mut self, exit: Exit, pc: u32) -> Label {
        self.cold(What::Exit(exit, pc))
    }

    /// The way out where a block costs too much.
    #[inline(always)]
    pub(super) fn out_of_fuel(&mut self, pc: u32, cost: u32) -> Label {
        self.cold(What::OutOfFuel { pc, cost })
    }

    /// Stops the run if the last comparison found a null that collapses it.
    pub(super) fn collapse_if_equal(&mut self) {
        let number = self.cold.ways.len() as u32;
        self.asm.jump_if(Condition::Equal, Label::Cold(number));
        let resume = self.asm.buffer().position();
        self.cold(What::Null { next: self.next, resume });
    }

    /// Makes a NaN canonical.
    #[inline]
    pub(super) fn canonicalize(&mut self, float: Float, kind: FloatType) {
        let number = self.cold.ways.len() as u32;
        self.asm.jump_if_nan(float, kind, Label::Cold(number));
        let resume = self.asm.buffer().position();
        self.cold(What::Nan { float, kind, resume });
    }

    /// Emits the code of all ways that have none, where control does not come by itself.
    pub(super) fn emit_cold_ways(&mut self) {
        // Ways may have cold ways of their own.
        while let Some(&way) = self.cold.ways.get(self.cold.places.len()) {
            self.asm.buffer().make_room();
            let place = self.asm.buffer().position();
            append(&mut self.cold.places, place);
            match way.what {
                What::Exit(exit, pc) => self.emit_exit(exit, pc, way),
                What::OutOfFuel { pc, cost } => {
                    self.asm.give_fuel_back(cost);
                    self.emit_exit(Exit::OutOfFuel, pc, way);
                }
                What::WayTo(unit) => self.emit_way_to(unit, way.sets.arrival()),
                What::Nan { float, kind, resume } => {
                    self.asm.load_nan(float, kind);
                    self.asm.jump(Label::At(resume));
                }
                What::Null { next, resume } => {
                    let collapse = i32::from(Flags::COLLAPSE.bits());
                    let flags = Place::Context(offset::FLAGS as u8);
                    self.asm.load(Register::A, Type::U8, flags);
                    self.asm.copy(Register::B, Register::A);
                    self.asm.alu_number(Alu::And, Register::B, collapse);
                    self.asm.compare_number(Type::U8, Register::B, 0);
                    self.asm.jump_if(Condition::NotEqual, Label::At(resume));
                    self.asm.alu_number(Alu::Or, Register::A, collapse);
                    self.asm.store(Register::A, Type::U8, flags);
                    self.emit_exit(Exit::Collapsed, next, way);
                }
            }
        }
    }

    fn emit_exit(&mut self, exit: Exit, pc: u32, way: Cold) {
        if let Some(reg) = way.due {
            self.emit_flags_of(reg);
        }
        self.emit_pushed(way.pushed);
        if way.sets.has_numbers() {
            let numbers = self.cold.numbers[way.numbers as usize];
            self.emit_stores(Cache { sets: way.sets, numbers }, way.mode);
        }
        self.asm.prepare_exit(exit.code(), pc);
        if way.sets.has_numbers() || way.sets.dirty().next().is_none() {
            return self.asm.jump_to_exit();
        }
        // Most of these leave alike.
        let cells = way.mode.word_cells();
        let index = way.sets.hash() % self.cold.leaving.len();
        let Leaving { sets, cells: of_cells, place } = self.cold.leaving[index];
        if place != 0 && (sets, of_cells) == (way.sets, cells) {
            return self.asm.jump(Label::At(place));
        }
        let place = self.asm.buffer().position();
        self.cold.leaving[index] = Leaving { sets: way.sets, cells, place };
        self.emit_stores(Cache { sets: way.sets, numbers: Numbers::default() }, way.mode);
        self.asm.jump_to_exit();
    }

    /// Stores all that is dirty. Changes no register but floats that are no numbers.
    fn emit_stores(&mut self, cache: Cache, mode: Mode) {
        for word in cache.sets.dirty() {
            let mut held = cache.get(word);
            if held == Held::Result {
                self.canonicalize(Float::Word(word as u8), float_type(mode));
                held = Held::Float { dirty: true };
            }
            self.emit_store(word, held, mode);
        }
    }

    /// Emits the cold ways amid the code where jumps to them would soon be too long, which only happens where a skip reaches
    /// over all of them.
    #[inline]
    pub(super) fn keep_cold_ways_near(&mut self) {
        let pending = (self.cold.ways.len() - self.cold.places.len()) as u32;
        let length = self.asm.buffer().position() - self.last_cold_ways;
        if length.saturating_add(pending.saturating_mul(LONGEST_COLD_WAY)) > A::COLD_REACH {
            let over = self.asm.skip();
            self.emit_cold_ways();
            self.asm.land(over);
            self.last_cold_ways = self.asm.buffer().position();
        }
    }
}
