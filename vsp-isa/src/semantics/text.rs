//! What printing prints and how a line of input is read, without allocating.

use crate::{Cell, Reg, Registers};
use core::fmt;

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

/// A text in memory, as [`string_at`] finds it. It displays without a newline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringAt<'a> {
    /// The bytes before the NUL. Where they are not UTF-8, U+FFFD is displayed.
    Text(&'a [u8]),
    /// No NUL follows this address; displayed as `[string#ADDRESS]`.
    Unterminated(u16),
}

/// The NUL-terminated text at `arg`.
///
/// ```
/// use vsp_isa::semantics::text::string_at;
/// assert_eq!(string_at(b"one\0two\0", 4).to_string(), "two");
/// assert_eq!(string_at(b"one\0two", 4).to_string(), "[string#4]");
/// ```
pub fn string_at(memory: &[u8], arg: u16) -> StringAt<'_> {
    let rest = memory.get(arg as usize..).unwrap_or_default();
    match rest.iter().position(|&byte| byte == 0) {
        Some(length) => StringAt::Text(&rest[..length]),
        None => StringAt::Unterminated(arg),
    }
}

impl fmt::Display for StringAt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            StringAt::Text(bytes) => {
                for chunk in bytes.utf8_chunks() {
                    f.write_str(chunk.valid())?;
                    if !chunk.invalid().is_empty() {
                        f.write_str("\u{fffd}")?;
                    }
                }
                Ok(())
            }
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
