//! A range of numbers.

use crate::Type;

/// The least and the greatest number that something may be; there is none if the least is above the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub low: i64,
    pub high: i64,
}

impl Range {
    pub const NONE: Range = Range { low: i64::MAX, high: i64::MIN };

    pub const fn new(low: i64, high: i64) -> Range {
        Range { low, high }
    }

    /// The numbers of a type.
    pub fn of_type(kind: Type) -> Range {
        match kind {
            Type::Bool => Range::new(0, 1),
            Type::Byte => Range::new(0, 0xff),
            Type::Cell => Range::new(-128, 127),
            Type::I32 => Range::new(i32::MIN.into(), i32::MAX.into()),
            Type::None | Type::I64 | Type::F32 | Type::F64 => Range::new(i64::MIN, i64::MAX),
        }
    }

    /// Whether there is no such number.
    pub fn is_empty(self) -> bool {
        self.low > self.high
    }

    /// The numbers that lie in both.
    pub fn and(self, other: Range) -> Range {
        let both = Range { low: self.low.max(other.low), high: self.high.min(other.high) };
        if both.is_empty() { Range::NONE } else { both }
    }

    pub fn is_within(self, low: i64, high: i64) -> bool {
        low <= self.low && self.high <= high
    }

    pub fn or(self, other: Range) -> Range {
        Range { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// This if all of it lies within the other, else the other.
    pub fn unless_beyond(self, all: Range) -> Range {
        if self.is_within(all.low, all.high) { self } else { all }
    }

    /// The bounds of sums of a number of each; all numbers if one may not be there in 64 bits.
    pub fn plus(self, other: Range) -> Range {
        let (low, high) = (self.low.checked_add(other.low), self.high.checked_add(other.high));
        Range::from_bounds(low, high)
    }

    /// The bounds of differences, likewise.
    pub fn minus(self, other: Range) -> Range {
        let (low, high) = (self.low.checked_sub(other.high), self.high.checked_sub(other.low));
        Range::from_bounds(low, high)
    }

    fn from_bounds(low: Option<i64>, high: Option<i64>) -> Range {
        match (low, high) {
            (Some(low), Some(high)) => Range { low, high },
            (None, _) | (_, None) => Range::new(i64::MIN, i64::MAX),
        }
    }

    /// The bounds of what an operation gives that is monotonous in each operand, for numbers whose result an i128 holds.
    pub fn corners(self, other: Range, op: impl Fn(i128, i128) -> i128) -> Range {
        let ends = |range: Range| [i128::from(range.low), i128::from(range.high)];
        let (mut low, mut high) = (i128::MAX, i128::MIN);
        for a in ends(self) {
            for b in ends(other) {
                (low, high) = (low.min(op(a, b)), high.max(op(a, b)));
            }
        }
        let narrow = |number: i128| i64::try_from(number).ok();
        Range::from_bounds(narrow(low), narrow(high))
    }
}
