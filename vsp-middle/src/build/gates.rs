//! Quantum gates.

use super::Builder;
use crate::{Binary, Flag, Unary};
use vsp_isa::Reg;
use vsp_isa::visit::Gates;

impl Gates for Builder<'_> {
    fn bit_h(&mut self, a: Reg) {
        self.reflect(a, 4);
    }

    fn bit_x(&mut self, a: Reg) {
        self.reflect(a, 8);
    }

    fn bit_y(&mut self, a: Reg) {
        let (rho, theta) = self.canonical(a);
        let theta = self.with(Binary::Xor, theta, 8);
        self.set_halves(a, rho, theta);
        self.record(a, rho);
    }

    fn bit_z(&mut self, a: Reg) {
        self.reflect(a, 16);
    }

    fn bit_collapse(&mut self, a: Reg) {
        let (rho, theta) = self.canonical(a);
        let from_five = self.with(Binary::Add, theta, -5);
        let measured = self.with(Binary::Ult, from_five, 10);
        let (one, zero) = (self.number(8), self.number(0));
        let theta = self.select(measured, one, zero);
        self.set_halves(a, rho, theta);
        self.record(a, rho);
        let not_measured = self.unary(Unary::Not, measured);
        self.set_flag(Flag::Zero, not_measured);
    }

    fn bit_measure(&mut self, a: Reg) {
        let cell = self.cell(a);
        let likelihood = self.unary(Unary::Measure, cell);
        self.set_cell(Reg::R0, likelihood);
    }

    fn bit_rotq(&mut self, a: Reg) {
        let by = self.rho(Reg::R1);
        let (rho, theta) = self.canonical(a);
        let theta = self.binary(Binary::Add, theta, by);
        let theta = self.with(Binary::And, theta, 15);
        self.set_halves(a, rho, theta);
        self.record(a, rho);
    }

    fn bit_norm(&mut self, a: Reg) {
        let (_, theta) = self.canonical(a);
        let zero = self.number(0);
        self.set_halves(a, zero, theta);
        self.record(a, zero);
    }
}

impl Builder<'_> {
    /// A gate that maps theta to `about - theta`.
    fn reflect(&mut self, a: Reg, about: i32) {
        let (rho, theta) = self.canonical(a);
        let about = self.number(about);
        let theta = self.binary(Binary::Sub, about, theta);
        let theta = self.with(Binary::And, theta, 15);
        self.set_halves(a, rho, theta);
        self.record(a, rho);
    }
}
