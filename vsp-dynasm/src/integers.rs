//! Integer words.

use crate::assembler::Register::{A, B};
use crate::assembler::{Alu, Argument, Assembler, Division, Place, Register, Shift, Type};
use crate::compile::Templates;
use crate::flags::rho;
use crate::label::Label;
use crate::slow_path::What;
use crate::tables;
use vsp_isa::abi::Helper;
use vsp_isa::visit::Integers;
use vsp_isa::{Mode, Reg};

impl<P: Assembler> Integers for Templates<'_, P> {
    fn addint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(Alu::Add, a, b);
    }

    fn subint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(Alu::Sub, a, b);
    }

    fn mulint(&mut self, a: Reg, b: Reg) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        let other = self.integer(b, B);
        let to = self.change_integer(a);
        self.asm.multiply(to, other);
        self.put_integer(a, to);
    }

    fn divint(&mut self, a: Reg, b: Reg) {
        self.divide_integers(Division::Quotient, a, b);
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
        self.divide_integers(Division::Remainder, a, b);
    }

    fn cmpint(&mut self, a: Reg, b: Reg) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        self.settle_flags();
        self.before_comparison(true);
        let kind = integer_type(self.mode);
        let one = self.integer(a, A);
        match self.number_of(b) {
            Some(number) => self.asm.compare_number(kind, one, number),
            None => {
                let other = self.integer(b, B);
                self.asm.compare(kind, one, other);
            }
        }
        self.after_cmpint();
    }

    fn testint(&mut self, a: Reg, b: Reg) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        self.settle_flags();
        self.before_comparison(false);
        let one = self.integer(a, A);
        let other = self.integer(b, B);
        self.asm.test(integer_type(self.mode), one, other);
        self.after_testint(one, other);
    }

    fn andint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(Alu::And, a, b);
    }

    fn orint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(Alu::Or, a, b);
    }

    fn xorint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(Alu::Xor, a, b);
    }

    fn notint(&mut self, a: Reg) {
        self.map_integer(a, |asm, to| asm.not(to));
    }

    fn shlint(&mut self, a: Reg, b: Reg) {
        self.shift_integer(Shift::Left, a, b);
    }

    fn shrint(&mut self, a: Reg, b: Reg) {
        self.shift_integer(Shift::SignedRight, a, b);
    }

    fn negint(&mut self, a: Reg) {
        self.map_integer(a, |asm, to| asm.negate(to));
    }

    fn absint(&mut self, a: Reg) {
        let kind = integer_type(self.mode);
        self.map_integer(a, |asm, to| {
            asm.extend(to, to, kind);
            // All ones if it is negative.
            asm.copy(B, to);
            asm.shift(Shift::SignedRight, B, 63);
            asm.alu(Alu::Xor, to, B);
            asm.alu(Alu::Sub, to, B);
        });
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// Stores `A` as an integer word in the context.
    #[inline(always)]
    pub(super) fn store_integer(&mut self, reg: Reg) {
        let kind = match self.mode {
            Mode::Sil8 => {
                self.asm.extend(A, A, Type::I8);
                self.asm.load(A, Type::U8, Place::Table(tables::CLAMPED, A));
                Type::U16
            }
            Mode::Sil16 | Mode::Sil32 | Mode::Sil64 | Mode::Sil128 => integer_type(self.mode),
        };
        self.asm.store(A, kind, Place::Context(rho(reg)));
    }

    /// Word a = a `op` b.
    fn combine_integers(&mut self, op: Alu, a: Reg, b: Reg) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        // How programs copy a word, be it a float.
        let copies = matches!(op, Alu::Add | Alu::Or | Alu::Xor) && self.number_of(a) == Some(0) && a != b;
        if copies && self.copy_word(a, b).is_some() {
            return;
        }
        if let Some(number) = self.number_of(b) {
            let to = self.change_integer(a);
            self.asm.alu_number(op, to, number.into());
            return self.put_integer(a, to);
        }
        let other = self.integer(b, B);
        let to = self.change_integer(a);
        self.asm.alu(op, to, other);
        self.put_integer(a, to);
    }

    fn map_integer(&mut self, a: Reg, op: impl FnOnce(&mut P, Register)) {
        if self.traps_as_words(&[a]) {
            return;
        }
        let to = self.change_integer(a);
        op(&mut self.asm, to);
        self.put_integer(a, to);
    }

    /// SHLINT and SHRINT.
    fn shift_integer(&mut self, op: Shift, a: Reg, b: Reg) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        let kind = integer_type(self.mode);
        let Some(by) = self.number_of(b) else {
            let by = self.integer(b, B);
            let to = self.change_integer(a);
            if op == Shift::SignedRight && kind == Type::I32 {
                let number = self.slow_paths.paths.len() as u32;
                self.asm.shift_right_32_by(to, by, Label::SlowPath(number));
                let resume = self.asm.buffer().position();
                self.slow_path(What::LongShift { of: to, resume });
                return self.put_integer(a, to);
            }
            if op == Shift::SignedRight {
                self.asm.extend(to, to, kind);
            }
            self.asm.shift_by(op, to, by);
            return self.put_integer(a, to);
        };
        let to = self.change_integer(a);
        let by = by as u8 & 63;
        match (op, kind) {
            // From 31 on nothing is left but the sign.
            (Shift::SignedRight, Type::I32) => self.asm.shift_right_32(to, by.min(31)),
            (Shift::SignedRight, kind) => {
                self.asm.extend(to, to, kind);
                self.asm.shift(op, to, by);
            }
            (Shift::Left | Shift::Right, _) => self.asm.shift(op, to, by),
        }
        self.put_integer(a, to);
    }

    /// DIVINT and MODINT: by 0 they only set O.
    fn divide_integers(&mut self, division: Division, a: Reg, b: Reg) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        if self.mode == Mode::Sil8 {
            // What is divided by 0 stays as it is, and could not be put back as an integer.
            return self.execute();
        }
        self.settle_flags();
        let (kind, result) = (integer_type(self.mode), division.result());
        let is_ordinary = !matches!(self.number_of(b), None | Some(0 | -1));
        self.operand_of_division(b, B);
        self.operand_of_division(a, A);
        self.target_integer(a);
        let number = self.slow_paths.paths.len() as u32;
        if !is_ordinary {
            self.asm.jump_if_special(kind, Label::SlowPath(number));
        }
        self.asm.divide(kind, division);
        if !is_ordinary {
            let resume = self.asm.buffer().position();
            self.slow_path(What::Division { division, resume });
        }
        if self.word(a).is_none() && result != A {
            self.asm.copy(A, result);
        }
        self.put_integer(a, result);
    }

    /// Copies an integer word to a register, extended to at least 32 bits.
    fn operand_of_division(&mut self, reg: Reg, to: Register) {
        let is_long = integer_type(self.mode) == Type::I32 && self.number_of(reg).is_none();
        let from = if is_long { self.integer(reg, to) } else { self.extended_integer(reg, to) };
        if from != to {
            self.asm.copy(to, from);
        }
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
