//! Packed bytes, and all registers at once.

use super::Builder;
use crate::{Binary, Unary};
use vsp_isa::Reg;
use vsp_isa::visit::Layers;

impl Layers for Builder<'_> {
    fn xorl(&mut self, a: Reg, b: Reg) {
        self.combine_bytes(a, b, Binary::Xor);
    }

    fn andl(&mut self, a: Reg, b: Reg) {
        self.combine_bytes(a, b, Binary::And);
    }

    fn orl(&mut self, a: Reg, b: Reg) {
        self.combine_bytes(a, b, Binary::Or);
    }

    fn notl(&mut self, a: Reg) {
        let cell = self.cell(a);
        let byte = self.unary(Unary::Pack, cell);
        let byte = self.unary(Unary::Not, byte);
        let cell = self.unary(Unary::Unpack, byte);
        self.set_cell(a, cell);
    }

    fn shiftl(&mut self) {
        self.execute();
    }

    fn rotatl(&mut self) {
        self.execute();
    }

    fn fold(&mut self) {
        self.execute();
    }

    fn spread(&mut self, a: Reg) {
        let cell = self.cell(a);
        for reg in group(a) {
            self.set_cell(reg, cell);
        }
    }

    fn gather(&mut self, a: Reg) {
        let (mut rho, mut theta) = (self.number(0), self.number(0));
        for reg in group(a) {
            let (next, turn) = (self.rho(reg), self.theta(reg));
            let sum = self.binary(Binary::Add, rho, next);
            rho = self.unary(Unary::Clamp, sum);
            theta = self.binary(Binary::Add, theta, turn);
        }
        let theta = self.with(Binary::And, theta, 15);
        self.set_halves(a, rho, theta);
    }
}

impl Builder<'_> {
    /// Combines the packed bytes of two registers.
    fn combine_bytes(&mut self, a: Reg, b: Reg, op: Binary) {
        let (left, right) = (self.cell(a), self.cell(b));
        let (left, right) = (self.unary(Unary::Pack, left), self.unary(Unary::Pack, right));
        let byte = self.binary(op, left, right);
        let cell = self.unary(Unary::Unpack, byte);
        self.set_cell(a, cell);
    }
}

/// The four registers of a register's group.
fn group(reg: Reg) -> impl Iterator<Item = Reg> {
    let first = reg.index() as u8 & 12;
    (first..first + 4).map(Reg::from_nibble)
}
