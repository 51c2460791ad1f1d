//! Integer words.

use crate::assembler::Scratch::{A, B};
use crate::assembler::{Alu, Argument, Assembler, Condition, Flag, Place, Scratch, Shift, Type};
use crate::compile::Templates;
use crate::flags::rho;
use crate::tables;
use vsp_isa::abi::Helper;
use vsp_isa::visit::Integers;
use vsp_isa::{Mode, Reg};

impl<P: Assembler> Integers for Templates<'_, P> {
    fn addint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |asm| asm.alu(Alu::Add, A, B));
    }

    fn subint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |asm| asm.alu(Alu::Sub, A, B));
    }

    fn mulint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |asm| asm.multiply(A, B));
    }

    fn divint(&mut self, a: Reg, b: Reg) {
        self.divide_integers(a, b, P::divide_a_by_b);
    }

    fn powint(&mut self, a: Reg, b: Reg) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        self.before_writing(a, self.mode.word_cells());
        let word = |reg| Argument::Field(integer_type(self.mode), rho(reg));
        self.asm.call(Helper::pow_integer, &[word(a), word(b)]);
        self.store_integer(a);
    }

    fn modint(&mut self, a: Reg, b: Reg) {
        self.divide_integers(a, b, P::remainder_a_by_b);
    }

    fn cmpint(&mut self, a: Reg, b: Reg) {
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

    fn testint(&mut self, a: Reg, b: Reg) {
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

    fn andint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |asm| asm.alu(Alu::And, A, B));
    }

    fn orint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |asm| asm.alu(Alu::Or, A, B));
    }

    fn xorint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |asm| asm.alu(Alu::Xor, A, B));
    }

    fn notint(&mut self, a: Reg) {
        self.map_integer(a, |asm| asm.not(A));
    }

    fn shlint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |asm| asm.shift_a_by_b(Shift::Left));
    }

    fn shrint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |asm| asm.shift_a_by_b(Shift::SignedRight));
    }

    fn negint(&mut self, a: Reg) {
        self.map_integer(a, |asm| asm.negate(A));
    }

    fn absint(&mut self, a: Reg) {
        self.map_integer(a, |asm| {
            // All ones if it is negative.
            asm.copy(B, A);
            asm.shift(Shift::SignedRight, B, 63);
            asm.alu(Alu::Xor, A, B);
            asm.alu(Alu::Sub, A, B);
        });
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

    /// Word a = what `op` makes of `A` and `B`, words a and b, in `A`.
    #[inline(always)]
    pub(super) fn combine_integers(&mut self, a: Reg, b: Reg, op: impl FnOnce(&mut P)) {
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
}

/// What an integer word is in the registers' image.
pub(super) fn integer_type(mode: Mode) -> Type {
    match mode {
        // Rho alone.
        Mode::Sil8 => Type::I8,
        Mode::Sil16 => Type::I16,
        Mode::Sil32 => Type::I32,
        Mode::Sil64 | Mode::Sil128 => Type::U64,
    }
}
