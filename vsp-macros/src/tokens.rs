//! From tokens to assembly, and from places in the assembly back to tokens.

use crate::lines::{Gap, Token, find_insertions};
use crate::problems::{Errors, Range};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use vsp_isa::Opcode;

/// The text of a program that was given as tokens.
///
/// Tokens of one line make one line, which has the same number, so that a statement is what stands on a line; tokens that
/// touch each other touch.
#[derive(Default)]
pub(crate) struct Text {
    pub text: String,
    /// In the order of the text.
    tokens: Vec<Placed>,
    /// Whether it is known where any of them stands in the source.
    pub has_places: bool,
    /// What looks like a statement behind another and a `;`, which makes it a comment.
    pub hidden: Vec<Span>,
}

/// A token in the text.
struct Placed {
    /// The line and the column, both counted from 1.
    line: u32,
    column: u32,
    /// How many characters it has.
    length: u32,
    span: Span,
    is_colon: bool,
}

impl Text {
    /// The text of some tokens, without those that no program can have, which are errors.
    pub fn of(tokens: TokenStream) -> (Text, Errors) {
        let mut flat = Vec::new();
        let mut errors = Errors::default();
        flatten(tokens, &mut flat, &mut errors);
        find_insertions(&mut flat);
        let has_places = flat.is_empty() || flat.iter().any(Token::has_place);
        let mut text = Text { has_places, ..Text::default() };
        let (mut line, mut column) = (1, 1);
        // Where the statement begins that is being written; `None` in a comment.
        let mut statement = Some(0);
        // Whether a `;` and a statement are before the token.
        let mut after_statement = false;
        for (index, token) in flat.iter().enumerate() {
            match Gap::before(&flat, index, statement.map(|at| &text.text[at..])) {
                Gap::Line => {
                    // Messages name lines: let them be those of the Rust source.
                    let least = if index > 0 { line + 1 } else { line };
                    let new_line = least.max(token.start.line as u32);
                    text.text.extend(std::iter::repeat_n('\n', (new_line - line) as usize));
                    (line, column, statement) = (new_line, 1, Some(text.text.len()));
                    after_statement = false;
                }
                Gap::Space => {
                    text.text.push(' ');
                    column += 1;
                }
                Gap::Nothing => {}
            }
            if after_statement
                && Opcode::from_mnemonic(&token.text).is_some_and(|it| it.mnemonic() == token.text)
            {
                text.hidden.push(token.span);
            }
            let written = |at: usize| !text.text[at..].trim().is_empty();
            after_statement = token.text == ";" && statement.is_some_and(written);
            let length = token.text.chars().count() as u32;
            let is_colon = token.text == ":";
            text.tokens.push(Placed { line, column, length, span: token.span, is_colon });
            text.text.push_str(&token.text);
            column += length;
            match &*token.text {
                ":" => statement = statement.map(|_| text.text.len()),
                ";" => statement = None,
                _ => {}
            }
        }
        (text, errors)
    }

    /// The last token that begins at a place or before, on the same line or an earlier one.
    fn index_at(&self, line: u32, column: u32) -> Option<usize> {
        self.tokens.partition_point(|token| (token.line, token.column) <= (line, column)).checked_sub(1)
    }

    /// The tokens of a piece of the text, or the last one before it.
    pub fn range(&self, line: u32, column: u32, length: u32) -> Option<Range> {
        let first = self.index_at(line, column)?;
        let last = self.index_at(line, column + length.saturating_sub(1))?;
        Some(Range { first: self.tokens[first].span, last: self.tokens[last].span })
    }

    /// The first token of the statement at a line of the text, after its labels.
    pub fn statement(&self, line: u32) -> Option<Span> {
        let begin = self.tokens.partition_point(|token| token.line < line);
        let end = self.tokens.partition_point(|token| token.line <= line);
        let tokens = &self.tokens[begin..end];
        let statement = tokens.rsplit(|token| token.is_colon).next();
        statement.and_then(<[_]>::first).map(|token| token.span)
    }

    /// How many characters of the token at a place stand before it.
    pub fn offset_in_token(&self, line: u32, column: u32) -> Option<u32> {
        let token = &self.tokens[self.index_at(line, column)?];
        (token.line == line && column < token.column + token.length).then(|| column - token.column)
    }
}

/// Takes the groups apart, and finds what Rust reads as tokens but no program can have.
fn flatten(tokens: TokenStream, flat: &mut Vec<Token>, errors: &mut Errors) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let TokenTree::Group(group) = &token else {
            let text = match &token {
                TokenTree::Ident(name) => name.unraw().to_string(),
                token => token.to_string(),
            };
            if text == "#" && matches!(tokens.peek(), Some(TokenTree::Group(_))) {
                errors.add(token.span(), "comments in a program begin with `//`; `///` is for documentation");
                tokens.next();
            } else if text.contains('\n') {
                errors.add(token.span(), "a string ends on the line on which it begins; `\\n` is a new line");
            } else {
                flat.push(Token::new(text, token.span()));
            }
            continue;
        };
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => {
                flatten(group.stream(), flat, errors);
                continue;
            }
        };
        flat.push(Token::new(open.to_owned(), group.span_open()));
        flatten(group.stream(), flat, errors);
        flat.push(Token::new(close.to_owned(), group.span_close()));
    }
}

#[cfg(test)]
mod tests;
