//! The directives that put values into the program.

use super::number;
use super::place::Place;
use super::source::Piece;
use super::state::Assembler;
use super::text;
use alloc::format;

impl<'a> Assembler<'a> {
    /// `.byte`, `.word16` and so on: integers or labels of `size` bytes each.
    pub fn integers(&mut self, directive: Piece<'a>, values: &[Piece<'a>], size: usize) {
        for value in self.some(directive, values) {
            let segment = self.segment;
            let Some(at) = self.reserve(size, 0, *value) else { return };
            self.set(*value, Place::Bytes(segment, at, size));
        }
    }

    /// `.float16` and so on: floating-point numbers of `size` bytes each.
    pub fn floats(&mut self, directive: Piece<'a>, values: &[Piece<'a>], size: usize) {
        for value in self.some(directive, values) {
            let Some(at) = self.reserve(size, 0, *value) else { return };
            let Some(float) = number::float(value.text) else {
                self.unexpected(*value, "a decimal number such as -1.5e3, inf or nan");
                continue;
            };
            let Some(bits) = float.bits(size) else {
                let message = format!("{} is too large for a float of {} bits", value.quoted(), 8 * size);
                self.fault(*value, message);
                continue;
            };
            let segment = self.segment;
            self.bytes(segment)[at..at + size].copy_from_slice(&bits.to_le_bytes()[..size]);
        }
    }

    /// `.string`: texts, each with a NUL after it.
    pub fn strings(&mut self, directive: Piece<'a>, literals: &[Piece<'a>]) {
        for literal in self.some(directive, literals) {
            match text::parse(*literal) {
                Ok(text) => {
                    let Some(at) = self.reserve(text.len() + 1, 0, *literal) else { return };
                    let segment = self.segment;
                    self.bytes(segment)[at..at + text.len()].copy_from_slice(text.as_bytes());
                }
                Err(faults) => {
                    self.faults.extend(faults);
                    self.layout_known = false;
                }
            }
        }
    }

    /// `.state`: sixteen bytes.
    pub fn state(&mut self, directive: Piece<'a>, value: Piece<'a>) {
        let Some(at) = self.reserve(16, 0, directive) else { return };
        let packed = match value.text.strip_prefix('[') {
            Some(_) => self.state_list(value),
            None if value.is_empty() => {
                self.fault(directive, ".state needs 16 hex bytes in brackets or one hex number");
                None
            }
            None => {
                let number = number::hex(value.text);
                if number.is_none() {
                    let message =
                        "expected 16 hex bytes in brackets or one hex number of up to 128 bits, found";
                    self.fault(value, format_args!("{message} {}", value.quoted()));
                }
                number.map(u128::to_le_bytes)
            }
        };
        if let Some(packed) = packed {
            let segment = self.segment;
            self.bytes(segment)[at..at + 16].copy_from_slice(&packed);
        }
    }

    fn state_list(&mut self, list: Piece<'a>) -> Option<[u8; 16]> {
        let Some(inner) = list.text.strip_suffix(']').and_then(|text| text.strip_prefix('[')) else {
            self.fault(list, "the list of bytes does not end with `]`");
            return None;
        };
        let bytes = Piece { text: inner, at: list.at + 1 }.operands();
        if bytes.len() != 16 {
            let are = if bytes.len() == 1 { "is" } else { "are" };
            self.fault(list, format_args!("a state has 16 bytes, and {} {are} given", bytes.len()));
            return None;
        }
        let mut packed = [0; 16];
        for (byte, piece) in packed.iter_mut().zip(bytes) {
            match number::hex(piece.text).and_then(|value| u8::try_from(value).ok()) {
                Some(value) => *byte = value,
                None => self.unexpected(piece, "a hex byte (00 to FF)"),
            }
        }
        Some(packed)
    }

    /// The values, after telling that there are none where that is so.
    fn some<'b>(&mut self, directive: Piece<'a>, values: &'b [Piece<'a>]) -> &'b [Piece<'a>] {
        if values.is_empty() {
            self.layout_fault(directive, format_args!("{} needs at least one value", directive.text));
        }
        values
    }
}
