//! The low bits of numbers, and cells that are put together by arithmetic: what adds nothing to the bits that count goes.

use super::{Folder, Rewrite};
use crate::{Binary, Op, Type, Unary, Value};

/// How many operations are looked through.
const MOST_STEPS: u8 = 4;

pub(super) fn rewrite(folder: &mut Folder<'_>, op: Op, kind: Type) -> Option<Rewrite> {
    match op {
        Op::Binary(Binary::And, a, mask) if kind.is_integer() => {
            let bits = folder.constant(mask).filter(|&mask| mask > 0)?.ilog2() + 1;
            let low = without_upper(folder, a, bits)?;
            Some(Rewrite::Op(Op::Binary(Binary::And, low, mask)))
        }
        Op::Unary(Unary::Rho, cell) => rho(folder, cell),
        Op::Unary(Unary::Theta, cell) => theta(folder, cell),
        _ => None,
    }
}

/// The operand of a sum that its low bits are those of, so many of them.
fn without_upper(folder: &Folder<'_>, a: Value, bits: u32) -> Option<Value> {
    let Op::Binary(Binary::Add | Binary::Or | Binary::Xor, x, y) = folder.op(a) else { return None };
    if zeros(folder, y, MOST_STEPS) >= bits {
        Some(x)
    } else {
        (zeros(folder, x, MOST_STEPS) >= bits).then_some(y)
    }
}

/// The number that a cell is the lowest bits of.
fn number(folder: &Folder<'_>, cell: Value) -> Option<Value> {
    let Op::Unary(Unary::Low, number) = folder.op(cell) else { return None };
    match folder.op(number) {
        Op::Unary(Unary::Low, wide) => Some(wide),
        _ => Some(number),
    }
}

/// The lowest 32 bits of a number.
fn low_word(folder: &mut Folder<'_>, number: Value) -> Value {
    match folder.kind(number) {
        Type::I64 => folder.make(Op::Unary(Unary::Low, number), Type::I32),
        _ => number,
    }
}

fn rho(folder: &mut Folder<'_>, cell: Value) -> Option<Rewrite> {
    let number = number(folder, cell)?;
    if zeros(folder, number, MOST_STEPS) >= 8 {
        return Some(Rewrite::Op(Op::Const(0)));
    }
    let low = without_upper(folder, number, 8)?;
    let low = low_word(folder, low);
    let cell = folder.make(Op::Unary(Unary::Low, low), Type::Cell);
    Some(Rewrite::Op(Op::Unary(Unary::Rho, cell)))
}

fn theta(folder: &mut Folder<'_>, cell: Value) -> Option<Rewrite> {
    let number = number(folder, cell)?;
    let shifted = match folder.op(number) {
        Op::Binary(Binary::Add | Binary::Or, x, y) if folder.facts.number(x).is_within(0, 0xff) => y,
        Op::Binary(Binary::Add | Binary::Or, x, y) if folder.facts.number(y).is_within(0, 0xff) => x,
        _ => number,
    };
    let Op::Binary(Binary::Shl, theta, amount) = folder.op(shifted) else { return None };
    if folder.constant(amount) != Some(8) {
        return None;
    }
    let theta = low_word(folder, theta);
    let mask = folder.make(Op::Const(0xff), Type::I32);
    Some(Rewrite::Op(Op::Binary(Binary::And, theta, mask)))
}

/// How many of the lowest bits of a number are sure to be 0.
fn zeros(folder: &Folder<'_>, value: Value, steps: u8) -> u32 {
    if steps == 0 {
        return 0;
    }
    let zeros = |value| zeros(folder, value, steps - 1);
    match folder.op(value) {
        Op::Const(bits) => bits.trailing_zeros(),
        Op::Binary(Binary::Shl, x, amount) => match folder.constant(amount) {
            Some(amount) if (0..32).contains(&amount) => zeros(x) + amount as u32,
            Some(_) | None => 0,
        },
        Op::Binary(Binary::Add | Binary::Sub | Binary::Or | Binary::Xor, x, y) => zeros(x).min(zeros(y)),
        Op::Binary(Binary::And, x, y) => zeros(x).max(zeros(y)),
        Op::Unary(Unary::Low | Unary::Sext | Unary::Zext | Unary::Neg, x) if folder.kind(x).is_integer() => {
            zeros(x)
        }
        _ => 0,
    }
}
