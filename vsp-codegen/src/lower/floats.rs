//! Floats.

use super::{Lowering, type_of};
use cranelift_codegen::ir::condcodes::FloatCC;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, types};
use vsp_isa::abi::Helper;
use vsp_isa::semantics::float;
use vsp_middle::{Binary, Op, Type, Unary, Value};

impl Lowering<'_, '_> {
    /// A float as the bits of a word.
    pub(super) fn bits(&mut self, a: Value, kind: Type) -> ir::Value {
        let Op::Unary(Unary::Canon, inner) = self.function.op(a) else {
            let x = self.get(a);
            return self.b.ins().bitcast(type_of(kind), MemFlagsData::new(), x);
        };
        // The one NaN is put in as bits, which is shorter than as a float.
        let x = self.get(inner);
        let bits = self.b.ins().bitcast(type_of(kind), MemFlagsData::new(), x);
        let nan = self.nan(kind);
        let is_nan = self.b.ins().fcmp(FloatCC::Unordered, x, x);
        self.b.ins().select(is_nan, nan, bits)
    }

    /// The one NaN of words, as bits.
    pub(super) fn nan(&mut self, kind: Type) -> ir::Value {
        let bits = match kind {
            Type::I32 => i64::from(float::NAN_32),
            _ => float::NAN_64 as i64,
        };
        self.constant(kind, bits)
    }

    pub(super) fn float_unary(&mut self, op: Unary, x: ir::Value, kind: Type) -> ir::Value {
        match op {
            Unary::ToFloat => self.b.ins().fcvt_from_sint(types::F64, x),
            Unary::ToInt => self.b.ins().fcvt_to_sint_sat(types::I64, x),
            Unary::OfBits => self.b.ins().bitcast(type_of(kind), MemFlagsData::new(), x),
            Unary::Canon => {
                let nan = match kind {
                    Type::F32 => self.constant(kind, float::NAN_32.into()),
                    _ => self.constant(kind, float::NAN_64 as i64),
                };
                let is_nan = self.b.ins().fcmp(FloatCC::Unordered, x, x);
                self.b.ins().select(is_nan, nan, x)
            }
            Unary::Promote => self.b.ins().fpromote(types::F64, x),
            Unary::Demote => self.b.ins().fdemote(types::F32, x),
            Unary::Widen => self.call(Helper::widen_f16, &[x]),
            Unary::Narrow => self.call(Helper::narrow_f16, &[x]),
            Unary::FNeg => self.b.ins().fneg(x),
            Unary::FAbs => self.b.ins().fabs(x),
            Unary::Sqrt => self.b.ins().sqrt(x),
            Unary::Floor if self.traits.rounds_natively => self.b.ins().floor(x),
            Unary::Floor => self.call(Helper::floor, &[x]),
            Unary::Ceil if self.traits.rounds_natively => self.b.ins().ceil(x),
            Unary::Ceil => self.call(Helper::ceil, &[x]),
            Unary::Sin => self.call(Helper::sin, &[x]),
            Unary::Cos => self.call(Helper::cos, &[x]),
            Unary::Tan => self.call(Helper::tan, &[x]),
            Unary::Asin => self.call(Helper::asin, &[x]),
            Unary::Acos => self.call(Helper::acos, &[x]),
            Unary::Atan => self.call(Helper::atan, &[x]),
            Unary::Exp => self.call(Helper::exp, &[x]),
            Unary::Ln => self.call(Helper::ln, &[x]),
            Unary::Log10 => self.call(Helper::log10, &[x]),
            Unary::Log2 => self.call(Helper::log2, &[x]),
            _ => unreachable!("{op:?} is not of floats"),
        }
    }

    pub(super) fn float_binary(&mut self, op: Binary, x: ir::Value, y: ir::Value) -> ir::Value {
        match op {
            Binary::FAdd => self.b.ins().fadd(x, y),
            Binary::FSub => self.b.ins().fsub(x, y),
            Binary::FMul => self.b.ins().fmul(x, y),
            Binary::FDiv => self.b.ins().fdiv(x, y),
            Binary::FPower => self.call(Helper::pow_float, &[x, y]),
            Binary::FMin => self.b.ins().fmin(x, y),
            Binary::FMax => self.b.ins().fmax(x, y),
            Binary::Atan2 => self.call(Helper::atan2, &[x, y]),
            Binary::CellOfComplex => self.call(Helper::from_complex, &[x, y]),
            Binary::FLt => self.b.ins().fcmp(FloatCC::LessThan, x, y),
            Binary::FNear => {
                let difference = self.b.ins().fsub(x, y);
                let distance = self.b.ins().fabs(difference);
                let bound = self.b.ins().f64const(f64::EPSILON);
                self.b.ins().fcmp(FloatCC::LessThan, distance, bound)
            }
            _ => unreachable!("{op:?} is not of floats"),
        }
    }
}
