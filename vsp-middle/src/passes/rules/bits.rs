//! Words and their parts, numbers of different widths, truth values.

use super::{Folder, Rewrite};
use crate::{Binary, Op, Type, Unary, Value};

pub(super) fn rewrite(folder: &mut Folder<'_>, op: Op, kind: Type) -> Option<Rewrite> {
    match op {
        Op::Unary(Unary::Low, a) => low(folder, a, kind),
        Op::Unary(Unary::High, a) => match folder.op(a) {
            Op::Binary(Binary::Join, _, high) => Some(Rewrite::Value(high)),
            _ => None,
        },
        Op::Unary(Unary::Zext, a) => zext(folder, a),
        Op::Unary(Unary::Not, a) => not(folder, a),
        Op::Unary(Unary::Neg, a) => match folder.op(a) {
            Op::Unary(Unary::Neg, x) => Some(Rewrite::Value(x)),
            _ => None,
        },
        Op::Unary(Unary::Sext, a) if kind == Type::I64 => sext(folder, a),
        Op::Binary(Binary::Add, a, b) if kind == Type::I32 => step(folder, a, b),
        Op::Binary(Binary::Join, a, b) => match (folder.op(a), folder.op(b)) {
            (Op::Unary(Unary::Low, x), Op::Unary(Unary::High, y)) if x == y && folder.kind(x) == kind => {
                Some(Rewrite::Value(x))
            }
            // The lower half of a number that was extended is what was extended.
            (_, Op::Unary(Unary::High, y))
                if matches!(folder.op(y), Op::Unary(Unary::Sext | Unary::Zext, x) if x == a)
                    && folder.kind(y) == kind =>
            {
                Some(Rewrite::Value(y))
            }
            _ => None,
        },
        Op::Binary(op @ (Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le), a, b) => {
            compare(folder, op, a, b)
        }
        _ => None,
    }
}

/// The lower half of something.
fn low(folder: &mut Folder<'_>, a: Value, kind: Type) -> Option<Rewrite> {
    match folder.op(a) {
        Op::Binary(Binary::Join, low, _) => Some(Rewrite::Value(low)),
        Op::Unary(Unary::Sext | Unary::Zext, x) if folder.kind(x) == kind => Some(Rewrite::Value(x)),
        Op::Unary(op @ (Unary::Neg | Unary::Not), x) if kind == Type::I32 => {
            let x = narrow(folder, x)?;
            Some(Rewrite::Op(Op::Unary(op, x)))
        }
        Op::Binary(
            op @ (Binary::Add | Binary::Sub | Binary::Mul | Binary::And | Binary::Or | Binary::Xor),
            x,
            y,
        ) if kind == Type::I32 => {
            let (x, y) = (narrow(folder, x)?, narrow(folder, y)?);
            Some(Rewrite::Op(Op::Binary(op, x, y)))
        }
        // Processors divide numbers of 32 bits faster, but for constants: these are not divided by.
        Op::Binary(op @ (Binary::Quotient | Binary::Remainder), x, y)
            if kind == Type::I32 && folder.constant(y).is_none() =>
        {
            let is_narrow = |value| folder.facts.number(value).is_within(i32::MIN.into(), i32::MAX.into());
            if !is_narrow(x) || !is_narrow(y) {
                return None;
            }
            let [x, y] = [x, y].map(|value| folder.make(Op::Unary(Unary::Low, value), Type::I32));
            Some(Rewrite::Op(Op::Binary(op, x, y)))
        }
        // Of a number of 32 bits, sign-extended, that is shifted by less than 32.
        Op::Binary(op @ (Binary::Shl | Binary::Sshr), x, y) if kind == Type::I32 => {
            let amount = folder.constant(y).filter(|amount| (0..32).contains(amount))?;
            let Op::Unary(Unary::Sext, x) = folder.op(x) else { return None };
            let amount = folder.make(Op::Const(amount), Type::I32);
            Some(Rewrite::Op(Op::Binary(op, x, amount)))
        }
        _ => None,
    }
}

/// The lower half of a number of 64 bits, if that takes no operation.
fn narrow(folder: &mut Folder<'_>, value: Value) -> Option<Value> {
    match folder.op(value) {
        Op::Unary(Unary::Sext | Unary::Zext, x) if folder.kind(x) == Type::I32 => Some(x),
        Op::Const(bits) => Some(folder.make(Op::Const(Type::I32.normal(bits)), Type::I32)),
        Op::Binary(op @ (Binary::And | Binary::Or | Binary::Xor), x, y) => {
            if !is_extended(folder, x, false) || !is_extended(folder, y, false) {
                return None;
            }
            let (x, y) = (narrow(folder, x)?, narrow(folder, y)?);
            Some(folder.make(Op::Binary(op, x, y), Type::I32))
        }
        _ => None,
    }
}

/// What has 32 bits as its lower half and fits in them is that half, sign-extended.
fn sext(folder: &mut Folder<'_>, a: Value) -> Option<Rewrite> {
    whole(folder, a).map(Rewrite::Value)
}

/// A step from the lower half of a number of 64 bits is one from that number, if neither wraps: then both are computed at once.
fn step(folder: &mut Folder<'_>, a: Value, b: Value) -> Option<Rewrite> {
    let wide = whole(folder, a).filter(|_| folder.facts.is_exact_sum(a, b, Type::I32))?;
    let step = match folder.constant(b) {
        Some(step) => folder.make(Op::Const(step), Type::I64),
        None => whole(folder, b)?,
    };
    let sum = folder.make(Op::Binary(Binary::Add, wide, step), Type::I64);
    Some(Rewrite::Op(Op::Unary(Unary::Low, sum)))
}

/// The number of 64 bits that a number of 32 bits is the lower half of, if it fits in these.
fn whole(folder: &Folder<'_>, a: Value) -> Option<Value> {
    let Op::Unary(Unary::Low, x) = folder.op(a) else { return None };
    let range = folder.facts.number(x);
    (folder.kind(x) == Type::I64 && range.is_within(i32::MIN.into(), i32::MAX.into())).then_some(x)
}

/// The lowest bits of a number, as a byte and as a number again, are these bits.
fn zext(folder: &mut Folder<'_>, a: Value) -> Option<Rewrite> {
    let Op::Unary(Unary::Byte, number) = folder.op(a) else { return None };
    let mask = folder.make(Op::Const(0xff), Type::I32);
    Some(Rewrite::Op(Op::Binary(Binary::And, number, mask)))
}

/// What is not so is the opposite.
fn not(folder: &mut Folder<'_>, a: Value) -> Option<Rewrite> {
    match folder.op(a) {
        Op::Unary(Unary::Not, x) => Some(Rewrite::Value(x)),
        Op::Binary(Binary::Eq, x, y) => Some(Rewrite::Op(Op::Binary(Binary::Ne, x, y))),
        Op::Binary(Binary::Ne, x, y) => Some(Rewrite::Op(Op::Binary(Binary::Eq, x, y))),
        Op::Binary(Binary::Lt, x, y) => Some(Rewrite::Op(Op::Binary(Binary::Le, y, x))),
        Op::Binary(Binary::Le, x, y) => Some(Rewrite::Op(Op::Binary(Binary::Lt, y, x))),
        _ => None,
    }
}

/// Whether a number of 64 bits is one of 32, sign-extended, or two such taken bit by bit.
fn is_extended(folder: &Folder<'_>, value: Value, both: bool) -> bool {
    match folder.op(value) {
        Op::Unary(Unary::Sext, _) => true,
        Op::Const(bits) => i32::try_from(bits).is_ok(),
        Op::Binary(Binary::And | Binary::Or | Binary::Xor, x, y) if both => {
            is_extended(folder, x, false) && is_extended(folder, y, false)
        }
        _ => false,
    }
}

/// A comparison of numbers that were both 32 bits before is one of these; one of a truth value with 0 is that value.
fn compare(folder: &mut Folder<'_>, op: Binary, a: Value, b: Value) -> Option<Rewrite> {
    if let Op::Unary(Unary::Zext, x) = folder.op(a)
        && folder.kind(x) == Type::Bool
        && folder.constant(b) == Some(0)
    {
        match op {
            Binary::Ne => return Some(Rewrite::Value(x)),
            Binary::Eq => return Some(Rewrite::Op(Op::Unary(Unary::Not, x))),
            _ => {}
        }
    }
    if folder.kind(a) != Type::I64 {
        return None;
    }
    if !is_extended(folder, a, true) || !is_extended(folder, b, true) {
        return None;
    }
    let (a, b) = (narrow(folder, a)?, narrow(folder, b)?);
    Some(Rewrite::Op(Op::Binary(op, a, b)))
}
