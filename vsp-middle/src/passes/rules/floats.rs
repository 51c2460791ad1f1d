//! Floats: their bits, the one NaN, and their widths.
//!
//! Which NaN a float is shows only in its bits, which are taken of canonical floats alone, or of what bits have made. So operations
//! on floats need no canonical operands.

use super::{Folder, Rewrite};
use crate::{Binary, Op, Type, Unary, Value};

pub(super) fn rewrite(folder: &mut Folder<'_>, op: Op, kind: Type) -> Option<Rewrite> {
    match op {
        Op::Unary(Unary::Bits, a) => match folder.op(a) {
            Op::Unary(Unary::OfBits, bits) => Some(Rewrite::Value(bits)),
            _ => None,
        },
        Op::Unary(Unary::OfBits, a) => match folder.op(a) {
            Op::Unary(Unary::Bits, float) => Some(Rewrite::Value(float)),
            _ => None,
        },
        Op::Unary(Unary::Canon, a) => match folder.op(a) {
            Op::Unary(Unary::Canon | Unary::ToFloat | Unary::Magnitude, _) => Some(Rewrite::Value(a)),
            Op::Const(bits) if !is_nan(kind, bits) => Some(Rewrite::Value(a)),
            _ => None,
        },
        Op::Unary(op, a) => unary(folder, op, a, kind),
        Op::Binary(op, a, b) if folder.kind(a).is_float() => binary(folder, op, a, b),
        _ => None,
    }
}

fn is_nan(kind: Type, bits: i64) -> bool {
    match kind {
        Type::F32 => f32::from_bits(bits as u32).is_nan(),
        _ => f64::from_bits(bits as u64).is_nan(),
    }
}

/// The float that a canonical one is made of.
fn any_nan(folder: &Folder<'_>, value: Value) -> Value {
    match folder.op(value) {
        Op::Unary(Unary::Canon, float) => float,
        _ => value,
    }
}

fn unary(folder: &mut Folder<'_>, op: Unary, a: Value, kind: Type) -> Option<Rewrite> {
    if !folder.kind(a).is_float() {
        return None;
    }
    let inner = any_nan(folder, a);
    if inner != a {
        return Some(Rewrite::Op(Op::Unary(op, inner)));
    }
    match (op, folder.op(a)) {
        (Unary::FNeg, Op::Unary(Unary::FNeg, x)) => Some(Rewrite::Value(x)),
        (Unary::FAbs, Op::Unary(Unary::FNeg | Unary::FAbs, x)) => {
            Some(Rewrite::Op(Op::Unary(Unary::FAbs, x)))
        }
        (Unary::Demote, Op::Unary(Unary::Promote, x)) => Some(Rewrite::Value(x)),
        // One operation in 64 bits, rounded to 32, is the operation in 32: 53 bits are at least twice 24 and 2 more.
        (Unary::Demote, Op::Unary(op @ (Unary::FNeg | Unary::FAbs | Unary::Sqrt), x)) => {
            let x = narrow(folder, x)?;
            Some(Rewrite::Op(Op::Unary(op, x)))
        }
        (
            Unary::Demote,
            Op::Binary(
                op
                @ (Binary::FAdd | Binary::FSub | Binary::FMul | Binary::FDiv | Binary::FMin | Binary::FMax),
                x,
                y,
            ),
        ) => {
            let (x, y) = (narrow(folder, x)?, narrow(folder, y)?);
            debug_assert_eq!(kind, Type::F32);
            Some(Rewrite::Op(Op::Binary(op, x, y)))
        }
        _ => None,
    }
}

fn binary(folder: &mut Folder<'_>, op: Binary, a: Value, b: Value) -> Option<Rewrite> {
    let (left, right) = (any_nan(folder, a), any_nan(folder, b));
    if (left, right) != (a, b) {
        return Some(Rewrite::Op(Op::Binary(op, left, right)));
    }
    if op == Binary::FLt && folder.kind(a) == Type::F64 {
        let (a, b) = (narrow(folder, a)?, narrow(folder, b)?);
        return Some(Rewrite::Op(Op::Binary(op, a, b)));
    }
    None
}

/// The float of 32 bits that one of 64 is made of, if it is, or is exactly.
fn narrow(folder: &mut Folder<'_>, value: Value) -> Option<Value> {
    match folder.op(value) {
        Op::Unary(Unary::Promote, x) => Some(x),
        Op::Const(bits) => {
            let wide = f64::from_bits(bits as u64);
            let narrow = wide as f32;
            (f64::from(narrow).to_bits() == wide.to_bits())
                .then(|| folder.make(Op::Const(narrow.to_bits() as i32 as i64), Type::F32))
        }
        _ => None,
    }
}
