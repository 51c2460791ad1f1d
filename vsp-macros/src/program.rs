//! From a source to a program, with what is wrong at its place.

use crate::parse::Source;
use crate::problems::Errors;
use crate::tokens::Text;
use proc_macro2::Span;
use std::path::{Path, PathBuf};
use syn::LitStr;
use vsp_isa::asm;
use vsp_isa::container::{Container, MAGIC};
use vsp_isa::flow::Flow;

/// A program that has been read.
pub(crate) struct Program {
    pub container: Container,
    /// What looks wrong with it.
    pub warnings: Vec<(Span, String)>,
    /// The file that it came from, if any: an edit must compile the crate again.
    pub file: Option<PathBuf>,
}

/// Reads a program, wherever it stands.
pub(crate) fn read(source: &Source) -> Result<Program, Errors> {
    match source {
        Source::Tokens(tokens) => read_tokens(&Text::of(tokens.clone())),
        Source::Text(literal) => read_text(literal),
        Source::File(literal) => read_file(literal),
    }
}

fn read_tokens(text: &Text) -> Result<Program, Errors> {
    let container = asm::assemble(&text.text, "").map_err(|found| {
        let mut errors = Errors::default();
        for error in &found {
            let span = text.span_at(error.line, error.column).unwrap_or_else(Span::call_site);
            // Within a string, the token alone does not say where.
            let place = match text.offset_in_token(error.line, error.column) {
                Some(1..) => format!(
                    " (at character {} of this)",
                    1 + text.offset_in_token(error.line, error.column).unwrap_or(0)
                ),
                Some(0) | None => String::new(),
            };
            errors.add(span, format!("{}{place}", error.message));
        }
        errors
    })?;
    let warnings = warnings(&container, |line, warning| {
        let span = line.and_then(|line| text.span_of_line(line)).unwrap_or_else(Span::call_site);
        (span, warning)
    });
    Ok(Program { container: stripped(container), warnings, file: None })
}

fn read_text(literal: &LitStr) -> Result<Program, Errors> {
    // The compiler does not tell where in a literal a character stands, so the message shows the line.
    let container = asm::assemble(&literal.value(), "line").map_err(|found| all(literal.span(), &found))?;
    let warnings = warnings(&container, |line, warning| {
        let place = line.map_or_else(String::new, |line| format!("line {line}: "));
        (literal.span(), format!("{place}{warning}"))
    });
    Ok(Program { container: stripped(container), warnings, file: None })
}

fn read_file(literal: &LitStr) -> Result<Program, Errors> {
    let name = literal.value();
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let path = Path::new(&folder).join(&name);
    let bytes = std::fs::read(&path).map_err(|error| {
        let message =
            format!("cannot read `{name}`: {error}; the path is relative to the folder of Cargo.toml");
        Errors::one(literal.span(), message)
    })?;
    let container = if bytes.starts_with(&MAGIC) {
        Container::read(&bytes).map_err(|error| Errors::one(literal.span(), format!("{name}: {error}")))?
    } else {
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let message =
                format!("{name}: neither a SILC file nor UTF-8 text (at byte {})", error.valid_up_to());
            Errors::one(literal.span(), message)
        })?;
        asm::assemble(text, &name).map_err(|found| all(literal.span(), &found))?
    };
    let warnings = warnings(&container, |line, warning| {
        let place = line.map_or_else(|| name.clone(), |line| format!("{name}:{line}"));
        (literal.span(), format!("{place}: {warning}"))
    });
    Ok(Program { container: stripped(container), warnings, file: Some(path) })
}

/// All errors of an assembly, at one place.
fn all(span: Span, found: &asm::AssembleErrors) -> Errors {
    let mut errors = Errors::default();
    for report in found.reports() {
        errors.add(span, report);
    }
    errors
}

/// What looks wrong with a program; `place` puts a text about a line to its place.
fn warnings(
    container: &Container,
    place: impl Fn(Option<u32>, String) -> (Span, String),
) -> Vec<(Span, String)> {
    let flow = Flow::analyse(container);
    flow.warnings().iter().map(|warning| place(warning.line, warning.kind.to_string())).collect()
}

/// The program without debug information, which would differ with the way in which it was given.
fn stripped(container: Container) -> Container {
    Container { debug: None, ..container }
}
