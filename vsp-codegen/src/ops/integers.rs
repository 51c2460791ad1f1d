//! Integer words.

use crate::emitter::Emitter;
use crate::flags::Flag;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use vsp_isa::abi::Helper;
use vsp_isa::visit::Integers;
use vsp_isa::{Mode, Reg};

impl Integers for Emitter<'_> {
    fn addint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |e, x, y| e.b.ins().iadd(x, y));
    }

    fn subint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |e, x, y| e.b.ins().isub(x, y));
    }

    fn mulint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |e, x, y| e.b.ins().imul(x, y));
    }

    fn divint(&mut self, a: Reg, b: Reg) {
        self.divide_integers(a, b, false);
    }

    fn powint(&mut self, a: Reg, b: Reg) {
        let (base, exponent) = (self.integer(a), self.integer(b));
        let exponent = self.b.ins().ireduce(types::I32, exponent);
        let result = self.call(Helper::pow_integer, &[base, exponent]);
        self.set_integer(a, result);
    }

    fn modint(&mut self, a: Reg, b: Reg) {
        self.divide_integers(a, b, true);
    }

    fn cmpint(&mut self, a: Reg, b: Reg) {
        let (left, right) = (self.integer(a), self.integer(b));
        self.flags.compare(Flag::Zero, IntCC::Equal, left, right);
        self.flags.compare(Flag::Negative, IntCC::SignedLessThan, left, right);
    }

    fn testint(&mut self, a: Reg, b: Reg) {
        let (left, right) = (self.integer(a), self.integer(b));
        let common = self.b.ins().band(left, right);
        let zero = self.b.ins().iconst(types::I64, 0);
        self.flags.compare(Flag::Zero, IntCC::Equal, common, zero);
    }

    fn andint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |e, x, y| e.b.ins().band(x, y));
    }

    fn orint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |e, x, y| e.b.ins().bor(x, y));
    }

    fn xorint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |e, x, y| e.b.ins().bxor(x, y));
    }

    fn notint(&mut self, a: Reg) {
        self.map_integer(a, |e, x| e.b.ins().bnot(x));
    }

    fn shlint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |e, x, y| e.b.ins().ishl(x, y));
    }

    fn shrint(&mut self, a: Reg, b: Reg) {
        self.combine_integers(a, b, |e, x, y| e.b.ins().sshr(x, y));
    }

    fn negint(&mut self, a: Reg) {
        self.map_integer(a, |e, x| e.b.ins().ineg(x));
    }

    fn absint(&mut self, a: Reg) {
        self.map_integer(a, |e, x| e.b.ins().iabs(x));
    }
}

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

    /// An operation on two integer words, stored in the first.
    pub(super) fn combine_integers(&mut self, a: Reg, b: Reg, op: fn(&mut Self, Value, Value) -> Value) {
        let (left, right) = (self.integer(a), self.integer(b));
        let result = op(self, left, right);
        self.set_integer(a, result);
    }

    /// An operation on one integer word.
    pub(super) fn map_integer(&mut self, a: Reg, op: fn(&mut Self, Value) -> Value) {
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
}
