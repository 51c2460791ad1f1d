//! Conversions between integers, floats and cells.

use crate::emitter::Emitter;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, types};
use vsp_isa::Reg;
use vsp_isa::abi::Helper;
use vsp_isa::visit::Conversions;

impl Conversions for Emitter<'_> {
    fn cvti2f(&mut self, a: Reg) {
        let value = self.integer(a);
        let result = self.b.ins().fcvt_from_sint(types::F64, value);
        self.set_float(a, result);
    }

    fn cvtf2i(&mut self, a: Reg) {
        let value = self.float(a);
        let result = self.b.ins().fcvt_to_sint_sat(types::I64, value);
        self.set_integer(a, result);
    }

    fn cvti2b(&mut self, a: Reg) {
        let value = self.integer(a);
        let cell = self.call(Helper::from_integer, &[value]);
        self.set_from_helper(a, cell);
    }

    fn cvtb2i(&mut self, a: Reg) {
        let magnitude = self.magnitude(a);
        let (_, theta) = self.canonical(a);
        let whole = self.b.ins().fcvt_to_sint_sat(types::I64, magnitude);
        let negated = self.b.ins().ineg(whole);
        let negative = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThanOrEqual, theta, 8);
        let result = self.b.ins().select(negative, negated, whole);
        self.set_integer(a, result);
    }

    fn cvtf2b(&mut self, a: Reg) {
        let value = self.float(a);
        let zero = self.b.ins().f64const(0.0);
        let cell = self.call(Helper::from_complex, &[value, zero]);
        self.set_from_helper(a, cell);
    }

    fn cvtb2f(&mut self, a: Reg) {
        let magnitude = self.magnitude(a);
        self.set_float(a, magnitude);
    }
}
