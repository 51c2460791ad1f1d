//! From tokens to assembly, and from places in the assembly back to tokens.

use crate::problems::{Errors, Range};
use proc_macro2::{Delimiter, LineColumn, Span, TokenStream, TokenTree};
use vsp_isa::Opcode;

/// What no line begins with.
const NEVER_FIRST: [&str; 5] = [",", ":", "-", "[", "]"];

/// What touches the rest of its word: the minus of `-5` and of `SIL-64`, the dot of `.mode` and of `BIT.H`.
const PARTS_OF_WORDS: [char; 2] = ['-', '.'];

/// The text of a program that was given as tokens.
///
/// Tokens of one line make one line, which has the same number, so that a statement is what stands on a line; tokens that
/// touch each other touch.
#[derive(Default)]
pub(crate) struct Text {
    pub text: String,
    /// In the order of the text.
    tokens: Vec<Placed>,
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

/// A token that is not yet in the text.
struct Token {
    text: String,
    span: Span,
    start: LineColumn,
    end: LineColumn,
    /// Whether it comes from elsewhere than the one before: a macro has put them together, and their lines say nothing about
    /// each other.
    elsewhere: bool,
}

impl Token {
    fn new(text: String, span: Span) -> Token {
        Token { text, span, start: span.start(), end: span.end(), elsewhere: false }
    }
}

impl Text {
    /// The text of some tokens.
    pub fn of(tokens: TokenStream) -> Result<Text, Errors> {
        let mut flat = Vec::new();
        let mut errors = Errors::default();
        flatten(tokens, &mut flat, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        find_insertions(&mut flat);
        let mut text = Text::default();
        let mut last: Option<LineColumn> = None;
        let (mut line, mut column, mut line_start) = (1, 1, 0);
        for Token { text: token, span, start, end, elsewhere } in flat {
            let begins_line = match last {
                None => true,
                Some(_) if NEVER_FIRST.contains(&token.as_str()) => false,
                Some(_) if elsewhere => !is_unfinished(&text.text[line_start..]),
                Some(last) => last.line != start.line,
            };
            let touches = last == Some(start) || elsewhere && text.text.ends_with(PARTS_OF_WORDS);
            if begins_line {
                // Messages name lines: let them be those of the Rust source.
                let least = if last.is_some() { line + 1 } else { line };
                let new_line = least.max(start.line as u32);
                text.text.extend(std::iter::repeat_n('\n', (new_line - line) as usize));
                (line, column, line_start) = (new_line, 1, text.text.len());
            } else if !touches {
                text.text.push(' ');
                column += 1;
            }
            let length = token.chars().count() as u32;
            text.tokens.push(Placed { line, column, length, span, is_colon: token == ":" });
            text.text.push_str(&token);
            column += length;
            last = Some(end);
        }
        Ok(text)
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
            let text = token.to_string();
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

/// Finds where tokens come from elsewhere than those before, such as what stands for a variable of `macro_rules!`.
fn find_insertions(tokens: &mut [Token]) {
    // Tokens of which each stands before the next, though others may have been put between.
    let mut ordered: Vec<usize> = Vec::new();
    for index in 0..tokens.len() {
        let start = tokens[index].start;
        if index > 0 && start < tokens[index - 1].end {
            while ordered.last().is_some_and(|&last| start < tokens[last].end) {
                ordered.pop();
            }
            tokens[index].elsewhere = true;
            if let Some(&last) = ordered.last() {
                tokens[last + 1].elsewhere = true;
            }
        }
        ordered.push(index);
    }
}

/// Whether the statement on a line must go on.
fn is_unfinished(line: &str) -> bool {
    let word = line.rsplit([' ', ':']).next().unwrap_or(line);
    let alone = [".data", ".code", ".text", ".nosymbols", ".nodebug"];
    let directive = word.starts_with('.') && !alone.iter().any(|it| word.eq_ignore_ascii_case(it));
    let takes_operands = |opcode: Opcode| !opcode.operands().is_empty();
    line.ends_with(',')
        || line.ends_with(PARTS_OF_WORDS)
        || directive
        || Opcode::from_mnemonic(word).is_some_and(takes_operands)
}
