//! Taking lines of the text form apart.

use core::fmt;

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl core::error::Error for ParseError {}

/// The rest of a line.
pub(super) struct Scanner<'a> {
    pub line: usize,
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    pub fn new(line: usize, text: &'a str) -> Scanner<'a> {
        Scanner { line, rest: text.trim() }
    }

    pub fn error<T>(&self, expected: &str) -> Result<T, ParseError> {
        match self.rest {
            "" => self.fault(format!("expected {expected}, found the end of the line")),
            found => self.fault(format!("expected {expected}, found `{found}`")),
        }
    }

    pub fn fault<T>(&self, message: String) -> Result<T, ParseError> {
        Err(ParseError { line: self.line, message })
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Takes a word off: letters, digits and what stands within names of locations, modes and negative numbers.
    pub fn word(&mut self) -> &'a str {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        word
    }

    /// Takes this off if it is next.
    pub fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    /// Takes this word off if it is next.
    pub fn take_word(&mut self, word: &str) -> bool {
        let before = self.rest;
        let found = self.word() == word;
        if !found {
            self.rest = before;
        }
        found
    }

    pub fn expect(&mut self, text: &str) -> Result<(), ParseError> {
        if self.take(text) { Ok(()) } else { self.error(&format!("`{text}`")) }
    }

    pub fn expect_word(&mut self, word: &str) -> Result<(), ParseError> {
        if self.take_word(word) { Ok(()) } else { self.error(&format!("`{word}`")) }
    }

    /// Takes a number off.
    pub fn number<N: core::str::FromStr>(&mut self) -> Result<N, ParseError> {
        let before = self.rest;
        match self.word().parse() {
            Ok(number) => Ok(number),
            Err(_) => {
                self.rest = before;
                self.error("a number in range")
            }
        }
    }

    /// Takes something off that `find` finds by its name.
    pub fn named<T>(&mut self, what: &str, find: impl FnOnce(&str) -> Option<T>) -> Result<T, ParseError> {
        let before = self.rest;
        match find(self.word()) {
            Some(found) => Ok(found),
            None => {
                self.rest = before;
                self.error(what)
            }
        }
    }

    /// Takes the number of something off whose name is a letter and a number.
    pub fn numbered(&mut self, letter: char, what: &str) -> Result<u32, ParseError> {
        self.named(what, |word| word.strip_prefix(letter)?.parse().ok())
    }

    /// Takes the name of a location off.
    pub fn location(&mut self) -> Result<crate::Location, ParseError> {
        let end = self.rest.find([' ', '=', ',', '}']).unwrap_or(self.rest.len());
        match crate::Location::from_name(&self.rest[..end]) {
            Some(location) => {
                self.rest = self.rest[end..].trim_start();
                Ok(location)
            }
            None => self.error("a location"),
        }
    }
}
