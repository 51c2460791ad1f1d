//! Numbers, words and truth values.

use super::{Lowering, type_of};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, types};
use vsp_isa::abi::Helper;
use vsp_middle::{Binary, Type, Unary, Value};

impl Lowering<'_, '_> {
    pub(super) fn unary(&mut self, op: Unary, a: Value, kind: Type) -> ir::Value {
        let from = self.function.kind(a);
        if let Unary::Bits = op {
            return self.bits(a, kind);
        }
        let x = self.get(a);
        match op {
            Unary::Low if from == Type::I64 => self.b.ins().ireduce(types::I32, x),
            // What stands above a cell's bits means nothing.
            Unary::Low => x,
            Unary::High if from == Type::I64 => {
                let high = self.b.ins().ushr_imm_u(x, 32);
                self.b.ins().ireduce(types::I32, high)
            }
            Unary::High => self.b.ins().ushr_imm_u(x, 16),
            Unary::Sext if from == Type::I32 => self.b.ins().sextend(types::I64, x),
            Unary::Sext => {
                let low = self.b.ins().ireduce(types::I16, x);
                self.b.ins().sextend(types::I32, low)
            }
            Unary::Zext => match from {
                Type::Byte => x,
                Type::Cell => self.b.ins().band_imm_u(x, 0xffff),
                _ => self.b.ins().uextend(type_of(kind), x),
            },
            Unary::Byte => self.byte(a, x),
            Unary::Neg => self.b.ins().ineg(x),
            Unary::Not => match from {
                Type::Bool => self.b.ins().bxor_imm_u(x, 1),
                Type::Byte => self.b.ins().bxor_imm_u(x, 0xff),
                _ => self.b.ins().bnot(x),
            },
            Unary::Abs => self.b.ins().iabs(x),
            Unary::Clamp => self.clamp(x),
            Unary::Rho => self.rho(x),
            Unary::Theta => self.theta(x),
            Unary::Pack => self.pack(x),
            Unary::Unpack => self.unpack(x),
            Unary::Measure => self.measure(x),
            Unary::Magnitude => self.magnitude(x),
            Unary::CellOfInt => self.call(Helper::from_integer, &[x]),
            Unary::CellOfFloat => {
                let zero = self.b.ins().f64const(0.0);
                self.call(Helper::from_complex, &[x, zero])
            }
            Unary::ToFloat
            | Unary::ToInt
            | Unary::Bits
            | Unary::OfBits
            | Unary::Canon
            | Unary::Promote
            | Unary::Demote
            | Unary::Widen
            | Unary::Narrow
            | Unary::FNeg
            | Unary::FAbs
            | Unary::Sqrt
            | Unary::Floor
            | Unary::Ceil
            | Unary::Sin
            | Unary::Cos
            | Unary::Tan
            | Unary::Asin
            | Unary::Acos
            | Unary::Atan
            | Unary::Exp
            | Unary::Ln
            | Unary::Log10
            | Unary::Log2 => self.float_unary(op, x, kind),
        }
    }

    pub(super) fn binary(&mut self, op: Binary, a: Value, b: Value) -> ir::Value {
        match op {
            Binary::Quotient => return self.quotient(a, b),
            Binary::Remainder => return self.remainder(a, b),
            Binary::Join if let Some(word) = self.word_around(a, b) => return self.middle(word),
            _ => {}
        }
        let kind = self.function.kind(a);
        let (x, y) = (self.get(a), self.get(b));
        match op {
            Binary::Add => self.b.ins().iadd(x, y),
            Binary::Sub => self.b.ins().isub(x, y),
            Binary::Mul => self.b.ins().imul(x, y),
            Binary::Power => {
                let exponent = self.b.ins().ireduce(types::I32, y);
                self.call(Helper::pow_integer, &[x, exponent])
            }
            Binary::And => self.b.ins().band(x, y),
            Binary::Or => self.b.ins().bor(x, y),
            Binary::Xor => self.b.ins().bxor(x, y),
            Binary::Shl => self.b.ins().ishl(x, y),
            Binary::Sshr => self.b.ins().sshr(x, y),
            Binary::Ushr => self.b.ins().ushr(x, y),
            Binary::Min => self.b.ins().smin(x, y),
            Binary::Max => self.b.ins().smax(x, y),
            Binary::Eq => self.compare(IntCC::Equal, kind, x, y),
            Binary::Ne => self.compare(IntCC::NotEqual, kind, x, y),
            Binary::Lt => self.b.ins().icmp(IntCC::SignedLessThan, x, y),
            Binary::Le => self.b.ins().icmp(IntCC::SignedLessThanOrEqual, x, y),
            Binary::Ult => self.b.ins().icmp(IntCC::UnsignedLessThan, x, y),
            Binary::Join => self.join(kind, x, y),
            Binary::Cell => {
                let (low, high) = (self.b.ins().band_imm_u(x, 0xff), self.b.ins().ishl_imm_u(y, 8));
                self.b.ins().bor(low, high)
            }
            Binary::Sum => self.sum(x, y),
            Binary::FAdd
            | Binary::FSub
            | Binary::FMul
            | Binary::FDiv
            | Binary::FPower
            | Binary::FMin
            | Binary::FMax
            | Binary::Atan2
            | Binary::CellOfComplex
            | Binary::FLt
            | Binary::FNear => self.float_binary(op, x, y),
            Binary::Quotient | Binary::Remainder => unreachable!("divisions are done above"),
        }
    }

    /// Whether two values are equal, or not.
    fn compare(&mut self, condition: IntCC, kind: Type, x: ir::Value, y: ir::Value) -> ir::Value {
        if kind != Type::Cell {
            return self.b.ins().icmp(condition, x, y);
        }
        let (x, y) = (self.b.ins().ireduce(types::I16, x), self.b.ins().ireduce(types::I16, y));
        self.b.ins().icmp(condition, x, y)
    }

    /// The word of four cells that two are in the middle of.
    fn word_around(&self, a: Value, b: Value) -> Option<Value> {
        let part = self.function.part(a)?.with(self.function, self.function.part(b)?)?;
        let is_middle = (part.first, part.cells) == (1, 2);
        (is_middle && self.function.kind(part.word) == Type::I64).then_some(part.word)
    }

    /// The two cells in the middle of a word of four.
    fn middle(&mut self, word: Value) -> ir::Value {
        let word = self.get(word);
        let shifted = self.b.ins().ushr_imm_u(word, 16);
        self.b.ins().ireduce(types::I32, shifted)
    }

    /// A word of two halves.
    pub(super) fn join(&mut self, kind: Type, low: ir::Value, high: ir::Value) -> ir::Value {
        if kind == Type::Cell {
            let (low, high) = (self.b.ins().band_imm_u(low, 0xffff), self.b.ins().ishl_imm_u(high, 16));
            return self.b.ins().bor(low, high);
        }
        let (low, high) = (self.b.ins().uextend(types::I64, low), self.b.ins().uextend(types::I64, high));
        let high = self.b.ins().ishl_imm_u(high, 32);
        self.b.ins().bor(low, high)
    }
}
