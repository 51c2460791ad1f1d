//! Diagnostics: errors and warnings, each at its place.

use super::{Sources, Span};
use annotate_snippets::{AnnotationKind, Level as Title, Renderer, Snippet};
use std::fmt::Write;
use vsp_isa::wording::Shown;

/// How much something matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The program cannot be compiled.
    Error,
    /// The program can be compiled; something looks wrong.
    Warning,
}

/// Something to tell about a place of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub level: Level,
    /// The place.
    pub span: Span,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it, if that is known.
    pub help: Option<String>,
}

impl Diagnostic {
    /// The message with its place and the source, as compilers print it.
    ///
    /// ```
    /// let errors = vsp_lis::compile_str("fn main() { pint(1); }", "demo.lis").unwrap_err();
    /// let text = errors.to_string();
    /// assert!(text.contains("error: there is no function `pint`"));
    /// assert!(text.contains("--> demo.lis:1:13"));
    /// assert!(text.contains("help: did you mean `print`?"));
    /// ```
    pub fn render(&self, sources: &Sources) -> String {
        self.render_by(&Renderer::plain(), sources)
    }

    /// The same in colour, for terminals.
    pub fn render_coloured(&self, sources: &Sources) -> String {
        self.render_by(&Renderer::styled(), sources)
    }

    fn render_by(&self, renderer: &Renderer, sources: &Sources) -> String {
        let level = match self.level {
            Level::Error => Title::ERROR,
            Level::Warning => Title::WARNING,
        };
        let text = sources.text(self.span.file).unwrap_or("");
        // The library makes the source harmless to terminals, but neither names nor messages.
        let name = Shown::name(sources.name(self.span.file).unwrap_or("")).to_string();
        let message = Shown::message(&self.message).to_string();
        let end = (self.span.end as usize).min(text.len());
        let start = (self.span.start as usize).min(end);
        let snippet = Snippet::source(text).path(name).annotation(AnnotationKind::Primary.span(start..end));
        let mut group = level.primary_title(message).element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Title::HELP.message(Shown::message(help).to_string()));
        }
        renderer.render(&[group])
    }

    /// The line that the place begins in, and carets below it.
    pub fn excerpt(&self, sources: &Sources) -> String {
        let text = sources.text(self.span.file).unwrap_or_default();
        let start = text.floor_char_boundary(self.span.start as usize);
        vsp_isa::asm::excerpt(text, start, self.span.end.saturating_sub(self.span.start) as usize)
    }

    /// One line: file, line, column, message.
    pub fn line(&self, sources: &Sources) -> String {
        let position = sources.position(self.span);
        let name = sources.name(self.span.file).unwrap_or("");
        let mut line = format!("{name}:{}:{}: {}", position.line, position.column, self.message);
        if let Some(help) = &self.help {
            let _ = write!(line, "; {help}");
        }
        line
    }
}

/// Collects what is told while a program is compiled.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub told: Vec<Diagnostic>,
    errors: usize,
}

/// More errors than these are not kept: nobody reads them, and hostile texts could make millions.
const MOST: usize = 500;

impl Report {
    fn tell(&mut self, level: Level, span: Span, message: String, help: Option<String>) {
        if level == Level::Error {
            self.errors += 1;
        }
        if self.told.len() < MOST {
            let it = Diagnostic { level, span, message, help };
            // Functions without types are checked once for each instance: tell the same thing once.
            if !self.told.contains(&it) {
                self.told.push(it);
            }
        }
    }

    pub fn error(&mut self, span: Span, message: impl Into<String>) {
        self.tell(Level::Error, span, message.into(), None);
    }

    pub fn error_help(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.tell(Level::Error, span, message.into(), Some(help.into()));
    }

    pub fn error_maybe_help(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.tell(Level::Error, span, message.into(), help);
    }

    pub fn warn(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.tell(Level::Warning, span, message.into(), help);
    }

    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }
}
