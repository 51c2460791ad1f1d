//! From tokens to assembly, and from places in the assembly back to tokens.

use proc_macro2::{Delimiter, LineColumn, Span, TokenStream, TokenTree};

/// The text of a program that was given as tokens.
///
/// Tokens of one line make one line, so that a statement is what stands on a line; tokens that touch each other touch.
#[derive(Default)]
pub(crate) struct Text {
    pub text: String,
    tokens: Vec<Placed>,
    /// The line and the column of the text's end, both counted from 1.
    line: u32,
    column: u32,
    /// Where the last token ended in the Rust source.
    last: Option<LineColumn>,
}

/// A token in the text.
struct Placed {
    line: u32,
    column: u32,
    /// How many characters it has.
    length: u32,
    span: Span,
}

impl Text {
    /// The text of some tokens.
    pub fn of(tokens: TokenStream) -> Text {
        let mut text = Text { line: 1, column: 1, ..Text::default() };
        text.add_all(tokens);
        text
    }

    fn add_all(&mut self, tokens: TokenStream) {
        for token in tokens {
            let TokenTree::Group(group) = &token else {
                self.add(&token.to_string(), token.span());
                continue;
            };
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            self.add(open, group.span_open());
            self.add_all(group.stream());
            self.add(close, group.span_close());
        }
    }

    fn add(&mut self, token: &str, span: Span) {
        if token.is_empty() {
            return;
        }
        let (start, end) = (span.start(), span.end());
        if let Some(last) = self.last {
            if start.line != last.line {
                self.text.push('\n');
                self.line += 1;
                self.column = 1;
            } else if start != last {
                self.text.push(' ');
                self.column += 1;
            }
        }
        let length = token.chars().count() as u32;
        self.tokens.push(Placed { line: self.line, column: self.column, length, span });
        self.text.push_str(token);
        self.column += length;
        self.last = Some(end);
    }

    /// The token at a place of the text, or the last one before it on its line.
    pub fn span_at(&self, line: u32, column: u32) -> Option<Span> {
        let on_line = self.tokens.iter().filter(|token| token.line == line);
        let before = on_line.clone().take_while(|token| token.column <= column);
        before.last().or(on_line.clone().next()).map(|token| token.span)
    }

    /// The whole statement at a line of the text.
    pub fn span_of_line(&self, line: u32) -> Option<Span> {
        let mut on_line = self.tokens.iter().filter(|token| token.line == line);
        let first = on_line.next()?.span;
        on_line.next_back().map_or(Some(first), |last| first.join(last.span).or(Some(first)))
    }

    /// How many characters of the token at a place stand before it.
    pub fn offset_in_token(&self, line: u32, column: u32) -> Option<u32> {
        let token = self.tokens.iter().find(|token| {
            token.line == line && token.column <= column && column < token.column + token.length
        })?;
        Some(column - token.column)
    }
}
