//! Transforms of the host, mixing, gradient.

use super::Builder;
use crate::{Binary, Mix, Op, Type, Unary};
use vsp_isa::visit::Transforms;
use vsp_isa::{Cell, Reg};

impl Transforms for Builder<'_> {
    fn trans(&mut self, _address: u32) {
        self.execute();
    }

    fn pipe(&mut self, _address: u32) {
        self.execute();
    }

    fn lerp(&mut self, a: Reg, b: Reg, imm: u8) {
        self.mix(Mix::Lerp, a, b, imm);
    }

    fn slerp(&mut self, a: Reg, b: Reg, imm: u8) {
        self.mix(Mix::Slerp, a, b, imm);
    }

    fn grad(&mut self, _a: Reg) {
        self.execute();
    }

    fn descent(&mut self, _a: Reg, _imm: u8) {
        self.execute();
    }

    fn emerge(&mut self, _a: Reg) {
        let (one, other) = (self.cell(Reg::RB), self.cell(Reg::RC));
        let cell = self.binary(Binary::Xor, one, other);
        self.set_cell(Reg::RB, cell);
    }

    fn collapse(&mut self, a: Reg) {
        let cell = self.cell(a);
        self.set_cell(Reg::RF, cell);
        let rho = self.unary(Unary::Rho, cell);
        let null = self.with(Binary::Eq, rho, Cell::LEAST_RHO.into());
        self.collapse_if(null);
    }
}

impl Builder<'_> {
    /// LERP and SLERP.
    fn mix(&mut self, mix: Mix, a: Reg, b: Reg, t: u8) {
        let (left, right) = (self.cell(a), self.cell(b));
        let cell = self.function.append(self.block, Op::Mix(mix, t, left, right), Type::Cell);
        self.set_cell(a, cell);
    }
}
