//! Splitting lines of the source into pieces.

use crate::wording::Shown;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A piece of the source, which knows where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    pub text: &'a str,
    /// Its offset in the source, in bytes.
    pub at: usize,
}

impl<'a> Piece<'a> {
    pub fn is_empty(self) -> bool {
        self.text.is_empty()
    }

    /// The piece without the white space around it.
    pub fn trim(self) -> Piece<'a> {
        let start = self.text.trim_start();
        Piece { text: start.trim_end(), at: self.at + self.text.len() - start.len() }
    }

    /// Cuts the piece at a byte offset, which must be between two characters.
    pub fn split_at(self, offset: usize) -> (Piece<'a>, Piece<'a>) {
        let (text, rest) = self.text.split_at(offset);
        (Piece { text, at: self.at }, Piece { text: rest, at: self.at + offset })
    }

    /// Cuts off the first word: what comes before white space or a character that is never part of a word.
    pub fn split_word(self) -> (Piece<'a>, Piece<'a>) {
        let ends = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '"' | '[' | ']');
        self.split_at(self.text.find(ends).unwrap_or(self.text.len()))
    }

    /// The piece up to the comment, if it has one.
    pub fn without_comment(self) -> Piece<'a> {
        let mut comments = outside_strings(self.text, b';');
        let end = comments.next().unwrap_or(self.text.len());
        self.split_at(end).0
    }

    /// The parts between commas, trimmed; none if the piece is blank.
    pub fn operands(self) -> Vec<Piece<'a>> {
        let mut operands = Vec::new();
        if self.text.trim_start().is_empty() {
            return operands;
        }
        let mut start = 0;
        for comma in outside_strings(self.text, b',') {
            operands.push(Piece { text: &self.text[start..comma], at: self.at + start }.trim());
            start = comma + 1;
        }
        operands.push(Piece { text: &self.text[start..], at: self.at + start }.trim());
        operands
    }

    /// The text for a message: in backquotes, shortened, and with nothing that would upset a terminal.
    pub fn quoted(self) -> String {
        quoted(self.text)
    }
}

/// A text for a message: in backquotes, shortened, and with nothing that would upset a terminal.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    let end = text.char_indices().nth(MOST).map_or(text.len(), |(offset, _)| offset);
    let dots = if end < text.len() { "..." } else { "" };
    format!("`{}{dots}`", Shown::name(&text[..end]))
}

/// The offsets of a character in a text, those inside string literals left out.
fn outside_strings(text: &str, wanted: u8) -> impl Iterator<Item = usize> {
    let mut in_string = false;
    let mut escaped = false;
    text.bytes().enumerate().filter_map(move |(at, byte)| {
        let skip = escaped;
        escaped = false;
        match byte {
            b'"' if !skip => in_string = !in_string,
            b'\\' if in_string && !skip => escaped = true,
            _ => {}
        }
        (byte == wanted && !in_string).then_some(at)
    })
}

/// Whether a text can name a label: a letter or `_`, then letters, digits, `_` and `.`.
pub(crate) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && characters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
}
