//! Transforms of the host, mixing, gradient.

use crate::emitter::Emitter;
use cranelift_codegen::ir::InstBuilder;
use vsp_isa::Reg;
use vsp_isa::abi::Helper;
use vsp_isa::visit::Transforms;

impl Transforms for Emitter<'_> {
    fn trans(&mut self, _address: u32) {
        self.execute();
    }

    fn pipe(&mut self, _address: u32) {
        self.execute();
    }

    fn lerp(&mut self, a: Reg, b: Reg, imm: u8) {
        self.interpolate(Helper::lerp, a, b, imm);
    }

    fn slerp(&mut self, a: Reg, b: Reg, imm: u8) {
        self.interpolate(Helper::slerp, a, b, imm);
    }

    fn grad(&mut self, _a: Reg) {
        self.execute();
    }

    fn descent(&mut self, _a: Reg, _imm: u8) {
        self.execute();
    }

    fn emerge(&mut self, _a: Reg) {
        let (one, other) = (self.regs.cell(&mut self.b, Reg::RB), self.regs.cell(&mut self.b, Reg::RC));
        let cell = self.b.ins().bxor(one, other);
        self.regs.set_cell(Reg::RB, cell);
    }

    fn collapse(&mut self, a: Reg) {
        self.regs.copy(&mut self.b, Reg::RF, a);
        let null = self.regs.is_null(&mut self.b, Reg::RF);
        self.collapse_if(null);
    }
}

impl Emitter<'_> {
    /// LERP and SLERP.
    pub(super) fn interpolate(&mut self, helper: Helper, a: Reg, b: Reg, t: u8) {
        let (left, right) = (self.regs.cell(&mut self.b, a), self.regs.cell(&mut self.b, b));
        let t = self.constant(i32::from(t));
        let interpolated = self.call(helper, &[left, right, t]);
        self.set_from_helper(a, interpolated);
        self.regs.note_canonical(a, true, true);
    }
}
