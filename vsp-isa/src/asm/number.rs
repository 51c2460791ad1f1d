//! Numbers in the source.

use crate::Reg;
use crate::semantics::half;

/// A whole number: decimal or 0x hex, perhaps negative. One that is too large for 128 bits becomes the largest.
pub(super) fn integer(text: &str) -> Option<i128> {
    let (negative, magnitude) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (digits, radix) = match magnitude.strip_prefix("0x").or_else(|| magnitude.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None => (magnitude, 10),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value: i128 = 0;
    for c in digits.chars() {
        let digit = c.to_digit(radix)?;
        value = value.saturating_mul(i128::from(radix)).saturating_add(i128::from(digit));
    }
    Some(if negative { -value } else { value })
}

/// Hex digits, with or without 0x before them. `None` for other characters, or if they need more than 128 bits.
pub(super) fn hex(text: &str) -> Option<u128> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let starts_with_digit = digits.starts_with(|c: char| c.is_ascii_hexdigit());
    starts_with_digit.then(|| u128::from_str_radix(digits, 16).ok())?
}

/// The text of a floating-point number.
#[derive(Clone, Copy, Debug)]
pub(super) struct FloatText<'a>(&'a str);

/// A floating-point number: decimal, with or without a fraction and an exponent, perhaps negative, or `inf` or `nan`.
pub(super) fn float(text: &str) -> Option<FloatText<'_>> {
    let magnitude = text.strip_prefix('-').unwrap_or(text);
    let decimal = magnitude.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let named = ["inf", "nan"].iter().any(|name| magnitude.eq_ignore_ascii_case(name));
    ((decimal || named) && text.parse::<f64>().is_ok()).then_some(FloatText(text))
}

impl FloatText<'_> {
    /// The bits of the nearest number of 16, 32 or 64 bits (`size` is in bytes); NaN is the canonical one. `None` if a
    /// finite number is too large.
    pub fn bits(self, size: usize) -> Option<u64> {
        let wide: f64 = self.0.parse().ok()?;
        let narrow: f32 = self.0.parse().ok()?;
        let (bits, infinity) = match size {
            2 => (u64::from(half::narrow(wide)), 0x7c00),
            4 if wide.is_nan() => (0x7fc0_0000, 0x7f80_0000),
            4 => (u64::from(narrow.to_bits()), 0x7f80_0000),
            _ if wide.is_nan() => (0x7ff8 << 48, 0x7ff0 << 48),
            _ => (wide.to_bits(), 0x7ff0 << 48),
        };
        let sign = 1 << (8 * size - 1);
        let overflows = bits & !sign == infinity && !self.0.ends_with(['f', 'F']);
        (!overflows).then_some(bits)
    }
}

/// The register of a name.
pub(crate) fn register(text: &str) -> Option<Reg> {
    nibble_after(text, b'r').and_then(Reg::new)
}

/// The number that L0 to LF stand for.
pub(super) fn layer(text: &str) -> Option<u8> {
    nibble_after(text, b'l')
}

fn nibble_after(text: &str, letter: u8) -> Option<u8> {
    let [first, digit] = text.as_bytes() else { return None };
    let digit = char::from(*digit).to_digit(16)?;
    first.eq_ignore_ascii_case(&letter).then_some(digit as u8)
}
