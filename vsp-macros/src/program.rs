//! A program that has been read and checked.

use crate::problems::Errors;
use proc_macro2::Span;
use vsp_isa::container::Container;
use vsp_isa::flow::AnalysedProgram;

/// A program that has been read.
pub(crate) struct Program {
    /// Without debug information, which would differ with the way in which the program was given.
    pub program: AnalysedProgram<'static>,
    /// What looks wrong with it.
    pub warnings: Vec<(Span, String)>,
    /// The paths of the files that it came from, if any: an edit must compile the crate again.
    pub files: Vec<String>,
}

/// A program with its warnings; `place` puts a text about a line to its place, and `span` is that of the whole source.
pub(crate) fn program(
    container: Container,
    span: Span,
    place: impl Fn(Option<u32>, String) -> (Span, String),
    files: Vec<String>,
) -> Result<Program, Errors> {
    let symbols = container.symbols.clone();
    let program = AnalysedProgram::new(container).map_err(|error| {
        let mut errors = Errors::one(span, error.to_string());
        errors.symbols = symbols;
        errors
    })?;
    let warnings = program.warnings().into_iter();
    let warnings = warnings.map(|warning| place(warning.line, warning.kind.to_string())).collect();
    Ok(Program { warnings, program: program.without_debug(), files })
}
