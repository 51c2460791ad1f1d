//! Operations on constants, and on constants and one other value.

use super::{Folder, Rewrite};
use crate::evaluate::{binary, mix, unary};
use crate::{Binary, Exit, Op, Type, Unary, Value};

pub(super) fn rewrite(folder: &mut Folder<'_>, op: Op, kind: Type) -> Option<Rewrite> {
    let constant = |bits: i64| Some(Rewrite::Op(Op::Const(bits)));
    match op {
        Op::Unary(op, a) => {
            let bits = unary(op, folder.kind(a), folder.constant(a)?);
            is_portable(kind, bits).then_some(Rewrite::Op(Op::Const(bits)))
        }
        Op::Binary(op, a, b) => match (folder.constant(a), folder.constant(b)) {
            (Some(left), Some(right)) => {
                let bits = binary(op, folder.kind(a), left, right);
                is_portable(kind, bits).then_some(Rewrite::Op(Op::Const(bits)))
            }
            (Some(_), None) if op.is_commutative() => Some(Rewrite::Op(Op::Binary(op, b, a))),
            (None, Some(right)) => with_constant(folder, op, a, right),
            (Some(_), None) | (None, None) => {
                if a == b {
                    of_equals(op, a)
                } else {
                    decided(folder, op, a, b).and_then(constant)
                }
            }
        },
        Op::Select(condition, a, b) => match folder.constant(condition) {
            Some(0) => Some(Rewrite::Value(b)),
            Some(_) => Some(Rewrite::Value(a)),
            None if a == b => Some(Rewrite::Value(a)),
            None => None,
        },
        Op::Charge(fuel, cost, ahead, exit) => charge(folder, fuel, cost, ahead, exit),
        Op::Mix(op, t, a, b) => constant(mix(op, t, folder.constant(a)?, folder.constant(b)?)),
        _ => None,
    }
}

/// What has been taken without a look joins what is taken with one: it was there, so the difference is no matter of signs.
fn charge(folder: &Folder<'_>, fuel: Value, cost: u32, ahead: u16, exit: Exit) -> Option<Rewrite> {
    let Op::Binary(Binary::Add, before, taken) = folder.op(fuel) else { return None };
    let taken = u32::try_from(folder.constant(taken)?.checked_neg()?).ok()?;
    Some(Rewrite::Op(Op::Charge(before, cost.checked_add(taken)?, ahead, exit)))
}

/// Whether all machines give the same bits: not so for which NaN it is.
fn is_portable(kind: Type, bits: i64) -> bool {
    match kind {
        Type::F32 => !f32::from_bits(bits as u32).is_nan(),
        Type::F64 => !f64::from_bits(bits as u64).is_nan(),
        Type::None | Type::Bool | Type::Byte | Type::Cell | Type::I32 | Type::I64 => true,
    }
}

/// An operation on one value twice.
fn of_equals(op: Binary, a: Value) -> Option<Rewrite> {
    match op {
        Binary::And | Binary::Or | Binary::Min | Binary::Max => Some(Rewrite::Value(a)),
        Binary::Sub | Binary::Xor | Binary::Ne | Binary::Lt | Binary::Ult => Some(Rewrite::Op(Op::Const(0))),
        Binary::Eq | Binary::Le => Some(Rewrite::Op(Op::Const(1))),
        _ => None,
    }
}

/// A comparison that the ranges of the operands decide, or what has been compared before.
pub(super) fn decided(folder: &Folder<'_>, op: Binary, a: Value, b: Value) -> Option<i64> {
    if !folder.kind(a).is_integer() {
        return None;
    }
    let (left, right) = (folder.facts.number(a), folder.facts.number(b));
    let are_positive = left.low >= 0 && right.low >= 0;
    let is_apart = left.high < right.low || right.high < left.low;
    let answer = match op {
        Binary::Eq if is_apart => 0,
        Binary::Ne if is_apart => 1,
        Binary::Lt if left.high < right.low => 1,
        Binary::Lt if left.low >= right.high => 0,
        Binary::Le if left.high <= right.low => 1,
        Binary::Le if left.low > right.high => 0,
        Binary::Ult if are_positive && left.high < right.low => 1,
        Binary::Ult if are_positive && left.low >= right.high => 0,
        _ => i64::from(folder.facts.is_decided(op, a, b)?),
    };
    Some(answer)
}

/// An operation on a value and a constant.
fn with_constant(folder: &mut Folder<'_>, op: Binary, a: Value, right: i64) -> Option<Rewrite> {
    let kind = folder.kind(a);
    let all = kind.normal(-1);
    let number = |folder: &mut Folder<'_>, bits| folder.make(Op::Const(kind.normal(bits)), kind);
    let range = folder.facts.number(a);
    match op {
        Binary::Add | Binary::Sub | Binary::Or | Binary::Xor | Binary::Shl | Binary::Sshr | Binary::Ushr
            if right == 0 =>
        {
            return Some(Rewrite::Value(a));
        }
        Binary::And | Binary::Mul if right == 0 => return Some(Rewrite::Op(Op::Const(0))),
        Binary::And if right == all => return Some(Rewrite::Value(a)),
        Binary::Or if right == all => return Some(Rewrite::Op(Op::Const(all))),
        Binary::Xor if right == all => return Some(Rewrite::Op(Op::Unary(Unary::Not, a))),
        Binary::Mul | Binary::Quotient if right == 1 => return Some(Rewrite::Value(a)),
        Binary::Remainder if right == 1 => return Some(Rewrite::Op(Op::Const(0))),
        // Numbers that are not negative, by powers of two.
        Binary::Quotient | Binary::Remainder if range.low >= 0 && right > 0 && is_low_mask(right - 1) => {
            let (op, by) = if op == Binary::Quotient {
                (Binary::Sshr, right.trailing_zeros().into())
            } else {
                (Binary::And, right - 1)
            };
            let by = number(folder, by);
            return Some(Rewrite::Op(Op::Binary(op, a, by)));
        }
        Binary::Sub => {
            let negated = number(folder, right.wrapping_neg());
            return Some(Rewrite::Op(Op::Binary(Binary::Add, a, negated)));
        }
        Binary::Max if kind.is_integer() && range.low >= right => return Some(Rewrite::Value(a)),
        Binary::Min if kind.is_integer() && range.high <= right => return Some(Rewrite::Value(a)),
        // A mask of low bits that has all that there may be.
        Binary::And if kind.is_integer() && is_low_mask(right) && range.is_within(0, right) => {
            return Some(Rewrite::Value(a));
        }
        _ => {}
    }
    // A constant that the operand has, too, joins this one.
    if let Op::Binary(inner, x, y) = folder.op(a)
        && let Some(left) = folder.constant(y)
    {
        let joined = match (op, inner) {
            (Binary::Add, Binary::Add) => Some(left.wrapping_add(right)),
            (Binary::And, Binary::And) => Some(left & right),
            (Binary::Or, Binary::Or) => Some(left | right),
            (Binary::Xor, Binary::Xor) => Some(left ^ right),
            _ => None,
        };
        if let Some(bits) = joined {
            let bits = number(folder, bits);
            return Some(Rewrite::Op(Op::Binary(op, x, bits)));
        }
    }
    if op == Binary::And && kind.is_integer() && is_low_mask(right) {
        return masked(folder, a, right, kind);
    }
    let constant = number(folder, right);
    decided(folder, op, a, constant).map(|bits| Rewrite::Op(Op::Const(bits)))
}

/// Whether these are some of the lowest bits, all up to one.
pub(super) fn is_low_mask(bits: i64) -> bool {
    bits > 0 && bits & (bits + 1) == 0
}

/// The lowest bits of a sum, difference or product depend on the lowest bits of what goes in alone: a mask there can go.
fn masked(folder: &mut Folder<'_>, a: Value, mask: i64, kind: Type) -> Option<Rewrite> {
    let Op::Binary(op @ (Binary::Add | Binary::Sub | Binary::Mul), x, y) = folder.op(a) else { return None };
    let without_mask = |value: Value| match folder.op(value) {
        Op::Binary(Binary::And, inner, bits)
            if folder.constant(bits).is_some_and(|bits| bits & mask == mask) =>
        {
            inner
        }
        _ => value,
    };
    let (left, right) = (without_mask(x), without_mask(y));
    if (left, right) == (x, y) {
        return None;
    }
    let sum = folder.make(Op::Binary(op, left, right), kind);
    let mask = folder.make(Op::Const(mask), kind);
    Some(Rewrite::Op(Op::Binary(Binary::And, sum, mask)))
}
