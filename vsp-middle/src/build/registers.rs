//! Registers as cells, words, integers and floats.

use super::Builder;
use crate::{Binary, Type, Unary, Value};
use vsp_isa::{Mode, Reg};

impl Builder<'_> {
    /// The word of so many registers, from one on.
    fn read(&mut self, first: usize, cells: usize) -> Value {
        let (location, start, length) = self.locations.around(first);
        if first + cells <= start + length {
            let whole = self.get(location);
            return self.part(whole, length, first - start, cells);
        }
        let half = cells / 2;
        let (low, high) = (self.read(first, half), self.read(first + half, half));
        self.binary(Binary::Join, low, high)
    }

    /// Some of the cells of a word.
    fn part(&mut self, word: Value, length: usize, first: usize, cells: usize) -> Value {
        if cells == length {
            return word;
        }
        let half = length / 2;
        if first + cells <= half {
            let low = self.unary(Unary::Low, word);
            self.part(low, half, first, cells)
        } else if first >= half {
            let high = self.unary(Unary::High, word);
            self.part(high, half, first - half, cells)
        } else {
            let cells = cells / 2;
            let (low, high) =
                (self.part(word, length, first, cells), self.part(word, length, first + cells, cells));
            self.binary(Binary::Join, low, high)
        }
    }

    /// Changes so many registers, from one on.
    fn write(&mut self, first: usize, cells: usize, value: Value) {
        let (location, start, length) = self.locations.around(first);
        if first + cells <= start + length {
            let value = if cells == length {
                value
            } else {
                let whole = self.get(location);
                self.with_part(whole, length, first - start, cells, value)
            };
            return self.set(location, value);
        }
        let half = cells / 2;
        let (low, high) = (self.unary(Unary::Low, value), self.unary(Unary::High, value));
        self.write(first, half, low);
        self.write(first + half, half, high);
    }

    /// A word with some of its cells changed.
    fn with_part(&mut self, word: Value, length: usize, first: usize, cells: usize, value: Value) -> Value {
        if cells == length {
            return value;
        }
        let half = length / 2;
        if first < half && first + cells > half {
            let cells = cells / 2;
            let (low, high) = (self.unary(Unary::Low, value), self.unary(Unary::High, value));
            let word = self.with_part(word, length, first, cells, low);
            return self.with_part(word, length, first + cells, cells, high);
        }
        let (mut low, mut high) = (self.unary(Unary::Low, word), self.unary(Unary::High, word));
        if first < half {
            low = self.with_part(low, half, first, cells, value);
        } else {
            high = self.with_part(high, half, first - half, cells, value);
        }
        self.binary(Binary::Join, low, high)
    }

    pub(super) fn cell(&mut self, reg: Reg) -> Value {
        self.read(reg.index(), 1)
    }

    pub(super) fn set_cell(&mut self, reg: Reg, cell: Value) {
        self.write(reg.index(), 1, cell);
    }

    pub(super) fn rho(&mut self, reg: Reg) -> Value {
        let cell = self.cell(reg);
        self.unary(Unary::Rho, cell)
    }

    pub(super) fn theta(&mut self, reg: Reg) -> Value {
        let cell = self.cell(reg);
        self.unary(Unary::Theta, cell)
    }

    /// Changes rho and theta, to the low eight bits of each.
    pub(super) fn set_halves(&mut self, reg: Reg, rho: Value, theta: Value) {
        let cell = self.binary(Binary::Cell, rho, theta);
        self.set_cell(reg, cell);
    }

    /// rho clamped to [-8, 7] and theta masked with 15.
    pub(super) fn canonical(&mut self, reg: Reg) -> (Value, Value) {
        let (rho, theta) = (self.rho(reg), self.theta(reg));
        self.clamped(rho, theta)
    }

    /// Any rho clamped to [-8, 7], and any theta masked with 15.
    pub(super) fn clamped(&mut self, rho: Value, theta: Value) -> (Value, Value) {
        (self.unary(Unary::Clamp, rho), self.with(Binary::And, theta, 15))
    }

    /// The bits of the word at a register.
    pub(super) fn word(&mut self, reg: Reg) -> Value {
        self.read(reg.index(), self.mode.word_cells())
    }

    pub(super) fn set_word(&mut self, reg: Reg, bits: Value) {
        self.write(reg.index(), self.mode.word_cells(), bits);
    }

    /// The integer word at a register, sign-extended to 64 bits.
    pub(super) fn integer(&mut self, reg: Reg) -> Value {
        match self.mode {
            Mode::Sil8 => {
                let rho = self.rho(reg);
                self.unary(Unary::Sext, rho)
            }
            Mode::Sil16 => {
                let cell = self.cell(reg);
                let wide = self.unary(Unary::Sext, cell);
                self.unary(Unary::Sext, wide)
            }
            Mode::Sil32 => {
                let word = self.word(reg);
                self.unary(Unary::Sext, word)
            }
            Mode::Sil64 | Mode::Sil128 => self.word(reg),
        }
    }

    /// Stores the low bits of an integer of 64 bits.
    pub(super) fn set_integer(&mut self, reg: Reg, value: Value) {
        let bits = match self.mode {
            Mode::Sil8 => {
                let (low, zero) = (self.unary(Unary::Low, value), self.number(0));
                let wrapped = self.binary(Binary::Cell, low, zero);
                let rho = self.unary(Unary::Rho, wrapped);
                let rho = self.unary(Unary::Clamp, rho);
                self.binary(Binary::Cell, rho, zero)
            }
            Mode::Sil16 => {
                let low = self.unary(Unary::Low, value);
                self.unary(Unary::Low, low)
            }
            Mode::Sil32 => self.unary(Unary::Low, value),
            Mode::Sil64 | Mode::Sil128 => value,
        };
        self.set_word(reg, bits);
    }

    /// The float word at a register, widened to 64 bits.
    pub(super) fn float(&mut self, reg: Reg) -> Value {
        let word = self.word(reg);
        match self.mode {
            Mode::Sil8 => self.unary(Unary::Magnitude, word),
            Mode::Sil16 => self.unary(Unary::Widen, word),
            Mode::Sil32 => {
                let narrow = self.unary(Unary::OfBits, word);
                self.unary(Unary::Promote, narrow)
            }
            Mode::Sil64 | Mode::Sil128 => self.unary(Unary::OfBits, word),
        }
    }

    /// Stores a float of 64 bits, rounded to the mode's type, a NaN as the canonical one.
    pub(super) fn set_float(&mut self, reg: Reg, value: Value) {
        let bits = match self.mode {
            Mode::Sil8 => self.unary(Unary::CellOfFloat, value),
            Mode::Sil16 => self.unary(Unary::Narrow, value),
            Mode::Sil32 => {
                let narrow = self.unary(Unary::Demote, value);
                let canonical = self.unary(Unary::Canon, narrow);
                self.unary(Unary::Bits, canonical)
            }
            Mode::Sil64 | Mode::Sil128 => {
                let canonical = self.unary(Unary::Canon, value);
                self.unary(Unary::Bits, canonical)
            }
        };
        self.set_word(reg, bits);
    }

    /// A number of 64 bits.
    pub(super) fn long(&mut self, number: i64) -> Value {
        self.constant(Type::I64, number)
    }
}
