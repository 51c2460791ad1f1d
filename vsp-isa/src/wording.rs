//! How messages show text that may come from anybody, and numbers of things.

use core::fmt::{self, Write};

/// Whether a character, when it is shown, can change where a terminal writes: control characters, ends of lines, and those
/// that change the direction of text, by which a text can look like another.
pub const fn is_unsafe_to_show(c: char) -> bool {
    matches!(c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text whose [unsafe characters](is_unsafe_to_show) are shown as Rust's escapes.
///
/// ```
/// use vsp_isa::wording::Shown;
/// assert_eq!(Shown::name("a\u{202e}b\n").to_string(), "a\\u{202e}b\\n");
/// // A message may have several lines.
/// assert_eq!(Shown::message("two\n\tlines\u{1b}").to_string(), "two\n\tlines\\u{1b}");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    text: &'a str,
    has_lines: bool,
}

impl<'a> Shown<'a> {
    /// A text on one line.
    pub const fn name(text: &'a str) -> Shown<'a> {
        Shown { text, has_lines: false }
    }

    /// A text whose line feeds and tabs stay what they are.
    pub const fn message(text: &'a str) -> Shown<'a> {
        Shown { text, has_lines: true }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.text.chars() {
            match c {
                '\n' | '\t' if self.has_lines => f.write_char(c)?,
                '\n' | '\t' | '\r' => write!(f, "{}", c.escape_default())?,
                c if is_unsafe_to_show(c) => write!(f, "{}", c.escape_unicode())?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// So many things, in words: `1 byte`, `2 bytes`.
///
/// ```
/// use vsp_isa::wording::Count;
/// assert_eq!(format!("{}, {}", Count(1, "byte"), Count(0, "line")), "1 byte, 0 lines");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Count(pub usize, pub &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Count(number, thing) = self;
        write!(f, "{number} {thing}{}", if *number == 1 { "" } else { "s" })
    }
}

/// What to say where only the first so many of a number of things are shown, if there are more.
///
/// ```
/// use vsp_isa::wording::not_shown;
/// assert_eq!(not_shown(11, 10, "warning").unwrap(), "1 more warning is not shown");
/// assert_eq!(not_shown(102, 100, "error").unwrap(), "2 more errors are not shown");
/// assert_eq!(not_shown(100, 100, "error"), None);
/// ```
#[cfg(feature = "alloc")]
pub fn not_shown(number: usize, shown: usize, thing: &'static str) -> Option<alloc::string::String> {
    let more = number.checked_sub(shown).filter(|&more| more > 0)?;
    let (plural, are) = if more == 1 { ("", "is") } else { ("s", "are") };
    Some(alloc::format!("{more} more {thing}{plural} {are} not shown"))
}
