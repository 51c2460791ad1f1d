//! From a source to a program, with what is wrong at its place.

use crate::parse::Source;
use crate::problems::Errors;
use crate::tokens::Text;
use proc_macro2::Span;
use std::path::Path;
use syn::LitStr;
use vsp_isa::asm::{AssembleErrors, assemble};
use vsp_isa::container::{Container, MAGIC};
use vsp_isa::flow::Flow;

/// A program that has been read.
pub(crate) struct Program {
    /// Without debug information, which would differ with the way in which the program was given.
    pub container: Container,
    /// What looks wrong with it.
    pub warnings: Vec<(Span, String)>,
    /// The path of the file that it came from, if any: an edit must compile the crate again.
    pub file: Option<String>,
}

/// Reads a program, wherever it stands.
pub(crate) fn read(source: &Source) -> Result<Program, Errors> {
    match source {
        Source::Tokens(tokens, _) => read_tokens(&Text::of(tokens.clone())?, source.span()),
        Source::Text(literal) => read_text(literal),
        Source::File(literal) => read_file(literal),
    }
}

fn read_tokens(text: &Text, otherwise: Span) -> Result<Program, Errors> {
    let container = assemble(&text.text, "").map_err(|found| {
        let mut errors = Errors::of(&found);
        for error in &found {
            let range = text.range(error.line, error.column, error.length);
            // Within a string, the token alone does not say where.
            let place = match text.offset_in_token(error.line, error.column) {
                Some(offset @ 1..) => format!(" (at character {} of this)", offset + 1),
                Some(0) | None => String::new(),
            };
            errors.add(range.unwrap_or(otherwise.into()), format!("{}{place}", error.message));
        }
        errors
    })?;
    let place = |line: Option<u32>, warning| {
        let span = line.and_then(|line| text.statement(line)).unwrap_or(otherwise);
        (span, warning)
    };
    Ok(program(container, place, None))
}

fn read_text(literal: &LitStr) -> Result<Program, Errors> {
    // The compiler does not tell where in a literal a character stands, so the message shows the line.
    let container = assemble(&literal.value(), "").map_err(|found| {
        all(literal, &found, |line, column| format!("line {line}, column {column} of the text"))
    })?;
    let place = |line: Option<u32>, warning| {
        let place = line.map_or_else(String::new, |line| format!("line {line} of the text: "));
        (literal.span(), format!("{place}{warning}"))
    };
    Ok(program(container, place, None))
}

fn read_file(literal: &LitStr) -> Result<Program, Errors> {
    let name = literal.value();
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let path = Path::new(&folder).join(&name);
    let bytes = std::fs::read(&path).map_err(|error| {
        let message = format!("cannot read `{name}`: {error}; paths begin at the folder of Cargo.toml");
        Errors::one(literal.span(), message)
    })?;
    let Some(path) = path.to_str() else {
        return Err(Errors::one(literal.span(), format!("the path `{}` is not UTF-8", path.display())));
    };
    let container = if bytes.starts_with(&MAGIC) {
        Container::read(&bytes).map_err(|error| Errors::one(literal.span(), format!("{name}: {error}")))?
    } else {
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let message =
                format!("{name}: neither a SILC file nor UTF-8 text (at byte {})", error.valid_up_to());
            Errors::one(literal.span(), message)
        })?;
        let place = |line, column| format!("{name}:{line}:{column}");
        assemble(text, &name).map_err(|found| all(literal, &found, place))?
    };
    let place = |line: Option<u32>, warning| {
        let place = line.map_or_else(|| name.clone(), |line| format!("{name}:{line}"));
        (literal.span(), format!("{place}: {warning}"))
    };
    Ok(program(container, place, Some(path.to_owned())))
}

/// All errors of an assembly, at one place; `place` names the line and the column.
fn all(literal: &LitStr, found: &AssembleErrors, place: impl Fn(u32, u32) -> String) -> Errors {
    let mut errors = Errors::of(found);
    for (error, excerpt) in found.iter().zip(found.excerpts()) {
        let place = place(error.line, error.column);
        errors.add(literal.span(), format!("{place}: {}\n{excerpt}", error.message));
    }
    errors
}

/// A program with its warnings; `place` puts a text about a line to its place.
fn program(
    container: Container,
    place: impl Fn(Option<u32>, String) -> (Span, String),
    file: Option<String>,
) -> Program {
    let warnings = Flow::analyse(&container).warnings(&container);
    let warnings = warnings.iter().map(|warning| place(warning.line, warning.kind.to_string()));
    Program { warnings: warnings.collect(), container: Container { debug: None, ..container }, file }
}
