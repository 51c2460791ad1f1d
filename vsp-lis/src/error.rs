//! What comes back where a program cannot be compiled.

use crate::Exports;
use crate::text::{Diagnostic, Level, Position, Sources};
use std::fmt::{self, Write};
use vsp_isa::wording::{self, Shown};

/// Everything that is wrong with a program.
#[derive(Clone, Debug)]
pub struct Errors {
    /// Errors, and warnings about the same program, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that they are about.
    pub sources: Sources,
    /// What has no place in a source: a file that cannot be read, a program that is too large.
    pub other: Option<String>,
    /// What the program would export but for the errors, as far as that can be told, for tools that go on after errors. The places in
    /// it mean nothing.
    pub exports: Exports,
}

impl Errors {
    /// How many errors [`located`](Self::located) shows at most.
    pub const SHOWN: usize = 100;

    pub(crate) fn new(mut diagnostics: Vec<Diagnostic>, sources: Sources, exports: Exports) -> Errors {
        diagnostics.sort_by_key(|it| it.span);
        Errors { diagnostics, sources, other: None, exports }
    }

    pub(crate) fn other(message: impl Into<String>) -> Errors {
        let (diagnostics, sources) = (Vec::new(), Sources::default());
        Errors { diagnostics, sources, other: Some(message.into()), exports: Exports::default() }
    }

    /// The errors alone, each in one line: file, line, column, message, and what to do.
    pub fn lines(&self) -> Vec<String> {
        self.other.iter().cloned().chain(self.errors().map(|it| it.line(&self.sources))).collect()
    }

    /// The errors alone, without warnings.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|it| it.level == Level::Error)
    }

    /// What to say of the errors that are not shown, if there are some.
    pub fn rest(&self) -> Option<String> {
        wording::not_shown(self.errors().count(), Self::SHOWN, "error")
    }

    /// The errors as the assembler of vsp-isa shows its own: `file:line:column: error: message`, the line, carets below it, and
    /// what to do.
    ///
    /// ```
    /// let errors = vsp_lis::compile_str("fn main() { pint(1); }", "demo.lis").unwrap_err();
    /// let expected = "demo.lis:1:13: error: there is no function `pint`
    /// fn main() { pint(1); }
    ///             ^^^^
    /// help: did you mean `print`?";
    /// assert_eq!(errors.located(), expected);
    /// ```
    pub fn located(&self) -> String {
        let mut text = self.other.as_ref().map_or_else(String::new, |it| format!("{it}\n"));
        for it in self.errors().take(Self::SHOWN) {
            let Position { line, column } = self.sources.position(it.span);
            let name = Shown::name(self.sources.name(it.span.file).unwrap_or_default());
            let message = Shown::message(&it.message);
            let _ = writeln!(text, "{name}:{line}:{column}: error: {message}\n{}", it.excerpt(&self.sources));
            if let Some(help) = &it.help {
                let _ = writeln!(text, "help: {}", Shown::message(help));
            }
        }
        text.extend(self.rest().map(|rest| format!("error: {rest}\n")));
        text.truncate(text.trim_end().len());
        text
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
