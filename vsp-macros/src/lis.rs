//! Programs in LIS: the text of tokens, and from places in the text back to tokens.

use crate::attributes::documentation;
use crate::parse::Source;
use crate::problems::{Errors, Range};
use crate::program::{Program, program};
use proc_macro2::{Delimiter, LineColumn, Spacing, Span, TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use syn::LitStr;
use syn::ext::IdentExt;
use vsp_lis::{Compiled, Diagnostic, Disk, Reader, Sources, compile_str, compile_with};

/// Compiles a program that was given as tokens.
pub(crate) fn read_tokens(tokens: TokenStream, source: &Source) -> Result<Program, Errors> {
    let text = Text::of(tokens);
    let place = |it: &Diagnostic, _: &Sources| {
        let range = text.range(it.span.start as usize, it.span.end as usize);
        (range.unwrap_or_else(|| source.span().into()), said(it))
    };
    finish(compile_str(&text.text, ""), source.span(), &place, Vec::new())
}

/// Compiles a program that was given in a string. `ahead` is white space before it that gives its places those of the source.
pub(crate) fn read_text(literal: &LitStr, ahead: Option<String>) -> Result<Program, Errors> {
    let of = if ahead.is_some() { "" } else { " of the text" };
    let text = ahead.unwrap_or_default() + &literal.value();
    let place = |it: &Diagnostic, sources: &Sources| {
        let at = sources.position(it.span);
        (literal.span().into(), format!("line {}, column {}{of}: {}", at.line, at.column, shown(it, sources)))
    };
    finish(compile_str(&text, ""), literal.span(), &place, Vec::new())
}

/// Compiles the program at a path, which is relative to `folder`; the compiler must look at all of its files again.
pub(crate) fn read_file(literal: &LitStr, folder: &Path) -> Result<Program, Errors> {
    let mut files = Files { folder, read: BTreeSet::new() };
    let compiled = compile_with(literal.value(), &mut files);
    let place = |it: &Diagnostic, sources: &Sources| {
        let (at, name) = (sources.position(it.span), sources.name(it.span.file).unwrap_or_default());
        (literal.span().into(), format!("{name}:{}:{}: {}", at.line, at.column, shown(it, sources)))
    };
    let whole = |path: &PathBuf| {
        let path = folder.join(path);
        std::path::absolute(&path).unwrap_or(path).to_str().map(str::to_owned)
    };
    let read = files.read.iter().filter_map(whole).collect();
    finish(compiled, literal.span(), &place, read)
}

/// A message with what to do about it.
fn said(it: &Diagnostic) -> String {
    it.help.as_ref().map_or_else(|| it.message.clone(), |help| format!("{}; {help}", it.message))
}

/// The same with the line.
fn shown(it: &Diagnostic, sources: &Sources) -> String {
    format!("{}\n{}", said(it), it.excerpt(sources))
}

fn finish(
    compiled: Result<Compiled, vsp_lis::Errors>,
    span: Span,
    place: &dyn Fn(&Diagnostic, &Sources) -> (Range, String),
    files: Vec<String>,
) -> Result<Program, Errors> {
    let compiled = compiled.map_err(|found| {
        let mut errors = Errors::with(found.exports.symbols());
        found.other.iter().for_each(|other| errors.add(span, other.clone()));
        for it in found.errors().take(vsp_lis::Errors::SHOWN) {
            let (range, message) = place(it, &found.sources);
            errors.add(range, message);
        }
        found.rest().into_iter().for_each(|rest| errors.add(span, rest));
        errors
    })?;
    let mut program = program(compiled.container, span, |_, warning| (span, warning), files)?;
    for it in &compiled.warnings {
        let (range, message) = place(it, &compiled.sources);
        program.warnings.push((range.first, message));
    }
    Ok(program)
}

/// Files relative to a folder, and which of them were read.
struct Files<'a> {
    folder: &'a Path,
    read: BTreeSet<PathBuf>,
}

impl Reader for Files<'_> {
    fn read(&mut self, path: &Path) -> io::Result<String> {
        let text = Disk.read(&self.folder.join(path))?;
        self.read.insert(path.to_owned());
        Ok(text)
    }
}

/// The text of tokens. Tokens that touch each other touch; where lines are known, they are those of the source.
#[derive(Default)]
struct Text {
    text: String,
    tokens: Vec<Placed>,
    /// The line that is being written.
    line: usize,
    /// Where the token before ends in the source.
    end: Option<LineColumn>,
    /// Whether the token before is punctuation that goes on.
    is_joint: bool,
}

/// A token in the text: its bytes, and where it comes from.
struct Placed {
    start: usize,
    end: usize,
    span: Span,
}

impl Text {
    fn of(tokens: TokenStream) -> Text {
        let mut text = Text { line: 1, ..Text::default() };
        text.add(tokens);
        text
    }

    fn add(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = &*tokens;
        while let Some((token, behind)) = rest.split_first() {
            // Documentation is a comment here, as `//` is.
            if let Some(length) = documentation(rest) {
                rest = &rest[length..];
                continue;
            }
            rest = behind;
            match token {
                TokenTree::Group(group) => self.add_group(group),
                TokenTree::Punct(punct) => {
                    let is_joint = punct.spacing() == Spacing::Joint;
                    self.push(&punct.as_char().to_string(), punct.span(), self.is_joint);
                    self.is_joint = is_joint;
                }
                TokenTree::Ident(name) => self.push(&name.unraw().to_string(), name.span(), false),
                TokenTree::Literal(literal) => self.push(&literal.to_string(), literal.span(), false),
            }
        }
    }

    fn add_group(&mut self, group: &proc_macro2::Group) {
        let is_one = group.stream().into_iter().nth(1).is_none();
        let (open, close) = match group.delimiter() {
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            // What stands for a variable of `macro_rules!` is one operand.
            Delimiter::None if is_one => ("", ""),
            Delimiter::Parenthesis | Delimiter::None => ("(", ")"),
        };
        if !open.is_empty() {
            self.push(open, group.span_open(), false);
        }
        self.add(group.stream());
        if !close.is_empty() {
            self.push(close, group.span_close(), false);
        }
    }

    fn push(&mut self, token: &str, span: Span, touches: bool) {
        let (start, end) = (span.start(), span.end());
        let has_place = start < end;
        if has_place && start.line > self.line {
            self.text.extend(std::iter::repeat_n('\n', start.line - self.line));
            self.line = start.line;
        } else if !touches && self.end != Some(start) && !self.text.is_empty() {
            self.text.push(' ');
        }
        let at = self.text.len();
        self.text.push_str(token);
        self.tokens.push(Placed { start: at, end: self.text.len(), span });
        self.end = has_place.then_some(end);
        self.is_joint = false;
    }

    /// The tokens of a piece of the text; where it has none, the one before.
    fn range(&self, start: usize, end: usize) -> Option<Range> {
        let behind = self.tokens.partition_point(|token| token.start < end);
        let last = behind.checked_sub(1)?;
        let first = self.tokens.partition_point(|token| token.end <= start).min(last);
        Some(Range { first: self.tokens[first].span, last: self.tokens[last].span })
    }
}
