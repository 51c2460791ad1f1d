//! Errors with the lines that they are about, in colour where a terminal shows them.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use std::io::IsTerminal;
use vsp_isa::asm::AssembleErrors;
use vsp_isa::wording::Shown;
use vsp_lis::{Diagnostic, Sources};

/// Whether messages are coloured: a terminal shows them, and `NO_COLOR` asks for nothing else (<https://no-color.org>).
fn is_coloured() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// All errors of a source in assembly that are shown, and how many are not.
pub fn of_assembly(errors: &AssembleErrors) -> String {
    let renderer = if is_coloured() { Renderer::styled() } else { Renderer::plain() };
    let file = Shown::name(errors.file_name()).to_string();
    let shown = errors.iter().zip(errors.excerpts()).take(AssembleErrors::SHOWN);
    let mut texts: Vec<String> = shown
        .map(|(error, excerpt)| {
            // What terminals would obey is escaped there, and long lines are cut: the carets tell where the place is now.
            let (line, marker) = excerpt.split_once('\n').unwrap_or((&excerpt, ""));
            let before = marker.chars().take_while(|&c| c != '^').count();
            let carets = marker.chars().skip(before).count();
            let offset = |chars: usize| line.char_indices().nth(chars).map_or(line.len(), |(at, _)| at);
            let (number, column) = (error.line as usize, error.column as usize);
            let origin = Origin::path(file.as_str()).line(number).char_column(column);
            let place = AnnotationKind::Primary.span(offset(before)..offset(before + carets));
            let snippet = Snippet::source(line).line_start(number).annotation(place);
            let title = Level::ERROR.primary_title(Shown::message(&error.message).to_string());
            renderer.render(&[title.element(origin).element(snippet)])
        })
        .collect();
    texts.extend(errors.rest().map(|rest| format!("error: {rest}")));
    texts.join("\n\n")
}

/// An error or a warning about a program in LIS.
pub fn of_lis(diagnostic: &Diagnostic, sources: &Sources) -> String {
    if is_coloured() { diagnostic.render_coloured(sources) } else { diagnostic.render(sources) }
}
