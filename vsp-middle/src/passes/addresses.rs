//! Addresses in memory, and places of the data stack, as far as one can tell them apart.

use super::ranges::Facts;
use crate::{Binary, Function, Graph, Op, Type, Value};

/// An address: so much from a value, or from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Address {
    pub base: Option<Value>,
    pub offset: i64,
}

impl Address {
    /// What a value is as an address.
    pub fn of(function: &Function, value: Value) -> Address {
        match function.op(value) {
            Op::Const(offset) if is_small(offset) => Address { base: None, offset },
            Op::Binary(Binary::Add, base, offset) => match function.constant(offset) {
                Some(offset) if is_small(offset) => Address { base: Some(base), offset },
                Some(_) | None => Address { base: Some(value), offset: 0 },
            },
            _ => Address { base: Some(value), offset: 0 },
        }
    }

    /// Whether so many units from here on and so many from the other on have nothing in common, for all that one can tell.
    pub fn is_apart(self, length: i64, other: Address, other_length: i64) -> bool {
        // From one base, offsets tell how far it is from one to the other; they are too small to come round.
        let distance = other.offset - self.offset;
        self.base == other.base && (distance >= length || distance <= -other_length)
    }
}

/// The bytes of memory that an access may touch, between two addresses: the second is not touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    from: i64,
    to: i64,
}

impl Span {
    /// The span of an access of so many bytes, as far as it is known where the facts are.
    pub fn of(function: &Function, facts: &Facts, address: Address, length: i64) -> Option<Span> {
        let (low, high) = match address.base {
            Some(base) => {
                let range = facts.number_here(function, base)?;
                (range.low, range.high)
            }
            None => (0, 0),
        };
        let from = low.checked_add(address.offset)?;
        let to = high.checked_add(address.offset)?.checked_add(length)?;
        Some(Span { from, to })
    }

    /// Whether two spans, if both are known, have nothing in common.
    pub fn are_apart(one: Option<Span>, other: Option<Span>) -> bool {
        one.zip(other).is_some_and(|(one, other)| one.to <= other.from || other.to <= one.from)
    }
}

/// What is known of numbers, if that may tell accesses of memory apart: something is stored where an address varies.
pub(super) fn facts_for_spans(function: &Function, graph: &Graph) -> Option<Facts> {
    let varies = |&value: &Value| {
        let op = function.op(value);
        matches!(op, Op::Store(address, _) if Address::of(function, address).base.is_some())
    };
    let mut blocks = graph.order().iter().map(|block| &function.blocks[block.index()]);
    blocks.any(|block| block.body.iter().any(varies)).then(|| Facts::of(function, graph))
}

fn is_small(offset: i64) -> bool {
    i32::try_from(offset).is_ok()
}

/// How many bytes a value of a type takes in memory.
pub(super) fn bytes(kind: Type) -> i64 {
    i64::from(kind.bits() / 8)
}

/// How many cells a value of a type takes on the data stack.
pub(super) fn cells(kind: Type) -> i64 {
    i64::from(kind.bits() / 16)
}
