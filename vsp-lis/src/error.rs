//! What comes back where a program cannot be compiled.

use crate::text::{Diagnostic, Level, Sources};
use std::fmt;

/// Everything that is wrong with a program.
#[derive(Clone, Debug)]
pub struct Errors {
    /// Errors, and warnings about the same program, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that they are about.
    pub sources: Sources,
    /// What has no place in a source: a file that cannot be read, a program that is too large.
    pub other: Option<String>,
}

impl Errors {
    pub(crate) fn new(mut diagnostics: Vec<Diagnostic>, sources: Sources) -> Errors {
        diagnostics.sort_by_key(|it| it.span);
        Errors { diagnostics, sources, other: None }
    }

    pub(crate) fn other(message: impl Into<String>) -> Errors {
        Errors { diagnostics: Vec::new(), sources: Sources::default(), other: Some(message.into()) }
    }

    /// The errors alone, each in one line: file, line, column, message, and what to do.
    pub fn lines(&self) -> Vec<String> {
        let errors = self.diagnostics.iter().filter(|it| it.level == Level::Error);
        self.other.iter().cloned().chain(errors.map(|it| it.line(&self.sources))).collect()
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(other) = &self.other {
            writeln!(f, "error: {other}")?;
        }
        for it in &self.diagnostics {
            writeln!(f, "{}\n", it.render(&self.sources))?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}
