//! ByteSil arithmetic.

use crate::emitter::Emitter;
use cranelift_codegen::ir::{InstBuilder, Value};
use vsp_isa::abi::Helper;
use vsp_isa::visit::Bytesil;
use vsp_isa::{Cell, Reg};

impl Bytesil for Emitter<'_> {
    fn mul(&mut self, a: Reg, b: Reg) {
        let [rho_a, theta_a, rho_b, theta_b] = self.operands(a, b);
        let (rho, theta) = (self.b.ins().iadd(rho_a, rho_b), self.b.ins().iadd(theta_a, theta_b));
        self.store_result(a, rho, theta);
    }

    fn div(&mut self, a: Reg, b: Reg) {
        let [rho_a, theta_a, rho_b, theta_b] = self.operands(a, b);
        let (rho, theta) = (self.b.ins().isub(rho_a, rho_b), self.b.ins().isub(theta_a, theta_b));
        self.store_result(a, rho, theta);
    }

    fn pow(&mut self, a: Reg, n: u8) {
        let (rho, theta) = (self.regs.rho(&mut self.b, a), self.regs.theta(&mut self.b, a));
        let rho = self.b.ins().imul_imm_s(rho, i64::from(n));
        let theta = self.b.ins().imul_imm_s(theta, i64::from(n));
        self.store_result(a, rho, theta);
    }

    fn root(&mut self, a: Reg, n: u8) {
        let (rho, theta) = if n == 0 {
            (self.constant(0), self.constant(0))
        } else {
            let (rho, theta) = (self.regs.rho(&mut self.b, a), self.regs.theta(&mut self.b, a));
            (self.small_quotient(rho, n), self.small_quotient(theta, n))
        };
        self.store_result(a, rho, theta);
    }

    fn inv(&mut self, a: Reg) {
        let (rho, theta) = (self.regs.rho(&mut self.b, a), self.regs.theta(&mut self.b, a));
        let (rho, theta) = (self.b.ins().ineg(rho), self.b.ins().ineg(theta));
        self.store_result(a, rho, theta);
    }

    fn conj(&mut self, a: Reg) {
        let theta = self.regs.theta(&mut self.b, a);
        let theta = self.b.ins().ineg(theta);
        let theta = self.b.ins().band_imm_u(theta, 15);
        self.regs.set_theta(&mut self.b, a, theta);
        self.regs.note_canonical(a, false, true);
    }

    fn add(&mut self, a: Reg, b: Reg) {
        self.add_cells(Helper::add, a, b);
    }

    fn sub(&mut self, a: Reg, b: Reg) {
        self.add_cells(Helper::sub, a, b);
    }

    fn mag(&mut self, a: Reg) {
        let zero = self.constant(0);
        self.regs.set_theta(&mut self.b, a, zero);
    }

    fn phase(&mut self, a: Reg) {
        let zero = self.constant(0);
        self.regs.set_rho(&mut self.b, a, zero);
    }

    fn scale(&mut self, a: Reg, imm: i8) {
        let (is_canonical, _) = self.regs.canonical(a);
        let rho = self.regs.rho(&mut self.b, a);
        let sum = self.b.ins().iadd_imm_s(rho, i64::from(imm));
        // Within its range it can leave that only in one direction.
        let rho = match (is_canonical, imm < 0) {
            (true, false) => self.lower(sum),
            (true, true) => self.raise(sum),
            (false, _) => self.clamp(sum),
        };
        self.regs.set_rho(&mut self.b, a, rho);
        self.regs.note_canonical(a, true, false);
        self.record(a, rho);
    }

    fn rotate(&mut self, a: Reg, imm: u8) {
        let theta = self.regs.theta(&mut self.b, a);
        let sum = self.b.ins().iadd_imm_s(theta, i64::from(imm));
        let theta = self.b.ins().band_imm_u(sum, 15);
        self.regs.set_theta(&mut self.b, a, theta);
        self.regs.note_canonical(a, false, true);
    }
}

impl Emitter<'_> {
    /// A value of 32 bits clamped to [-8, 7].
    pub(super) fn clamp(&mut self, rho: Value) -> Value {
        let raised = self.raise(rho);
        self.lower(raised)
    }

    /// At least -8.
    fn raise(&mut self, rho: Value) -> Value {
        let least = self.constant(Cell::LEAST_RHO.into());
        self.b.ins().smax(rho, least)
    }

    /// At most 7.
    fn lower(&mut self, rho: Value) -> Value {
        let greatest = self.constant(Cell::GREATEST_RHO.into());
        self.b.ins().smin(rho, greatest)
    }

    /// rho clamped to [-8, 7] and theta masked with 15.
    pub(super) fn canonical(&mut self, reg: Reg) -> (Value, Value) {
        let known = self.regs.canonical(reg);
        let rho = self.regs.rho(&mut self.b, reg);
        let theta = self.regs.theta(&mut self.b, reg);
        let rho = if known.0 { rho } else { self.clamp(rho) };
        let theta = if known.1 { theta } else { self.b.ins().band_imm_u(theta, 15) };
        (rho, theta)
    }

    /// Stores a result, rho of which is still to be clamped and theta to be masked, and records the flags.
    fn store_result(&mut self, a: Reg, rho: Value, theta: Value) {
        let rho = self.clamp(rho);
        let theta = self.b.ins().band_imm_u(theta, 15);
        self.regs.set(a, rho, theta);
        self.regs.note_canonical(a, true, true);
        self.record(a, rho);
    }

    fn operands(&mut self, a: Reg, b: Reg) -> [Value; 4] {
        [
            self.regs.rho(&mut self.b, a),
            self.regs.theta(&mut self.b, a),
            self.regs.rho(&mut self.b, b),
            self.regs.theta(&mut self.b, b),
        ]
    }

    /// ADD and SUB.
    pub(super) fn add_cells(&mut self, helper: Helper, a: Reg, b: Reg) {
        let (left, right) = (self.regs.cell(&mut self.b, a), self.regs.cell(&mut self.b, b));
        let sum = self.call(helper, &[left, right]);
        self.set_from_helper(a, sum);
        self.regs.note_canonical(a, true, true);
        let rho = self.regs.rho(&mut self.b, a);
        self.record(a, rho);
    }

    /// Takes a cell from a helper, of whose result only the low sixteen bits count.
    pub(super) fn set_from_helper(&mut self, reg: Reg, cell: Value) {
        let cell = self.b.ins().band_imm_u(cell, 0xffff);
        self.regs.set_cell(reg, cell);
    }
}
