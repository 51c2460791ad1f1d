//! What is wrong with a source, and where.

use super::source::printable;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// One thing that is wrong with a source.
///
/// It is displayed as `line:column: error: message`, then the source line, then carets below what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssembleError {
    /// The line, counted from 1.
    pub line: u32,
    /// Where in the line it begins, in characters counted from 1.
    pub column: u32,
    /// What is wrong, what may stand there, and what to do.
    pub message: String,
    /// The source line, or the part of a long one around what is wrong.
    excerpt: String,
    /// White space and carets, to stand below the excerpt.
    marker: String,
}

impl fmt::Display for AssembleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AssembleError { line, column, message, excerpt, marker } = self;
        write!(f, "{line}:{column}: error: {message}\n{excerpt}\n{marker}")
    }
}

impl core::error::Error for AssembleError {}

/// Everything that is wrong with a source: at least one error, in the order of the source.
///
/// ```
/// let errors = vsp_isa::asm::assemble("main:\tMOVE R0, R1\n\tMOVI R2, 200\n", "x.sil").unwrap_err();
/// assert_eq!(errors.iter().map(|error| (error.line, error.column)).collect::<Vec<_>>(), [(1, 7), (2, 11)]);
/// let text = errors.to_string();
/// assert!(text.starts_with("x.sil:1:7: error: unknown mnemonic `MOVE`"));
/// assert!(text.ends_with("\n\tMOVI R2, 200\n\t         ^^^"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssembleErrors {
    file_name: String,
    errors: Vec<AssembleError>,
}

impl AssembleErrors {
    /// The errors, in the order of the source.
    pub fn iter(&self) -> core::slice::Iter<'_, AssembleError> {
        self.errors.iter()
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

impl fmt::Display for AssembleErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            let newline = if index > 0 { "\n" } else { "" };
            write!(f, "{newline}{}:{error}", self.file_name)?;
        }
        Ok(())
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

/// Finds lines and columns: one walk over the source, whatever the number of faults.
pub(super) fn locate(source: &str, file_name: &str, mut faults: Vec<Fault>) -> AssembleErrors {
    faults.sort_by_key(|fault| fault.at);
    let (mut at, mut line, mut column, mut line_start) = (0, 1_u32, 1_u32, 0);
    let errors = faults.into_iter().map(|fault| {
        for (offset, c) in source[at..fault.at].char_indices() {
            column = column.saturating_add(1);
            if c == '\n' {
                (line, column, line_start) = (line.saturating_add(1), 1, at + offset + 1);
            }
        }
        at = fault.at;
        let (excerpt, marker) = excerpt(source, line_start, &fault);
        AssembleError { line, column, message: fault.message, excerpt, marker }
    });
    let errors = errors.collect();
    AssembleErrors { file_name: file_name.to_owned(), errors }
}

/// How many characters before and after the beginning of a fault are shown at most.
const SHOWN: usize = 120;

/// The line around a fault, and the carets to go below it.
fn excerpt(source: &str, line_start: usize, fault: &Fault) -> (String, String) {
    let mut excerpt = String::new();
    let mut marker = String::new();
    let before = &source[line_start..fault.at];
    let cut = before.char_indices().rev().nth(SHOWN - 1).map_or(0, |(offset, _)| offset);
    if cut > 0 {
        excerpt.push_str("...");
        marker.push_str("   ");
    }
    for c in before[cut..].chars() {
        // A tab below a tab keeps the carets in place, however wide tabs are.
        excerpt.push(if c == '\t' { c } else { printable(c) });
        marker.push(if c == '\t' { c } else { ' ' });
    }
    let mut carets = 0;
    for (offset, c) in source[fault.at..].char_indices().take_while(|&(_, c)| c != '\n').take(SHOWN) {
        let ends_line =
            c == '\r' && matches!(source.as_bytes().get(fault.at + offset + 1), None | Some(b'\n'));
        if !ends_line {
            excerpt.push(if c == '\t' { c } else { printable(c) });
            carets += usize::from(offset < fault.length);
        }
    }
    if source[fault.at..].chars().take_while(|&c| c != '\n').nth(SHOWN).is_some() {
        excerpt.push_str("...");
    }
    marker.extend(core::iter::repeat_n('^', carets.max(1)));
    (excerpt, marker)
}
