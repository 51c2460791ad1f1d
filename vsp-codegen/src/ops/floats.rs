//! Float words.

use crate::emitter::Emitter;
use crate::flags::Flag;
use cranelift_codegen::ir::condcodes::FloatCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};
use vsp_isa::abi::{Helper, offset};
use vsp_isa::visit::Floats;
use vsp_isa::{Mode, Reg};

impl Floats for Emitter<'_> {
    fn addfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(a, b, |e, x, y| e.b.ins().fadd(x, y));
    }

    fn subfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(a, b, |e, x, y| e.b.ins().fsub(x, y));
    }

    fn mulfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(a, b, |e, x, y| e.b.ins().fmul(x, y));
    }

    fn divfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(a, b, |e, x, y| e.b.ins().fdiv(x, y));
    }

    fn powfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(a, b, |e, x, y| e.call(Helper::pow_float, &[x, y]));
    }

    fn sqrtfloat(&mut self, a: Reg) {
        self.map_float(a, |e, x| e.b.ins().sqrt(x));
    }

    fn cmpfloat(&mut self, a: Reg, b: Reg) {
        let (left, right) = (self.float(a), self.float(b));
        let difference = self.b.ins().fsub(left, right);
        let distance = self.b.ins().fabs(difference);
        let bound = self.b.ins().f64const(f64::EPSILON);
        let near = self.b.ins().fcmp(FloatCC::LessThan, distance, bound);
        let less = self.b.ins().fcmp(FloatCC::LessThan, left, right);
        self.flags.set(Flag::Zero, near);
        self.flags.set(Flag::Negative, less);
    }

    fn negfloat(&mut self, a: Reg) {
        self.map_float(a, |e, x| e.b.ins().fneg(x));
    }

    fn absfloat(&mut self, a: Reg) {
        self.map_float(a, |e, x| e.b.ins().fabs(x));
    }

    fn floorfloat(&mut self, a: Reg) {
        self.map_float(a, Self::floor);
    }

    fn ceilfloat(&mut self, a: Reg) {
        self.map_float(a, Self::ceil);
    }
}

impl Emitter<'_> {
    /// The float word at a register, widened to 64 bits.
    pub(super) fn float(&mut self, reg: Reg) -> Value {
        match self.mode {
            Mode::Sil8 => self.magnitude(reg),
            Mode::Sil16 => {
                let cell = self.regs.cell(&mut self.b, reg);
                self.call(Helper::widen_f16, &[cell])
            }
            Mode::Sil32 => {
                let narrow = self.regs.float(&mut self.b, reg, types::F32);
                self.b.ins().fpromote(types::F64, narrow)
            }
            Mode::Sil64 | Mode::Sil128 => self.regs.float(&mut self.b, reg, types::F64),
        }
    }

    /// Stores a float of 64 bits, rounded to the mode's type, a NaN as the canonical one.
    pub(super) fn set_float(&mut self, reg: Reg, value: Value) {
        match self.mode {
            Mode::Sil8 => {
                let zero = self.b.ins().f64const(0.0);
                let cell = self.call(Helper::from_complex, &[value, zero]);
                self.set_from_helper(reg, cell);
            }
            Mode::Sil16 => {
                let cell = self.call(Helper::narrow_f16, &[value]);
                self.set_from_helper(reg, cell);
            }
            Mode::Sil32 => {
                let narrow = self.b.ins().fdemote(types::F32, value);
                self.regs.set_float(&mut self.b, reg, narrow);
            }
            Mode::Sil64 | Mode::Sil128 => self.regs.set_float(&mut self.b, reg, value),
        }
    }

    /// e^rho of a register's canonical form.
    pub(super) fn magnitude(&mut self, reg: Reg) -> Value {
        let (rho, _) = self.canonical(reg);
        let index = self.b.ins().iadd_imm_s(rho, 8);
        let wide = self.b.ins().uextend(types::I64, index);
        let bytes = self.b.ins().ishl_imm_u(wide, 3);
        let table = self.fixed_field(types::I64, offset::MAGNITUDES);
        let place = self.b.ins().iadd(table, bytes);
        self.b.ins().load(types::F64, MemFlagsData::trusted().with_readonly().with_can_move(), place, 0)
    }

    /// An operation on two float words, stored in the first.
    pub(super) fn combine_floats(&mut self, a: Reg, b: Reg, op: fn(&mut Self, Value, Value) -> Value) {
        let (left, right) = (self.float(a), self.float(b));
        let result = op(self, left, right);
        self.set_float(a, result);
    }

    /// An operation on one float word.
    pub(super) fn map_float(&mut self, a: Reg, op: fn(&mut Self, Value) -> Value) {
        let value = self.float(a);
        let result = op(self, value);
        self.set_float(a, result);
    }

    pub(super) fn floor(&mut self, value: Value) -> Value {
        if self.traits.rounds_natively {
            self.b.ins().floor(value)
        } else {
            self.call(Helper::floor, &[value])
        }
    }

    pub(super) fn ceil(&mut self, value: Value) -> Value {
        if self.traits.rounds_natively { self.b.ins().ceil(value) } else { self.call(Helper::ceil, &[value]) }
    }
}
