//! Addresses in memory, and places of the data stack, as far as one can tell them apart.

use crate::{Binary, Function, Op, Type, Value};

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
