//! The code of slow paths.

use crate::assembler::{Alu, Assembler, Condition, Division, Flag, Float, FloatType, Place, Register, Type};
use crate::buffer::append;
use crate::cache::{Cache, Held, Numbers};
use crate::compile::Templates;
use crate::floats::float_type;
use crate::integers::integer_type;
use crate::label::Label;
use crate::slow_path::{Leaving, SlowPath, What};
use vsp_isa::abi::{Exit, offset};
use vsp_isa::{Flags, Mode};

/// How many bytes of code a slow path has at most, with those that it has itself.
const LONGEST_SLOW_PATH: u32 = 256;

impl<A: Assembler> Templates<'_, A> {
    #[inline(always)]
    pub(super) fn slow_path(&mut self, what: What) -> Label {
        let number = self.slow_paths.paths.len() as u32;
        let (due, pushed, mode, sets) = (self.due, self.pushed, self.mode, self.cache.sets);
        let numbers = self.slow_paths.numbers.len() as u32;
        if sets.has_numbers() {
            append(&mut self.slow_paths.numbers, self.cache.numbers);
        }
        append(&mut self.slow_paths.paths, SlowPath { what, due, pushed, sets, mode, numbers });
        Label::SlowPath(number)
    }

    /// An exit from the run.
    #[inline(always)]
    pub(super) fn slow_exit(&mut self, exit: Exit, pc: u32) -> Label {
        self.slow_path(What::Exit(exit, pc))
    }

    /// The exit where a block costs too much.
    #[inline(always)]
    pub(super) fn out_of_fuel(&mut self, pc: u32, cost: u32) -> Label {
        self.slow_path(What::OutOfFuel { pc, cost })
    }

    /// Stops the run if the last comparison found a null that collapses it.
    pub(super) fn collapse_if_equal(&mut self) {
        let number = self.slow_paths.paths.len() as u32;
        self.asm.jump_if(Condition::Equal, Label::SlowPath(number));
        let resume = self.asm.buffer().position();
        self.slow_path(What::Null { next: self.next, resume });
    }

    /// Makes a NaN canonical.
    #[inline]
    pub(super) fn canonicalize(&mut self, float: Float, kind: FloatType) {
        let number = self.slow_paths.paths.len() as u32;
        self.asm.jump_if_nan(float, kind, Label::SlowPath(number));
        let resume = self.asm.buffer().position();
        self.slow_path(What::Nan { float, kind, resume });
    }

    /// Emits the code of all slow paths that have none, where control does not fall into it.
    pub(super) fn emit_slow_paths(&mut self) {
        // They may have slow paths of their own.
        while let Some(&path) = self.slow_paths.paths.get(self.slow_paths.places.len()) {
            self.asm.buffer().make_room();
            let place = self.asm.buffer().position();
            append(&mut self.slow_paths.places, place);
            match path.what {
                What::Exit(exit, pc) => self.emit_exit(exit, pc, path),
                What::Steps(pc) => {
                    self.emit_state(path);
                    self.asm.execute_until_stop(pc);
                }
                What::OutOfFuel { pc, cost } => {
                    self.asm.give_fuel_back(cost);
                    self.emit_exit(Exit::OutOfFuel, pc, path);
                }
                What::Scarce { pc, cost, resume } => {
                    self.asm.jump_if_interrupted(Label::Near);
                    let interrupted = self.asm.buffer().near();
                    self.asm.take_fuel(cost, Label::Near);
                    let lacking = self.asm.buffer().near();
                    self.asm.jump(Label::At(resume));
                    self.asm.land(lacking);
                    self.asm.give_fuel_back(cost);
                    self.emit_exit(Exit::OutOfFuel, pc, path);
                    self.asm.land(interrupted);
                    self.emit_exit(Exit::Interrupted, pc, path);
                }
                What::EdgeTo(version) => self.emit_edge_to(version, path.sets.arrival()),
                What::Return(next) => {
                    self.asm.number(Register::C, next.into());
                    self.asm.jump(Label::Dispatch(path.mode.code()));
                }
                What::LongShift { of, resume } => {
                    self.asm.shift_right_32(of, 31);
                    self.asm.jump(Label::At(resume));
                }
                What::Division { division, resume } => {
                    self.asm.compare_number(integer_type(path.mode), Register::B, 0);
                    let by_minus_one = self.asm.skip_if(Condition::NotEqual);
                    self.asm.set_flag_number(Flag::Overflow, true);
                    if division == Division::Remainder {
                        self.asm.copy(division.result(), Register::A);
                    }
                    self.asm.jump(Label::At(resume));
                    self.asm.land(by_minus_one);
                    match division {
                        Division::Quotient => self.asm.negate(Register::A),
                        Division::Remainder => self.asm.number(division.result(), 0),
                    }
                    self.asm.jump(Label::At(resume));
                }
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
                    self.emit_exit(Exit::Collapsed, next, path);
                }
            }
        }
    }

    /// Has the context hold all that it lacks.
    fn emit_state(&mut self, path: SlowPath) {
        self.emit_due(path);
        let numbers = self.slow_paths.numbers_of(path);
        self.emit_stores(Cache { sets: path.sets, numbers }, path.mode);
    }

    /// Works out the flags that are due, and counts what was pushed.
    fn emit_due(&mut self, path: SlowPath) {
        if let Some(reg) = path.due {
            self.emit_flags_of(reg);
        }
        self.emit_pushed(path.pushed);
    }

    fn emit_exit(&mut self, exit: Exit, pc: u32, path: SlowPath) {
        if path.sets.has_numbers() {
            self.emit_state(path);
        } else {
            self.emit_due(path);
        }
        self.asm.prepare_exit(exit.code(), pc);
        if path.sets.has_numbers() || path.sets.dirty().next().is_none() {
            return self.asm.jump_to_exit();
        }
        // Most of these leave alike.
        let cells = path.mode.word_cells();
        let index = path.sets.hash() % self.slow_paths.leaving.len();
        let Leaving { sets, cells: of_cells, place } = self.slow_paths.leaving[index];
        if place != 0 && (sets, of_cells) == (path.sets, cells) {
            return self.asm.jump(Label::At(place));
        }
        let place = self.asm.buffer().position();
        self.slow_paths.leaving[index] = Leaving { sets: path.sets, cells, place };
        self.emit_stores(Cache { sets: path.sets, numbers: Numbers::default() }, path.mode);
        self.asm.jump_to_exit();
    }

    /// Stores all that is dirty. Changes no register but floats that are no numbers.
    pub(super) fn emit_stores(&mut self, cache: Cache, mode: Mode) {
        for word in cache.sets.dirty() {
            let mut held = cache.get(word);
            if held == Held::Result {
                self.canonicalize(Float::Word(word as u8), float_type(mode));
                held = Held::Float { dirty: true };
            }
            self.emit_store(word, held, mode);
        }
    }

    /// Emits the slow paths amid the code where jumps to them would soon be too long, which only happens where a skip reaches
    /// over all of them.
    #[inline]
    pub(super) fn keep_slow_paths_near(&mut self) {
        let pending = (self.slow_paths.paths.len() - self.slow_paths.places.len()) as u32;
        let length = self.asm.buffer().position() - self.last_slow_paths;
        if length.saturating_add(pending.saturating_mul(LONGEST_SLOW_PATH)) > A::SLOW_PATH_REACH {
            let over = self.asm.skip();
            self.emit_slow_paths();
            self.asm.land(over);
            self.last_slow_paths = self.asm.buffer().position();
        }
    }
}
