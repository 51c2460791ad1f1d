//! From a source to a program, with errors at their places.

use crate::parse::Source;
use crate::problems::Errors;
use crate::program::{Program, program};
use crate::tokens::Text;
use crate::{language, lis};
use proc_macro2::Span;
use std::path::{Path, PathBuf};
use syn::LitStr;
use vsp_isa::asm::{
    AssembleErrors, AssembleWarning, AssembleWarnings, Assembly, assemble, assemble_with_warnings,
};
use vsp_isa::container::{Container, MAGIC, Symbol};

/// What is said of a statement in a comment that somebody may have thought to be none.
const HIDDEN: &str =
    "`;` begins a comment, and this is part of it; each statement stands on a line of its own";

/// Reads a program, wherever it stands.
pub(crate) fn read(source: &Source) -> Result<Program, Errors> {
    match source {
        Source::Tokens(tokens, _) if language::is_lis(tokens) => lis::read_tokens(tokens.clone(), source),
        Source::Tokens(tokens, _) => match Text::of(tokens.clone()) {
            (text, errors) if errors.is_empty() => read_tokens(&text, source.span()),
            (text, mut errors) => {
                errors.symbols = symbols(&text);
                Err(errors)
            }
        },
        Source::Text(literal) => read_text(literal),
        Source::File(literal) => read_file(literal),
    }
}

fn read_tokens(text: &Text, otherwise: Span) -> Result<Program, Errors> {
    let Assembly { container, warnings, .. } = assemble_with_warnings(&text.text, "").map_err(|found| {
        let mut errors = Errors::of(&found);
        // An editor that does not tell where lines end has the compiler check the program, too.
        for error in found.iter().take(AssembleErrors::SHOWN).filter(|_| text.has_places) {
            let range = text.range(error.line, error.column, error.length);
            // Within a string, the token alone does not say where.
            let place = match text.offset_in_token(error.line, error.column) {
                Some(offset @ 1..) => format!(" (at character {} of this)", offset + 1),
                Some(0) | None => String::new(),
            };
            errors.add(range.unwrap_or(otherwise.into()), format!("{}{place}", error.message));
        }
        if let Some(rest) = found.rest().filter(|_| text.has_places) {
            errors.add(otherwise, rest);
        }
        errors
    })?;
    let place = |line: Option<u32>, warning| {
        let span = line.and_then(|line| text.statement(line)).unwrap_or(otherwise);
        (span, warning)
    };
    let mut program = program(container, otherwise, place, Vec::new())?;
    for warning in shown(&warnings).filter(|_| text.has_places) {
        let range = text.range(warning.line, warning.column, warning.length);
        program.warnings.push((range.map_or(otherwise, |range| range.first), warning.message.clone()));
    }
    program.warnings.extend(warnings.rest().map(|rest| (otherwise, rest)));
    program.warnings.extend(text.hidden.iter().map(|span| (*span, HIDDEN.to_owned())));
    Ok(program)
}

/// What a program's symbols are, or would be but for its errors.
fn symbols(text: &Text) -> Vec<Symbol> {
    assemble(&text.text, "").map_or_else(|found| found.symbols().to_vec(), |container| container.symbols)
}

fn read_text(literal: &LitStr) -> Result<Program, Errors> {
    let path = literal.value();
    if [".sil", ".silc", ".lis", "lis.toml"].iter().any(|ending| path.ends_with(ending))
        && !path.contains(char::is_whitespace)
    {
        let message = format!("this looks like a path; a program in a file is given as `file \"{path}\"`");
        return Err(Errors::one(literal.span(), message));
    }
    let ahead = ahead(literal);
    if language::is_lis_text(&literal.value()) {
        return lis::read_text(literal, ahead);
    }
    let of = if ahead.is_some() { "" } else { " of the text" };
    let text = ahead.unwrap_or_default() + &literal.value();
    let Assembly { container, warnings, .. } = assemble_with_warnings(&text, "").map_err(|found| {
        all(literal, &found, |line, column| match (line, column, of) {
            // Ahead of the text, which is what is wrong as a whole.
            (1, 1, "") => String::new(),
            _ => format!("line {line}, column {column}{of}: "),
        })
    })?;
    let place = |line: Option<u32>, warning| {
        let place = line.map_or_else(String::new, |line| format!("line {line}{of}: "));
        (literal.span(), format!("{place}{warning}"))
    };
    let mut program = program(container, literal.span(), place, Vec::new())?;
    for warning in shown(&warnings) {
        let (line, column, message) = (warning.line, warning.column, &warning.message);
        program.warnings.push((literal.span(), format!("line {line}, column {column}{of}: {message}")));
    }
    program.warnings.extend(warnings.rest().map(|rest| (literal.span(), rest)));
    Ok(program)
}

/// White space ahead of a literal's text that makes its lines and columns those of the source, since the compiler marks
/// nothing but the whole literal. `None` where the text is not in the source as it is.
fn ahead(literal: &LitStr) -> Option<String> {
    let (token, start) = (literal.token().to_string(), literal.span().start());
    let quote = token.find('"')?;
    let as_it_is = token.starts_with('r') || !token.contains('\\');
    let has_place = start < literal.span().end();
    let columns = start.column + quote + 1;
    (as_it_is && has_place).then(|| "\n".repeat(start.line - 1) + &" ".repeat(columns))
}

fn read_file(literal: &LitStr) -> Result<Program, Errors> {
    let name = literal.value();
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let path = Path::new(&folder).join(&name);
    let path = std::path::absolute(&path).unwrap_or(path);
    if path.exists() && language::is_lis_path(&path) {
        return lis::read_file(literal, Path::new(&folder));
    }
    let bytes = std::fs::read(&path).map_err(|error| {
        let hint = beside_source(literal, Path::new(&folder));
        let hint = hint.map_or_else(String::new, |path| format!("; did you mean `{}`?", path.display()));
        let message = format!("cannot read `{name}`: {error}; paths begin at the folder of Cargo.toml{hint}");
        Errors::one(literal.span(), message)
    })?;
    let Some(path) = path.to_str() else {
        return Err(Errors::one(literal.span(), format!("the path `{}` is not UTF-8", path.display())));
    };
    let (container, warnings) = if bytes.starts_with(&MAGIC) {
        let container = Container::read(&bytes);
        let container = container.map_err(|error| Errors::one(literal.span(), format!("{name}: {error}")))?;
        (container, AssembleWarnings::default())
    } else {
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let message =
                format!("{name}: neither a SILC file nor UTF-8 text (at byte {})", error.valid_up_to());
            Errors::one(literal.span(), message)
        })?;
        let place = |line, column| format!("{name}:{line}:{column}: ");
        let assembly = assemble_with_warnings(text, &name).map_err(|found| all(literal, &found, place))?;
        (assembly.container, assembly.warnings)
    };
    let place = |line: Option<u32>, warning| {
        let place = line.map_or_else(|| name.clone(), |line| format!("{name}:{line}"));
        (literal.span(), format!("{place}: {warning}"))
    };
    let mut program = program(container, literal.span(), place, vec![path.to_owned()])?;
    for warning in shown(&warnings) {
        let (line, column, message) = (warning.line, warning.column, &warning.message);
        program.warnings.push((literal.span(), format!("{name}:{line}:{column}: {message}")));
    }
    program.warnings.extend(warnings.rest().map(|rest| (literal.span(), format!("{name}: {rest}"))));
    Ok(program)
}

/// The warnings of a source that are shown.
fn shown(warnings: &AssembleWarnings) -> impl Iterator<Item = &AssembleWarning> {
    warnings.iter().take(AssembleWarnings::SHOWN)
}

/// The path of a file that was named as seen from the source, as `include_str!` would have it.
fn beside_source(literal: &LitStr, folder: &Path) -> Option<PathBuf> {
    let path = literal.span().local_file()?.parent()?.join(literal.value());
    let path = std::path::absolute(path).ok()?;
    path.is_file().then(|| path.strip_prefix(folder).ok().map(Path::to_owned))?
}

/// All errors of an assembly, at one place; `place` is what each begins with, from its line and column.
fn all(literal: &LitStr, found: &AssembleErrors, place: impl Fn(u32, u32) -> String) -> Errors {
    let mut errors = Errors::of(found);
    for (error, excerpt) in found.iter().zip(found.excerpts()).take(AssembleErrors::SHOWN) {
        let place = place(error.line, error.column);
        let is_blank = excerpt.lines().next().is_none_or(|line| line.trim().is_empty());
        let excerpt = if is_blank { String::new() } else { format!("\n{excerpt}") };
        errors.add(literal.span(), format!("{place}{}{excerpt}", error.message));
    }
    if let Some(rest) = found.rest() {
        errors.add(literal.span(), rest);
    }
    errors
}
