//! Packed bytes, and all registers at once.

use crate::emitter::Emitter;
use cranelift_codegen::ir::{InstBuilder, Value};
use vsp_isa::visit::Layers;
use vsp_isa::{Cell, Reg};

impl Layers for Emitter<'_> {
    fn xorl(&mut self, a: Reg, b: Reg) {
        self.combine_nibbles(a, b, |e, x, y| e.b.ins().bxor(x, y));
    }

    fn andl(&mut self, a: Reg, b: Reg) {
        self.combine_nibbles(a, b, |e, x, y| e.b.ins().band(x, y));
    }

    fn orl(&mut self, a: Reg, b: Reg) {
        self.combine_nibbles(a, b, |e, x, y| e.b.ins().bor(x, y));
    }

    fn notl(&mut self, a: Reg) {
        let (high, low) = self.nibbles(a);
        let (high, low) = (self.b.ins().bxor_imm_u(high, 15), self.b.ins().bxor_imm_u(low, 15));
        self.set_nibbles(a, high, low);
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
        for to in group(a) {
            self.regs.copy(&mut self.b, to, a);
        }
    }

    fn gather(&mut self, a: Reg) {
        let (mut rho, mut theta) = (self.constant(0), self.constant(0));
        for reg in group(a) {
            let (next, turn) = (self.regs.rho(&mut self.b, reg), self.regs.theta(&mut self.b, reg));
            let sum = self.b.ins().iadd(rho, next);
            rho = self.clamp(sum);
            theta = self.b.ins().iadd(theta, turn);
        }
        let theta = self.b.ins().band_imm_u(theta, 15);
        self.regs.set(a, rho, theta);
    }
}

impl Emitter<'_> {
    /// A canonical register as the nibbles of its packed byte: rho + 8 and theta.
    pub(super) fn nibbles(&mut self, reg: Reg) -> (Value, Value) {
        let (rho, theta) = self.canonical(reg);
        (self.b.ins().iadd_imm_s(rho, 8), theta)
    }

    /// Combines the packed bytes of two registers nibble by nibble.
    pub(super) fn combine_nibbles(&mut self, a: Reg, b: Reg, op: fn(&mut Self, Value, Value) -> Value) {
        let (high_a, low_a) = self.nibbles(a);
        let (high_b, low_b) = self.nibbles(b);
        let (high, low) = (op(self, high_a, high_b), op(self, low_a, low_b));
        self.set_nibbles(a, high, low);
    }

    fn set_nibbles(&mut self, a: Reg, high: Value, low: Value) {
        let rho = self.b.ins().iadd_imm_s(high, i64::from(Cell::LEAST_RHO));
        self.regs.set(a, rho, low);
        self.regs.note_canonical(a, true, true);
    }
}

/// The four registers of a register's group.
fn group(reg: Reg) -> impl Iterator<Item = Reg> {
    let first = reg.index() as u8 & 12;
    (first..first + 4).map(Reg::from_nibble)
}
