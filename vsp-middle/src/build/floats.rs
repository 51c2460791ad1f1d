//! Float words.

use super::Builder;
use crate::{Binary, Flag, Unary};
use vsp_isa::Reg;
use vsp_isa::visit::Floats;

impl Floats for Builder<'_> {
    fn addfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(a, b, Binary::FAdd);
    }

    fn subfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(a, b, Binary::FSub);
    }

    fn mulfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(a, b, Binary::FMul);
    }

    fn divfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(a, b, Binary::FDiv);
    }

    fn powfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(a, b, Binary::FPower);
    }

    fn sqrtfloat(&mut self, a: Reg) {
        self.map_float(a, Unary::Sqrt);
    }

    fn cmpfloat(&mut self, a: Reg, b: Reg) {
        let (left, right) = (self.float(a), self.float(b));
        let (near, less) = (self.binary(Binary::FNear, left, right), self.binary(Binary::FLt, left, right));
        self.set_flag(Flag::Zero, near);
        self.set_flag(Flag::Negative, less);
    }

    fn negfloat(&mut self, a: Reg) {
        self.map_float(a, Unary::FNeg);
    }

    fn absfloat(&mut self, a: Reg) {
        self.map_float(a, Unary::FAbs);
    }

    fn floorfloat(&mut self, a: Reg) {
        self.map_float(a, Unary::Floor);
    }

    fn ceilfloat(&mut self, a: Reg) {
        self.map_float(a, Unary::Ceil);
    }
}

impl Builder<'_> {
    /// An operation on two float words, stored in the first.
    pub(super) fn combine_floats(&mut self, a: Reg, b: Reg, op: Binary) {
        let (left, right) = (self.float(a), self.float(b));
        let result = self.binary(op, left, right);
        self.set_float(a, result);
    }

    /// An operation on one float word.
    pub(super) fn map_float(&mut self, a: Reg, op: Unary) {
        let value = self.float(a);
        let result = self.unary(op, value);
        self.set_float(a, result);
    }
}
