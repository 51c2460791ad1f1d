//! What printing prints and how a line of input is read, without allocating.

use crate::{Cell, Reg, Registers, TrapKind};
use core::ffi::CStr;
use core::fmt;

/// How many bytes of memory are searched for the NUL that ends a text: 65,536, counted from the text's first byte. So no text
/// has more than 65,535 bytes, and what is done with one has a bound.
pub const MAX_TEXT: usize = 1 << 16;

/// Displays a cell as it stands, as in `ByteSil(ρ=-3, θ=12)`.
#[derive(Clone, Copy, Debug)]
pub struct BytesilText(pub Cell);

impl fmt::Display for BytesilText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ByteSil(ρ={}, θ={})", self.0.rho, self.0.theta)
    }
}

/// Displays all registers as they stand: the line `State:` and a line for each, every line with its newline.
#[derive(Clone, Copy, Debug)]
pub struct StateText<'a>(pub &'a Registers);

impl fmt::Display for StateText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State:\n")?;
        for reg in Reg::all() {
            let cell = self.0.get(reg);
            writeln!(f, "  L{:X}: ρ={:+3}, θ={:2}", reg.index(), cell.rho, cell.theta)?;
        }
        Ok(())
    }
}

/// Displays a float with six decimals, or as `NaN`, `inf` or `-inf`.
///
/// ```
/// use vsp_isa::semantics::text::FloatText;
/// assert_eq!(FloatText(2.0 / 3.0).to_string(), "0.666667");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FloatText(pub f64);

impl fmt::Display for FloatText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.0)
    }
}

/// Displays bytes as UTF-8, with U+FFFD for what is none.
///
/// ```
/// use vsp_isa::semantics::text::Utf8Text;
/// assert_eq!(Utf8Text(b"caf\xc3\xa9 \xff").to_string(), "café \u{fffd}");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Utf8Text<'a>(pub &'a [u8]);

impl fmt::Display for Utf8Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            f.write_str(chunk.valid())?;
            if !chunk.invalid().is_empty() {
                f.write_str("\u{fffd}")?;
            }
        }
        Ok(())
    }
}

/// The NUL-terminated text at an address, without its NUL.
///
/// # Errors
/// [`TrapKind::AddressOutOfBounds`] if the address is outside of memory, below 0 included, or if there is no NUL before the end
/// of memory or among the first [`MAX_TEXT`] bytes.
///
/// ```
/// use vsp_isa::{TrapKind, semantics::text::text_at};
/// assert_eq!(text_at(b"one\0two\0", 4), Ok(&b"two"[..]));
/// assert_eq!(text_at(b"one\0two", 4), Err(TrapKind::AddressOutOfBounds));
/// assert_eq!(text_at(b"one\0", -1), Err(TrapKind::AddressOutOfBounds));
/// ```
pub fn text_at(memory: &[u8], address: i64) -> Result<&[u8], TrapKind> {
    let rest = usize::try_from(address).ok().and_then(|at| memory.get(at..)).unwrap_or_default();
    let searched = &rest[..rest.len().min(MAX_TEXT)];
    CStr::from_bytes_until_nul(searched).map(CStr::to_bytes).map_err(|_| TrapKind::AddressOutOfBounds)
}

/// A text in memory, as [`string_at`] finds it. It displays without a newline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringAt<'a> {
    /// The bytes before the NUL, displayed as by [`Utf8Text`].
    Text(&'a [u8]),
    /// No NUL follows this address within [`MAX_TEXT`] bytes; displayed as `[string#ADDRESS]`.
    Unterminated(u16),
}

/// The NUL-terminated text at `arg`, as print_string prints it.
///
/// ```
/// use vsp_isa::semantics::text::string_at;
/// assert_eq!(string_at(b"one\0two\0", 4).to_string(), "two");
/// assert_eq!(string_at(b"one\0two", 4).to_string(), "[string#4]");
/// ```
pub fn string_at(memory: &[u8], arg: u16) -> StringAt<'_> {
    text_at(memory, arg.into()).map_or(StringAt::Unterminated(arg), StringAt::Text)
}

impl fmt::Display for StringAt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            StringAt::Text(bytes) => Utf8Text(bytes).fmt(f),
            StringAt::Unterminated(address) => write!(f, "[string#{address}]"),
        }
    }
}

/// The decimal integer that a line of input is, white space around it aside; `None` if it is none or passes 64 bits.
///
/// ```
/// use vsp_isa::semantics::text::parse_integer;
/// assert_eq!(parse_integer(b" -12\r\n"), Some(-12));
/// assert_eq!(parse_integer(b"12 monkeys"), None);
/// ```
pub fn parse_integer(line: &[u8]) -> Option<i64> {
    core::str::from_utf8(line).ok()?.trim().parse().ok()
}

/// The float that a line of input is, white space around it aside; `None` if it is none.
///
/// Exponents, `inf` and `NaN` are read as well.
///
/// ```
/// use vsp_isa::semantics::text::parse_float;
/// assert_eq!(parse_float(b"\t2.5e3\n"), Some(2500.0));
/// assert_eq!(parse_float(b""), None);
/// ```
pub fn parse_float(line: &[u8]) -> Option<f64> {
    core::str::from_utf8(line).ok()?.trim().parse().ok()
}
