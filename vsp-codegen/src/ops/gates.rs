//! Quantum gates.

use crate::emitter::Emitter;
use crate::flags::Flag;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, types};
use vsp_isa::semantics::gates;
use vsp_isa::visit::Gates;
use vsp_isa::{Cell, Reg};

/// What BIT.MEASURE gives for theta 0 to 7, lowest byte first; for theta 16-k it is that of k, for 8 it is 0.
const MEASURED: i64 = {
    let (mut table, mut theta) = (0, 0);
    while theta < 8 {
        table |= (gates::measure(Cell { rho: 0, theta }).rho as i64) << (8 * theta);
        theta += 1;
    }
    table
};

impl Gates for Emitter<'_> {
    fn bit_h(&mut self, a: Reg) {
        self.reflect(a, 4);
    }

    fn bit_x(&mut self, a: Reg) {
        self.reflect(a, 8);
    }

    fn bit_y(&mut self, a: Reg) {
        let (rho, theta) = self.canonical(a);
        let theta = self.b.ins().bxor_imm_u(theta, 8);
        self.regs.set(a, rho, theta);
        self.record(a, rho);
    }

    fn bit_z(&mut self, a: Reg) {
        self.reflect(a, 16);
    }

    fn bit_collapse(&mut self, a: Reg) {
        let (rho, theta) = self.canonical(a);
        let from_five = self.b.ins().iadd_imm_s(theta, -5);
        let measured = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, from_five, 10);
        let (one, zero) = (self.constant(8), self.constant(0));
        let theta = self.b.ins().select(measured, one, zero);
        self.regs.set(a, rho, theta);
        self.record(a, rho);
        let not_measured = self.b.ins().bxor_imm_u(measured, 1);
        self.flags.set(Flag::Zero, not_measured);
    }

    fn bit_measure(&mut self, a: Reg) {
        let (_, theta) = self.canonical(a);
        let opposite = self.b.ins().ineg(theta);
        let opposite = self.b.ins().band_imm_u(opposite, 15);
        let folded = self.b.ins().umin(theta, opposite);
        let table = self.b.ins().iconst(types::I64, MEASURED);
        let bits = self.b.ins().ishl_imm_u(folded, 3);
        let entry = self.b.ins().ushr(table, bits);
        let entry = self.b.ins().ireduce(types::I32, entry);
        let entry = self.b.ins().band_imm_u(entry, 0xff);
        let zero = self.constant(0);
        let is_eight = self.b.ins().icmp_imm_u(IntCC::Equal, folded, 8);
        let rho = self.b.ins().select(is_eight, zero, entry);
        self.regs.set(Reg::R0, rho, zero);
    }

    fn bit_rotq(&mut self, a: Reg) {
        let by = self.regs.rho(&mut self.b, Reg::R1);
        let (rho, theta) = self.canonical(a);
        let theta = self.b.ins().iadd(theta, by);
        let theta = self.b.ins().band_imm_u(theta, 15);
        self.regs.set(a, rho, theta);
        self.record(a, rho);
    }

    fn bit_norm(&mut self, a: Reg) {
        let (_, theta) = self.canonical(a);
        let zero = self.constant(0);
        self.regs.set(a, zero, theta);
        self.record(a, zero);
    }
}

impl Emitter<'_> {
    /// A gate that maps theta to `about - theta`.
    pub(super) fn reflect(&mut self, a: Reg, about: i32) {
        let (rho, theta) = self.canonical(a);
        let about = self.constant(about);
        let theta = self.b.ins().isub(about, theta);
        let theta = self.b.ins().band_imm_u(theta, 15);
        self.regs.set(a, rho, theta);
        self.record(a, rho);
    }
}
