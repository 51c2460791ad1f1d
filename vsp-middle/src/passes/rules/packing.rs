//! Packing the cell of two numbers: the bits of its byte, with as little arithmetic as what made the numbers needs.

use super::{Folder, Rewrite};
use crate::{Binary, Op, Type, Unary, Value};

/// The byte that packs the cell of two numbers, the first of which a cell can have as rho.
pub(super) fn pack(folder: &mut Folder<'_>, rho: Value, theta: Value) -> Option<Rewrite> {
    if !folder.facts.number(rho).is_within(-128, 127) {
        return None;
    }
    let rho = folder.make(Op::Unary(Unary::Clamp, rho), Type::I32);
    let low = with(folder, Binary::And, theta, 15);
    let bits = upper_half(folder, rho, Some(low)).unwrap_or_else(|| {
        let high = upper_half(folder, rho, None).unwrap_or_else(|| {
            let moved = with(folder, Binary::Shl, rho, 4);
            with(folder, Binary::Add, moved, 8 << 4)
        });
        folder.make(Op::Binary(Binary::Or, high, low), Type::I32)
    });
    Some(Rewrite::Op(Op::Unary(Unary::Byte, bits)))
}

/// The lowest eight bits of a number.
pub(super) fn byte(folder: &Folder<'_>, number: Value) -> Option<Rewrite> {
    match folder.op(number) {
        Op::Unary(Unary::Zext, byte) if folder.kind(byte) == Type::Byte => Some(Rewrite::Value(byte)),
        Op::Binary(Binary::And, inner, mask) if folder.constant(mask)? & 0xff == 0xff => {
            Some(Rewrite::Op(Op::Unary(Unary::Byte, inner)))
        }
        _ => None,
    }
}

/// 16 (rho + 8), and the lower half added if there is one. Only where rho is the upper half of another byte, changed by constants, so
/// that its bits need not move; a lower half must be that byte's: what is greater of two numbers stays so when both get the same one.
fn upper_half(folder: &mut Folder<'_>, rho: Value, low: Option<Value>) -> Option<Value> {
    let Op::Binary(op, x, y) = folder.op(rho) else { return None };
    let number = folder.constant(y)?;
    match op {
        Binary::Ushr if number == 4 => {
            let whole = match low.map(|low| folder.op(low)) {
                None => with(folder, Binary::And, x, -16),
                Some(Op::Binary(Binary::And, byte, mask))
                    if is_same(folder, byte, x) && folder.constant(mask) == Some(15) =>
                {
                    x
                }
                Some(_) => return None,
            };
            Some(with(folder, Binary::Add, whole, 8 << 4))
        }
        Binary::Add => {
            let x = upper_half(folder, x, low)?;
            Some(with(folder, Binary::Add, x, number << 4))
        }
        Binary::Min | Binary::Max
            if folder.facts.number(x).is_within(-SMALL, SMALL) && number.abs() < SMALL =>
        {
            let x = upper_half(folder, x, low)?;
            let bound = folder.make(Op::Const((number + 8) << 4), Type::I32);
            let bound = match low {
                Some(low) => folder.make(Op::Binary(Binary::Add, low, bound), Type::I32),
                None => bound,
            };
            Some(folder.make(Op::Binary(op, x, bound), Type::I32))
        }
        _ => None,
    }
}

/// Whether two values are one, or the same byte as a number: each rule that takes something of a byte makes one of its own.
fn is_same(folder: &Folder<'_>, one: Value, other: Value) -> bool {
    let op = folder.op(one);
    one == other || matches!(op, Op::Unary(Unary::Zext, _)) && op == folder.op(other)
}

/// Arithmetic with numbers that are not beyond this does not wrap here.
const SMALL: i64 = 1 << 24;

fn with(folder: &mut Folder<'_>, op: Binary, a: Value, number: i64) -> Value {
    let number = folder.make(Op::Const(Type::I32.normal(number)), Type::I32);
    folder.make(Op::Binary(op, a, number), Type::I32)
}
