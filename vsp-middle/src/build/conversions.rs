//! Conversions between integers, floats and cells.

use super::Builder;
use crate::{Binary, Unary};
use vsp_isa::Reg;
use vsp_isa::visit::Conversions;

impl Conversions for Builder<'_> {
    fn cvti2f(&mut self, a: Reg) {
        let value = self.integer(a);
        let result = self.unary(Unary::ToFloat, value);
        self.set_float(a, result);
    }

    fn cvtf2i(&mut self, a: Reg) {
        let value = self.float(a);
        let result = self.unary(Unary::ToInt, value);
        self.set_integer(a, result);
    }

    fn cvti2b(&mut self, a: Reg) {
        let value = self.integer(a);
        let cell = self.unary(Unary::CellOfInt, value);
        self.set_cell(a, cell);
    }

    fn cvtb2i(&mut self, a: Reg) {
        let cell = self.cell(a);
        let (magnitude, theta) = (self.unary(Unary::Magnitude, cell), self.theta(a));
        let whole = self.unary(Unary::ToInt, magnitude);
        let negated = self.unary(Unary::Neg, whole);
        let sign = self.with(Binary::And, theta, 8);
        let is_positive = self.with(Binary::Eq, sign, 0);
        let result = self.select(is_positive, whole, negated);
        self.set_integer(a, result);
    }

    fn cvtf2b(&mut self, a: Reg) {
        let value = self.float(a);
        let cell = self.unary(Unary::CellOfFloat, value);
        self.set_cell(a, cell);
    }

    fn cvtb2f(&mut self, a: Reg) {
        let cell = self.cell(a);
        let magnitude = self.unary(Unary::Magnitude, cell);
        self.set_float(a, magnitude);
    }
}
