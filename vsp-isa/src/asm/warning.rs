//! Warnings about sources that can be assembled.

use super::error::Fault;
use super::error::{AssembleError, Spot, excerpt, located};
use crate::container::Container;
use crate::wording::{self, Shown};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Something in a source that is likely not to be meant.
///
/// It is displayed as `line:column: warning: message`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssembleWarning {
    /// The line, counted from 1.
    pub line: u32,
    /// Where in the line it begins, in characters counted from 1.
    pub column: u32,
    /// How many characters of the line it takes.
    pub length: u32,
    /// What it means, and what to write instead.
    pub message: String,
    spot: Spot,
}

impl fmt::Display for AssembleWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: warning: {}", self.line, self.column, self.message)
    }
}

/// All warnings of a source, in its order; perhaps none.
///
/// They are displayed as [errors](super::AssembleErrors) are, the first [`SHOWN`](Self::SHOWN) of them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AssembleWarnings {
    file_name: String,
    /// The source, for its lines; empty if there is no warning.
    source: String,
    warnings: Vec<AssembleWarning>,
}

impl AssembleWarnings {
    /// How many warnings are displayed at most.
    pub const SHOWN: usize = 10;

    pub(super) fn new(source: &str, file_name: &str, faults: Vec<Fault>) -> AssembleWarnings {
        if faults.is_empty() {
            return AssembleWarnings::default();
        }
        let warning = |AssembleError { line, column, length, message, spot }| AssembleWarning {
            line,
            column,
            length,
            message,
            spot,
        };
        let warnings = located(source, faults).into_iter().map(warning).collect();
        AssembleWarnings { file_name: file_name.to_owned(), source: source.to_owned(), warnings }
    }

    /// The warnings, in the order of the source.
    pub fn iter(&self) -> core::slice::Iter<'_, AssembleWarning> {
        self.warnings.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.warnings.is_empty()
    }

    /// What to say of the warnings that are not displayed, if there are some.
    pub fn rest(&self) -> Option<String> {
        wording::not_shown(self.warnings.len(), Self::SHOWN, "warning")
    }
}

impl<'a> IntoIterator for &'a AssembleWarnings {
    type Item = &'a AssembleWarning;
    type IntoIter = core::slice::Iter<'a, AssembleWarning>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for AssembleWarnings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for AssembleWarnings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = Shown::name(&self.file_name);
        for (index, warning) in self.warnings.iter().take(Self::SHOWN).enumerate() {
            let newline = if index > 0 { "\n" } else { "" };
            write!(
                f,
                "{newline}{file}:{warning}\n{}",
                excerpt(&self.source, warning.spot.at, warning.spot.bytes)
            )?;
        }
        self.rest().map_or(Ok(()), |rest| write!(f, "\n{file}: warning: {rest}"))
    }
}

/// A program, and what looks wrong with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assembly {
    /// The program.
    pub container: Container,
    /// What is likely not to be meant.
    pub warnings: AssembleWarnings,
}
