//! What is wrong with a source, and where.

use crate::container::Symbol;
use crate::wording::{self, Shown, is_unsafe_to_show};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

/// Where something in a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// Where in the source it begins, in bytes.
    pub at: usize,
    /// How many bytes it takes.
    pub bytes: usize,
}

/// One thing that is wrong with a source.
///
/// It is displayed as `line:column: error: message`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssembleError {
    /// The line, counted from 1.
    pub line: u32,
    /// Where in the line it begins, in characters counted from 1.
    pub column: u32,
    /// How many characters of the line are wrong; 0 where something is missing.
    pub length: u32,
    /// What is wrong, what may stand there, and what to do.
    pub message: String,
    pub(super) spot: Spot,
}

impl fmt::Display for AssembleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: error: {}", self.line, self.column, self.message)
    }
}

impl core::error::Error for AssembleError {}

/// Everything that is wrong with a source: at least one error, in the order of the source.
///
/// Each is displayed as `file:line:column: error: message`, then the source line, or the part of a long one around what is
/// wrong, then carets below that. After the first [`SHOWN`](Self::SHOWN), one line says how many more there are;
/// [`iter`](Self::iter) has all.
///
/// ```
/// let errors = vsp_isa::asm::assemble("main:\tMOVE R0, R1\n\tMOVI R2, 200\n", "x.sil").unwrap_err();
/// assert_eq!(errors.iter().map(|error| (error.line, error.column)).collect::<Vec<_>>(), [(1, 7), (2, 11)]);
/// let text = errors.to_string();
/// assert!(text.starts_with("x.sil:1:7: error: unknown mnemonic `MOVE`"));
/// assert!(text.ends_with("\n\tMOVI R2, 200\n\t         ^^^"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct AssembleErrors {
    file_name: String,
    /// The source, for its lines.
    source: String,
    errors: Vec<AssembleError>,
    symbols: Vec<Symbol>,
}

impl AssembleErrors {
    /// How many errors are displayed at most.
    pub const SHOWN: usize = 100;

    /// The errors, in the order of the source.
    pub fn iter(&self) -> core::slice::Iter<'_, AssembleError> {
        self.errors.iter()
    }

    /// For each error the source line that it is in, and below that, after a line feed, the carets.
    pub fn excerpts(&self) -> impl Iterator<Item = String> + '_ {
        self.errors.iter().map(|error| excerpt(&self.source, error.spot.at, error.spot.bytes))
    }

    /// What to say of the errors that are not displayed, if there are some.
    ///
    /// ```
    /// let errors = vsp_isa::asm::assemble(&"FROB\n".repeat(102), "x.sil").unwrap_err();
    /// assert_eq!(errors.rest().unwrap(), "2 more errors are not shown");
    /// ```
    pub fn rest(&self) -> Option<String> {
        wording::not_shown(self.errors.len(), Self::SHOWN, "error")
    }

    /// The symbols that the program would have but for the errors, as far as they can be told: for tools that go on after
    /// errors.
    ///
    /// ```
    /// let errors = vsp_isa::asm::assemble(".global run\nrun: FROB\n", "x.sil").unwrap_err();
    /// assert_eq!(errors.symbols()[0].name, "run");
    /// ```
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// The name of the source file, as it was given.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }
}

impl<'a> IntoIterator for &'a AssembleErrors {
    type Item = &'a AssembleError;
    type IntoIter = core::slice::Iter<'a, AssembleError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for AssembleErrors {
    /// As displayed, which is what helps in the message of a failed `unwrap`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for AssembleErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = Shown::name(&self.file_name);
        for (index, (error, excerpt)) in self.errors.iter().zip(self.excerpts()).take(Self::SHOWN).enumerate()
        {
            let newline = if index > 0 { "\n" } else { "" };
            write!(f, "{newline}{file}:{error}\n{excerpt}")?;
        }
        self.rest().map_or(Ok(()), |rest| write!(f, "\n{file}: error: {rest}"))
    }
}

impl core::error::Error for AssembleErrors {}

/// Something wrong with a part of the source, before its line and column are known.
#[derive(Debug)]
pub(super) struct Fault {
    /// Where it begins, and how much it takes, in bytes.
    pub at: usize,
    pub length: usize,
    pub message: String,
}

/// Why there is no program.
#[derive(Debug)]
pub(super) struct Failure {
    pub faults: Vec<Fault>,
    /// What the program's symbols would be.
    pub symbols: Vec<Symbol>,
}

/// Finds lines and columns: one walk over the source, whatever the number of faults.
pub(super) fn located(source: &str, mut faults: Vec<Fault>) -> Vec<AssembleError> {
    faults.sort_by_key(|fault| fault.at);
    let (mut at, mut line, mut column) = (0, 1_u32, 1_u32);
    let errors = faults.into_iter().map(|fault| {
        for c in source[at..fault.at].chars() {
            column = column.saturating_add(1);
            if c == '\n' {
                (line, column) = (line.saturating_add(1), 1);
            }
        }
        at = fault.at;
        let length = source[at..at + fault.length].chars().count() as u32;
        let spot = Spot { at, bytes: fault.length };
        AssembleError { line, column, length, message: fault.message, spot }
    });
    errors.collect()
}

/// What is wrong with a source, with its places.
pub(super) fn locate(source: &str, file_name: &str, failure: Failure) -> AssembleErrors {
    let errors = located(source, failure.faults);
    AssembleErrors {
        file_name: file_name.to_owned(),
        source: source.to_owned(),
        errors,
        symbols: failure.symbols,
    }
}

/// How many characters before and after the beginning of what is marked are shown at most.
const AROUND: usize = 120;

/// The line around a place of a source, or the part of a long one, and after a line feed white space and carets that stand below
/// the place when the two are shown below each other: how all messages about sources show them.
///
/// `at` and `bytes` are where the place begins and how long it is, in bytes; carets end with the line, and there is one at least.
///
/// # Panics
/// If the place begins outside of the source, or within a character.
///
/// ```
/// assert_eq!(vsp_isa::asm::excerpt("a\n\tlet b = ;\n", 11, 1), "\tlet b = ;\n\t        ^");
/// ```
pub fn excerpt(source: &str, at: usize, bytes: usize) -> String {
    let mut excerpt = String::new();
    let mut marker = String::new();
    let before = source[..at].rsplit('\n').next().unwrap_or_default();
    let cut = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(offset, _)| offset);
    if cut > 0 {
        excerpt.push_str("...");
        marker.push_str("   ");
    }
    for c in before[cut..].chars() {
        // A tab below a tab keeps the carets in place, however wide tabs are.
        let width = push_shown(&mut excerpt, c);
        marker.extend(core::iter::repeat_n(if c == '\t' { c } else { ' ' }, width));
    }
    let mut carets = 0;
    for (offset, c) in source[at..].char_indices().take_while(|&(_, c)| c != '\n').take(AROUND) {
        let ends_line = c == '\r' && matches!(source.as_bytes().get(at + offset + 1), None | Some(b'\n'));
        if !ends_line {
            let width = push_shown(&mut excerpt, c);
            carets += if offset < bytes { width } else { 0 };
        }
    }
    if source[at..].chars().take_while(|&c| c != '\n').nth(AROUND).is_some() {
        excerpt.push_str("...");
    }
    marker.extend(core::iter::repeat_n('^', carets.max(1)));
    format!("{excerpt}\n{marker}")
}

/// Adds a character as it is shown, and says how many characters that are.
fn push_shown(text: &mut String, c: char) -> usize {
    if c == '\t' || !is_unsafe_to_show(c) {
        text.push(c);
        return 1;
    }
    let before = text.len();
    let _ = write!(text, "{}", Shown::name(c.encode_utf8(&mut [0; 4])));
    text.len() - before
}
