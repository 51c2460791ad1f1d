//! Integer words.

use super::Builder;
use crate::{Binary, Flag, Unary, Value};
use vsp_isa::visit::Integers;
use vsp_isa::{Mode, Reg};

impl Integers for Builder<'_> {
    fn addint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, Binary::Add);
    }

    fn subint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, Binary::Sub);
    }

    fn mulint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, Binary::Mul);
    }

    fn divint(&mut self, a: Reg, b: Reg) {
        self.divide_integers(a, b, Binary::Quotient);
    }

    fn powint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, Binary::Power);
    }

    fn modint(&mut self, a: Reg, b: Reg) {
        self.divide_integers(a, b, Binary::Remainder);
    }

    fn cmpint(&mut self, a: Reg, b: Reg) {
        let (left, right) = (self.integer(a), self.integer(b));
        let (equal, less) = (self.binary(Binary::Eq, left, right), self.binary(Binary::Lt, left, right));
        self.set_flag(Flag::Zero, equal);
        self.set_flag(Flag::Negative, less);
    }

    fn testint(&mut self, a: Reg, b: Reg) {
        let (left, right) = (self.integer(a), self.integer(b));
        let common = self.binary(Binary::And, left, right);
        let none = self.with(Binary::Eq, common, 0);
        self.set_flag(Flag::Zero, none);
    }

    fn andint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, Binary::And);
    }

    fn orint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, Binary::Or);
    }

    fn xorint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, Binary::Xor);
    }

    fn notint(&mut self, a: Reg) {
        self.map_integer(a, Unary::Not);
    }

    fn shlint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, Binary::Shl);
    }

    fn shrint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, Binary::Sshr);
    }

    fn negint(&mut self, a: Reg) {
        self.map_integer(a, Unary::Neg);
    }

    fn absint(&mut self, a: Reg) {
        self.map_integer(a, Unary::Abs);
    }
}

impl Builder<'_> {
    /// An operation on two integer words, stored in the first.
    pub(super) fn combine_integers(&mut self, a: Reg, b: Reg, op: Binary) {
        let (left, right) = (self.integer(a), self.integer(b));
        let result = self.binary(op, left, right);
        self.set_integer(a, result);
    }

    /// An operation on one integer word.
    pub(super) fn map_integer(&mut self, a: Reg, op: Unary) {
        let value = self.integer(a);
        let result = self.unary(op, value);
        self.set_integer(a, result);
    }

    /// DIVINT and MODINT: a divisor of 0 only sets O.
    fn divide_integers(&mut self, a: Reg, b: Reg, op: Binary) {
        let (left, right) = (self.integer(a), self.integer(b));
        let before: Value = self.word(a);
        let result = self.binary(op, left, right);
        self.set_integer(a, result);
        let by_zero = self.with(Binary::Eq, right, 0);
        if self.mode == Mode::Sil8 {
            // What is divided by 0 is the result, but in this mode the register may hold more than its integer.
            let after = self.word(a);
            let bits = self.select(by_zero, before, after);
            self.set_word(a, bits);
        }
        let overflow = self.flag(Flag::Overflow);
        let overflow = self.binary(Binary::Or, overflow, by_zero);
        self.set_flag(Flag::Overflow, overflow);
    }
}
