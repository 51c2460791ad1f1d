//! Templates of integer words and of conversions.

use super::Templates;
use super::assembler::{Alu, Argument, Assembler, Condition, Flag, Float, Place, Scratch, Shift, Type};
use super::flags::{rho, theta};
use super::tables;
use Scratch::{A, B};
use vsp_isa::abi::Helper;
use vsp_isa::{Mode, Reg};

/// What an integer word is in the registers' image.
fn integer_type(mode: Mode) -> Type {
    match mode {
        // Rho alone.
        Mode::Sil8 => Type::I8,
        Mode::Sil16 => Type::I16,
        Mode::Sil32 => Type::I32,
        Mode::Sil64 | Mode::Sil128 => Type::U64,
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// Loads an integer word.
    #[inline(always)]
    pub(super) fn load_integer(&mut self, to: Scratch, reg: Reg) {
        self.asm.load(to, integer_type(self.mode), Place::Context(rho(reg)));
    }

    /// Stores `A` as an integer word.
    #[inline(always)]
    pub(super) fn store_integer(&mut self, reg: Reg) {
        let kind = match self.mode {
            Mode::Sil8 => {
                self.asm.extend(A, Type::I8);
                self.asm.load(A, Type::U8, Place::Table(tables::CLAMPED, A));
                Type::U16
            }
            Mode::Sil16 | Mode::Sil32 | Mode::Sil64 | Mode::Sil128 => integer_type(self.mode),
        };
        self.asm.store(A, kind, Place::Context(rho(reg)));
    }

    pub(super) fn set_integer(&mut self, a: Reg, value: i16) {
        if self.traps_as_words(&[a]) {
            return;
        }
        self.before_writing(a, self.mode.word_cells());
        self.asm.number(A, value.into());
        self.store_integer(a);
    }

    /// Word a = what `op` makes of `A` and `B`, words a and b, in `A`.
    #[inline(always)]
    pub(super) fn integers(&mut self, a: Reg, b: Reg, op: impl FnOnce(&mut P)) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        self.before_writing(a, self.mode.word_cells());
        self.load_integer(A, a);
        self.load_integer(B, b);
        op(&mut self.asm);
        self.store_integer(a);
    }

    #[inline(always)]
    pub(super) fn map_integer(&mut self, a: Reg, op: impl FnOnce(&mut P)) {
        if self.traps_as_words(&[a]) {
            return;
        }
        self.before_writing(a, self.mode.word_cells());
        self.load_integer(A, a);
        op(&mut self.asm);
        self.store_integer(a);
    }

    pub(super) fn absolute_integer(&mut self, a: Reg) {
        self.map_integer(a, |asm| {
            // All ones if it is negative.
            asm.copy(B, A);
            asm.shift(Shift::SignedRight, B, 63);
            asm.alu(Alu::Xor, A, B);
            asm.alu(Alu::Sub, A, B);
        });
    }

    /// DIVINT and MODINT: by 0 they only set O.
    pub(super) fn divide_integers(&mut self, a: Reg, b: Reg, op: impl FnOnce(&mut P)) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        self.settle_flags();
        self.load_integer(A, a);
        self.load_integer(B, b);
        self.asm.compare_number(B, 0);
        let divisible = self.asm.skip_if(Condition::NotEqual);
        self.asm.set_flag_number(Flag::Overflow, true);
        let done = self.asm.skip();
        self.asm.land(divisible);
        op(&mut self.asm);
        self.store_integer(a);
        self.asm.land(done);
    }

    pub(super) fn compare_integers(&mut self, a: Reg, b: Reg) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        self.settle_flags();
        self.load_integer(A, a);
        self.load_integer(B, b);
        self.asm.compare(A, B);
        self.asm.set_flag(Flag::Zero, Condition::Equal);
        self.asm.set_flag(Flag::Negative, Condition::Less);
    }

    pub(super) fn test_integers(&mut self, a: Reg, b: Reg) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        self.settle_flags();
        self.load_integer(A, a);
        self.load_integer(B, b);
        self.asm.alu(Alu::And, A, B);
        self.asm.compare_number(A, 0);
        self.asm.set_flag(Flag::Zero, Condition::Equal);
    }

    pub(super) fn integer_power(&mut self, a: Reg, b: Reg) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        self.before_writing(a, self.mode.word_cells());
        let word = |reg| Argument::Field(integer_type(self.mode), rho(reg));
        self.asm.call(Helper::pow_integer, &[word(a), word(b)]);
        self.store_integer(a);
    }

    pub(super) fn integer_to_cell(&mut self, a: Reg) {
        if self.traps_as_words(&[a]) {
            return;
        }
        self.before_writing(a, 1);
        let word = Argument::Field(integer_type(self.mode), rho(a));
        self.asm.call(Helper::from_integer, &[word]);
        self.asm.store(A, Type::U16, Place::Context(rho(a)));
    }

    /// The magnitude's index, rho + 8 of the canonical cell, in `A`.
    fn magnitude_index(&mut self, a: Reg) {
        self.asm.load(A, Type::U8, Place::Context(rho(a)));
        self.asm.load(A, Type::U8, Place::Table(tables::PACKED_RHO, A));
        self.asm.shift(Shift::Right, A, 4);
    }

    pub(super) fn cell_to_integer(&mut self, a: Reg) {
        if self.traps_as_words(&[a]) {
            return;
        }
        self.before_writing(a, self.mode.word_cells());
        self.magnitude_index(a);
        self.asm.load(A, Type::U16, Place::Table(tables::WHOLE_MAGNITUDES, A));
        self.asm.load(B, Type::U8, Place::Context(theta(a)));
        self.asm.alu_number(Alu::And, B, 8);
        self.asm.compare_number(B, 0);
        let positive = self.asm.skip_if(Condition::Equal);
        self.asm.negate(A);
        self.asm.land(positive);
        self.store_integer(a);
    }

    pub(super) fn cell_to_float(&mut self, a: Reg) {
        self.floats(&[a], |templates, _| {
            templates.magnitude_index(a);
            templates.asm.load_x_from_table(tables::MAGNITUDES, A);
        });
    }

    pub(super) fn float_to_cell(&mut self, a: Reg) {
        let Some(kind) = self.float_type(&[a]) else { return };
        self.before_writing(a, 1);
        self.asm.load_float(Float::X, kind, rho(a));
        self.asm.zero_y();
        self.asm.call(Helper::from_complex, &[]);
        self.asm.store(A, Type::U16, Place::Context(rho(a)));
    }

    pub(super) fn integer_to_float(&mut self, a: Reg) {
        self.floats(&[a], |templates, _| {
            templates.load_integer(A, a);
            templates.asm.integer_to_float();
        });
    }

    pub(super) fn float_to_integer(&mut self, a: Reg) {
        let Some(kind) = self.float_type(&[a]) else { return };
        self.before_writing(a, self.mode.word_cells());
        self.asm.load_float(Float::X, kind, rho(a));
        self.asm.float_to_integer();
        self.store_integer(a);
    }
}
