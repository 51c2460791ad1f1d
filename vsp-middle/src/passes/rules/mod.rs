//! The rules of folding: what an operation comes to, as far as its operands tell.

mod bits;
mod cells;
mod constants;
mod floats;
mod low_bits;
mod packing;

use super::fold::Folder;
use crate::{Op, Type, Value};

/// What becomes of an operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rewrite {
    /// It stays.
    Keep,
    /// Another operation gives the same.
    Op(Op),
    /// It is this value.
    Value(Value),
}

/// What becomes of an operation whose value has a type. Each rule takes the operation to one that is smaller or nearer to a constant,
/// so that rewriting ends.
pub(super) fn rewrite(folder: &mut Folder<'_>, op: Op, kind: Type) -> Rewrite {
    if let Some(rewrite) = constants::rewrite(folder, op, kind) {
        return rewrite;
    }
    let rules = [bits::rewrite, cells::rewrite, floats::rewrite, low_bits::rewrite];
    rules.iter().find_map(|rule| rule(folder, op, kind)).unwrap_or(Rewrite::Keep)
}

/// What a value that is a number or a truth value is sure to be here.
pub(super) fn sure(folder: &Folder<'_>, value: Value) -> Option<i64> {
    let range = folder.facts.number(value);
    match folder.op(value) {
        Op::Const(_) => None,
        _ if range.low == range.high => Some(range.low),
        Op::Binary(op, a, b) => constants::decided(folder, op, a, b),
        _ => None,
    }
}

impl Folder<'_> {
    pub(super) fn op(&self, value: Value) -> Op {
        self.function.op(value)
    }

    pub(super) fn constant(&self, value: Value) -> Option<i64> {
        self.function.constant(value)
    }

    pub(super) fn kind(&self, value: Value) -> Type {
        self.function.kind(value)
    }
}
