//! Which parts of words values are.

use crate::{Binary, Function, Op, Type, Unary, Value};

/// Some of the cells of a word, or all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The word.
    pub word: Value,
    /// The first of the cells.
    pub first: u8,
    /// How many cells.
    pub cells: u8,
}

/// How many operations are looked through.
const MOST_STEPS: u8 = 4;

impl Part {
    /// This part with the one that follows, if both are of one word.
    ///
    /// What is known as a number of 32 bits may be the lower half of a word that is known as a whole.
    #[must_use]
    pub fn with(self, function: &Function, next: Part) -> Option<Part> {
        let is_one_word = self.word == next.word
            || (function.kind(next.word) == Type::I64
                && function.is_low_half(self.word, next.word, MOST_STEPS));
        let follows = is_one_word && self.first + self.cells == next.first;
        follows.then_some(Part { word: next.word, first: self.first, cells: self.cells + next.cells })
    }
}

impl Function {
    /// The part of a word that a value is; of itself, if it is not made of another's.
    ///
    /// ```
    /// use vsp_middle::{Function, Part};
    /// let text = "b0:\n enter b1\nb1:\n v0: i64 = context R0:4\n v1: i32 = high v0\n v2: cell = low v1\n \
    ///     leave halted at 1 in SIL-64 {R0 = v2}";
    /// let function: Function = text.parse().unwrap();
    /// let [word, cell] = [0, 2].map(|index| function.blocks[1].body[index]);
    /// assert_eq!(function.part(cell), Some(Part { word, first: 2, cells: 1 }));
    /// ```
    pub fn part(&self, value: Value) -> Option<Part> {
        self.part_within(value, MOST_STEPS)
    }

    /// Whether a number of 32 bits is the lower half of one of 64: what was extended, or what was computed alike from lower halves.
    fn is_low_half(&self, half: Value, word: Value, steps: u8) -> bool {
        if steps == 0 || self.kind(half) != Type::I32 {
            return false;
        }
        match (self.op(half), self.op(word)) {
            (_, Op::Unary(Unary::Sext | Unary::Zext, extended)) => extended == half,
            (Op::Const(low), Op::Const(bits)) => low == Type::I32.normal(bits),
            (Op::Binary(op, a, b), Op::Binary(wide, c, d)) if op == wide => {
                matches!(op, Binary::Add | Binary::Sub | Binary::Mul | Binary::And | Binary::Or | Binary::Xor)
                    && self.is_low_half(a, c, steps - 1)
                    && self.is_low_half(b, d, steps - 1)
            }
            _ => false,
        }
    }

    fn part_within(&self, value: Value, steps: u8) -> Option<Part> {
        let cells = match self.kind(value) {
            Type::Cell => 1,
            Type::I32 => 2,
            Type::I64 => 4,
            Type::None | Type::Bool | Type::Byte | Type::F32 | Type::F64 => return None,
        };
        let itself = Part { word: value, first: 0, cells };
        if steps == 0 {
            return Some(itself);
        }
        let part = match self.op(value) {
            Op::Unary(Unary::Low, word) => self.part_within(word, steps - 1),
            Op::Unary(Unary::High, word) => {
                let part = self.part_within(word, steps - 1);
                part.map(|part| Part { first: part.first + cells, ..part })
            }
            Op::Binary(Binary::Join, low, high) => {
                let low = self.part_within(low, steps - 1);
                low.zip(self.part_within(high, steps - 1)).and_then(|(low, high)| low.with(self, high))
            }
            _ => None,
        };
        Some(part.map_or(itself, |part| Part { cells, ..part }))
    }
}
