//! Cells, their halves, and bytes that pack them.

use super::{Folder, Rewrite, packing};
use crate::{Binary, Op, Type, Unary, Value};

pub(super) fn rewrite(folder: &mut Folder<'_>, op: Op, _kind: Type) -> Option<Rewrite> {
    match op {
        Op::Unary(Unary::Rho, a) => rho(folder, a),
        Op::Unary(Unary::Theta, a) => theta(folder, a),
        Op::Unary(Unary::Clamp, a) => clamp(folder, a),
        Op::Unary(Unary::Pack, a) => match folder.op(a) {
            Op::Unary(Unary::Unpack, byte) => Some(Rewrite::Value(byte)),
            Op::Binary(Binary::Cell, rho, theta) => packing::pack(folder, rho, theta),
            _ => None,
        },
        Op::Unary(Unary::Byte, a) => packing::byte(folder, a),
        Op::Unary(Unary::Unpack, a) => match folder.op(a) {
            Op::Unary(Unary::Pack, cell) if folder.facts.is_canonical(cell) => Some(Rewrite::Value(cell)),
            _ => None,
        },
        Op::Binary(Binary::Cell, a, b) => cell(folder, a, b),
        _ => None,
    }
}

fn number(folder: &mut Folder<'_>, number: i64) -> Value {
    folder.make(Op::Const(number), Type::I32)
}

fn rho(folder: &mut Folder<'_>, a: Value) -> Option<Rewrite> {
    match folder.op(a) {
        Op::Binary(Binary::Cell, rho, _) if folder.facts.number(rho).is_within(-128, 127) => {
            Some(Rewrite::Value(rho))
        }
        Op::Unary(Unary::Unpack, byte) => {
            let wide = folder.make(Op::Unary(Unary::Zext, byte), Type::I32);
            let amount = number(folder, 4);
            let high = folder.make(Op::Binary(Binary::Ushr, wide, amount), Type::I32);
            let least = number(folder, -8);
            Some(Rewrite::Op(Op::Binary(Binary::Add, high, least)))
        }
        _ => None,
    }
}

fn theta(folder: &mut Folder<'_>, a: Value) -> Option<Rewrite> {
    match folder.op(a) {
        Op::Binary(Binary::Cell, _, theta) => {
            let mask = number(folder, 0xff);
            Some(Rewrite::Op(Op::Binary(Binary::And, theta, mask)))
        }
        Op::Unary(Unary::Unpack, byte) => {
            let wide = folder.make(Op::Unary(Unary::Zext, byte), Type::I32);
            let mask = number(folder, 15);
            Some(Rewrite::Op(Op::Binary(Binary::And, wide, mask)))
        }
        _ => None,
    }
}

fn clamp(folder: &mut Folder<'_>, a: Value) -> Option<Rewrite> {
    let range = folder.facts.number(a);
    match (range.low >= -8, range.high <= 7) {
        (true, true) => Some(Rewrite::Value(a)),
        (true, false) => {
            let greatest = number(folder, 7);
            Some(Rewrite::Op(Op::Binary(Binary::Min, a, greatest)))
        }
        (false, true) => {
            let least = number(folder, -8);
            Some(Rewrite::Op(Op::Binary(Binary::Max, a, least)))
        }
        (false, false) => None,
    }
}

/// A cell of two halves of one, or of a half of which only the low bits count.
fn cell(folder: &mut Folder<'_>, a: Value, b: Value) -> Option<Rewrite> {
    match (folder.op(a), folder.op(b)) {
        (Op::Unary(Unary::Rho, x), Op::Unary(Unary::Theta, y)) if x == y => Some(Rewrite::Value(x)),
        (_, Op::Binary(Binary::And, theta, mask)) if folder.constant(mask) == Some(0xff) => {
            Some(Rewrite::Op(Op::Binary(Binary::Cell, a, theta)))
        }
        _ => None,
    }
}
