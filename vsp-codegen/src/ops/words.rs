//! Integer and float words.

use crate::emitter::Emitter;
use crate::flags::Flag;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};
use vsp_isa::abi::{Helper, offset};
use vsp_isa::{Mode, Reg};

impl Emitter<'_> {
    /// The integer word at a register, sign-extended to 64 bits.
    pub(super) fn integer(&mut self, reg: Reg) -> Value {
        match self.mode {
            Mode::Sil8 => {
                let rho = self.regs.rho(&mut self.b, reg);
                self.b.ins().sextend(types::I64, rho)
            }
            Mode::Sil16 => {
                let cell = self.regs.cell(&mut self.b, reg);
                let low = self.b.ins().ireduce(types::I16, cell);
                self.b.ins().sextend(types::I64, low)
            }
            Mode::Sil32 => {
                let bits = self.regs.word(&mut self.b, reg, 2);
                self.b.ins().sextend(types::I64, bits)
            }
            Mode::Sil64 | Mode::Sil128 => self.regs.word(&mut self.b, reg, 4),
        }
    }

    /// Stores the low bits of an integer of 64 bits.
    pub(super) fn set_integer(&mut self, reg: Reg, value: Value) {
        match self.mode {
            Mode::Sil8 => {
                let low = self.b.ins().ireduce(types::I8, value);
                let rho = self.b.ins().sextend(types::I32, low);
                let rho = self.clamp(rho);
                let theta = self.constant(0);
                self.regs.set(reg, rho, theta);
            }
            Mode::Sil16 => {
                let low = self.b.ins().ireduce(types::I32, value);
                let cell = self.b.ins().band_imm_u(low, 0xffff);
                self.regs.set_cell(reg, cell);
            }
            Mode::Sil32 => {
                let bits = self.b.ins().ireduce(types::I32, value);
                self.regs.set_word(&mut self.b, reg, 2, bits);
            }
            Mode::Sil64 | Mode::Sil128 => self.regs.set_word(&mut self.b, reg, 4, value),
        }
    }

    /// The float word at a register, widened to 64 bits.
    fn float(&mut self, reg: Reg) -> Value {
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
    fn set_float(&mut self, reg: Reg, value: Value) {
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
    fn magnitude(&mut self, reg: Reg) -> Value {
        let (rho, _) = self.canonical(reg);
        let index = self.b.ins().iadd_imm_s(rho, 8);
        let wide = self.b.ins().uextend(types::I64, index);
        let bytes = self.b.ins().ishl_imm_u(wide, 3);
        let table = self.fixed_field(types::I64, offset::MAGNITUDES);
        let place = self.b.ins().iadd(table, bytes);
        self.b.ins().load(types::F64, MemFlagsData::trusted().with_readonly().with_can_move(), place, 0)
    }

    pub(super) fn integer_constant(&mut self, a: Reg, value: i16) {
        let value = self.b.ins().iconst(types::I64, i64::from(value));
        self.set_integer(a, value);
    }

    /// An operation on two integer words, stored in the first.
    pub(super) fn integers(&mut self, a: Reg, b: Reg, op: fn(&mut Self, Value, Value) -> Value) {
        let (left, right) = (self.integer(a), self.integer(b));
        let result = op(self, left, right);
        self.set_integer(a, result);
    }

    /// An operation on one integer word.
    pub(super) fn integer_in_place(&mut self, a: Reg, op: fn(&mut Self, Value) -> Value) {
        let value = self.integer(a);
        let result = op(self, value);
        self.set_integer(a, result);
    }

    /// DIVINT and MODINT: a divisor of 0 only sets O, and the least integer over -1 wraps.
    pub(super) fn divide_integers(&mut self, a: Reg, b: Reg, remainder: bool) {
        let (left, right) = (self.integer(a), self.integer(b));
        let known = self.b.constant(right).map(|bits| bits as i64);
        if let Some(divisor) = known.filter(|divisor| *divisor != 0) {
            let result = match (divisor, remainder) {
                (1, false) => left,
                (-1, false) => self.b.ins().ineg(left),
                (1 | -1, true) => self.b.ins().iconst(types::I64, 0),
                (_, false) => self.quotient(left, divisor),
                (_, true) => {
                    let quotient = self.quotient(left, divisor);
                    let whole = self.b.ins().imul(quotient, right);
                    self.b.ins().isub(left, whole)
                }
            };
            return self.set_integer(a, result);
        }
        // Dividing by 1 instead of 0 and -1 keeps the machine's own division from trapping.
        let above = self.b.ins().iadd_imm_s(right, 1);
        let is_special = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, above, 2);
        let one = self.b.ins().iconst(types::I64, 1);
        let divisor = self.b.ins().select(is_special, one, right);
        let by_zero = self.b.ins().icmp_imm_s(IntCC::Equal, right, 0);
        let result = if remainder {
            // By -1 and by 1 there is no remainder alike.
            let rest = self.b.ins().srem(left, divisor);
            self.b.ins().select(by_zero, left, rest)
        } else {
            let quotient = self.b.ins().sdiv(left, divisor);
            let negated = self.b.ins().ineg(left);
            let by_minus_one = self.b.ins().icmp_imm_s(IntCC::Equal, right, -1);
            self.b.ins().select(by_minus_one, negated, quotient)
        };
        // What is divided by 0 is now the dividend, which in all modes but one is what the word holds anyway.
        let cells = self.mode.word_cells();
        let unchanged = (self.mode == Mode::Sil8).then(|| self.regs.word(&mut self.b, a, cells));
        self.set_integer(a, result);
        if let Some(unchanged) = unchanged {
            let changed = self.regs.word(&mut self.b, a, cells);
            let bits = self.b.ins().select(by_zero, unchanged, changed);
            self.regs.set_word(&mut self.b, a, cells, bits);
        }
        let before = self.flags.get(&mut self.b, Flag::Overflow);
        let after = self.b.ins().bor(before, by_zero);
        self.flags.set(Flag::Overflow, after);
    }

    pub(super) fn power_of_integer(&mut self, a: Reg, b: Reg) {
        let (base, exponent) = (self.integer(a), self.integer(b));
        let exponent = self.b.ins().ireduce(types::I32, exponent);
        let result = self.call(Helper::pow_integer, &[base, exponent]);
        self.set_integer(a, result);
    }

    pub(super) fn compare_integers(&mut self, a: Reg, b: Reg) {
        let (left, right) = (self.integer(a), self.integer(b));
        self.flags.compare(Flag::Zero, IntCC::Equal, left, right);
        self.flags.compare(Flag::Negative, IntCC::SignedLessThan, left, right);
    }

    pub(super) fn test_integers(&mut self, a: Reg, b: Reg) {
        let (left, right) = (self.integer(a), self.integer(b));
        let common = self.b.ins().band(left, right);
        let zero = self.b.ins().iconst(types::I64, 0);
        self.flags.compare(Flag::Zero, IntCC::Equal, common, zero);
    }

    /// An operation on two float words, stored in the first.
    pub(super) fn floats(&mut self, a: Reg, b: Reg, op: fn(&mut Self, Value, Value) -> Value) {
        let (left, right) = (self.float(a), self.float(b));
        let result = op(self, left, right);
        self.set_float(a, result);
    }

    /// An operation on one float word.
    pub(super) fn float_in_place(&mut self, a: Reg, op: fn(&mut Self, Value) -> Value) {
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

    pub(super) fn compare_floats(&mut self, a: Reg, b: Reg) {
        let (left, right) = (self.float(a), self.float(b));
        let difference = self.b.ins().fsub(left, right);
        let distance = self.b.ins().fabs(difference);
        let bound = self.b.ins().f64const(f64::EPSILON);
        let near = self.b.ins().fcmp(FloatCC::LessThan, distance, bound);
        let less = self.b.ins().fcmp(FloatCC::LessThan, left, right);
        self.flags.set(Flag::Zero, near);
        self.flags.set(Flag::Negative, less);
    }

    pub(super) fn integer_to_float(&mut self, a: Reg) {
        let value = self.integer(a);
        let result = self.b.ins().fcvt_from_sint(types::F64, value);
        self.set_float(a, result);
    }

    pub(super) fn float_to_integer(&mut self, a: Reg) {
        let value = self.float(a);
        let result = self.b.ins().fcvt_to_sint_sat(types::I64, value);
        self.set_integer(a, result);
    }

    pub(super) fn integer_to_cell(&mut self, a: Reg) {
        let value = self.integer(a);
        let cell = self.call(Helper::from_integer, &[value]);
        self.set_from_helper(a, cell);
    }

    pub(super) fn cell_to_integer(&mut self, a: Reg) {
        let magnitude = self.magnitude(a);
        let (_, theta) = self.canonical(a);
        let whole = self.b.ins().fcvt_to_sint_sat(types::I64, magnitude);
        let negated = self.b.ins().ineg(whole);
        let negative = self.b.ins().icmp_imm_u(IntCC::UnsignedGreaterThanOrEqual, theta, 8);
        let result = self.b.ins().select(negative, negated, whole);
        self.set_integer(a, result);
    }

    pub(super) fn float_to_cell(&mut self, a: Reg) {
        let value = self.float(a);
        let zero = self.b.ins().f64const(0.0);
        let cell = self.call(Helper::from_complex, &[value, zero]);
        self.set_from_helper(a, cell);
    }

    pub(super) fn cell_to_float(&mut self, a: Reg) {
        let magnitude = self.magnitude(a);
        self.set_float(a, magnitude);
    }
}
