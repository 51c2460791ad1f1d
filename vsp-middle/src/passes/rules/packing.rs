//! Packing the cell of two numbers: the bits of its byte, with as little arithmetic as what made the numbers needs.

use super::{Folder, Rewrite};
use crate::{Binary, Op, Type, Unary, Value};

/// The byte that packs the cell of two numbers, the first of which a cell can have as rho.
pub(super) fn pack(folder: &mut Folder<'_>, rho: Value, theta: Value) -> Option<Rewrite> {
    if !folder.facts.number(rho).is_within(-128, 127) {
        return None;
    }
    let rho = folder.make(Op::Unary(Unary::Clamp, rho), Type::I32);
    let high = upper(folder, rho);
    let low = with(folder, Binary::And, theta, 15);
    let bits = folder.make(Op::Binary(Binary::Or, high, low), Type::I32);
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

/// 16 (rho + 8): what rho is to a packed byte. Where rho has come from another byte, its bits need not move.
fn upper(folder: &mut Folder<'_>, rho: Value) -> Value {
    match folder.op(rho) {
        Op::Const(rho) => folder.make(Op::Const((rho + 8) << 4), Type::I32),
        Op::Binary(Binary::Add, x, y) if let Some(number) = folder.constant(y) => {
            let x = times_16(folder, x);
            with(folder, Binary::Add, x, (number + 8) << 4)
        }
        Op::Binary(op @ (Binary::Min | Binary::Max), x, y) if is_small(folder, x) && is_small(folder, y) => {
            let (x, y) = (upper(folder, x), upper(folder, y));
            folder.make(Op::Binary(op, x, y), Type::I32)
        }
        _ => {
            let high = times_16(folder, rho);
            with(folder, Binary::Add, high, 8 << 4)
        }
    }
}

/// Whether arithmetic with a number cannot wrap here, so that what is greater stays greater.
fn is_small(folder: &Folder<'_>, number: Value) -> bool {
    folder.facts.number(number).is_within(-(1 << 24), 1 << 24)
}

fn times_16(folder: &mut Folder<'_>, number: Value) -> Value {
    match folder.op(number) {
        Op::Binary(Binary::Ushr, bits, amount) if folder.constant(amount) == Some(4) => {
            with(folder, Binary::And, bits, -16)
        }
        _ => with(folder, Binary::Shl, number, 4),
    }
}

fn with(folder: &mut Folder<'_>, op: Binary, a: Value, number: i64) -> Value {
    let number = folder.make(Op::Const(Type::I32.normal(number)), Type::I32);
    folder.make(Op::Binary(op, a, number), Type::I32)
}
