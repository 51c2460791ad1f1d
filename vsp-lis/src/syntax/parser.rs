//! Reading tokens: what all rules of the grammar share, and going on after errors.

use super::tree::{Item, Name};
use crate::text::{Report, Sources, Span, Token};

/// How deep parentheses, blocks and modules may be nested: the parser recurses, and a thread of 2 MiB must be enough for it.
pub(crate) const DEEPEST: u16 = 64;
/// How many levels the tree of an expression may have, chains of operators included: every later pass recurses over it.
pub(crate) const HIGHEST: u16 = 200;

pub(super) struct Parser<'a> {
    tokens: Vec<(Token, Span)>,
    at: usize,
    pub depth: u16,
    /// Within `| |`, where a bar ends the expression.
    pub in_bars: bool,
    /// What `use` in blocks brings into the file.
    pub uses: Vec<Item>,
    pub report: &'a mut Report,
    sources: &'a Sources,
    last_line: (u32, u32),
}

/// Something is wrong, and has been told.
#[derive(Debug)]
pub(super) struct Told;

pub(super) type Parsed<T> = Result<T, Told>;

/// Reads a file; everything that is wrong with it is told.
pub(crate) fn parse(tokens: Vec<(Token, Span)>, sources: &Sources, report: &mut Report) -> Vec<Item> {
    let last_line = (u32::MAX, 0);
    let mut parser =
        Parser { tokens, at: 0, depth: 0, in_bars: false, uses: Vec::new(), report, sources, last_line };
    // A token that is none has been told already, in its line.
    let mut items = parser.items(false);
    items.append(&mut parser.uses);
    items
}

impl Parser<'_> {
    pub fn peek(&self) -> &Token {
        &self.tokens[self.at].0
    }

    pub fn peek_next(&self) -> &Token {
        &self.tokens[(self.at + 1).min(self.tokens.len() - 1)].0
    }

    pub fn span(&self) -> Span {
        self.tokens[self.at].1
    }

    /// The place of the token before.
    pub fn before(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].1
    }

    pub fn next(&mut self) -> Span {
        let span = self.span();
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
        span
    }

    pub fn eat(&mut self, token: &Token) -> bool {
        let found = self.peek() == token;
        if found {
            self.next();
        }
        found
    }

    /// Tells an error of syntax, unless one is told in the same line.
    pub fn fault(&mut self, span: Span, message: String, help: Option<String>) -> Told {
        let line = (span.file, self.sources.line(span));
        let told = self.report.told.iter().any(|it| (it.span.file, self.sources.line(it.span)) == line);
        if self.last_line != line && !told {
            self.report.error_maybe_help(span, message, help);
        }
        self.last_line = line;
        Told
    }

    /// Something else was wanted where the parser stands.
    pub fn unexpected<T>(&mut self, wanted: &str) -> Parsed<T> {
        let found = self.peek().shown();
        let span = self.span();
        Err(self.fault(span, format!("{wanted} must stand here, not {found}"), None))
    }

    pub fn expect(&mut self, token: &Token) -> Parsed<Span> {
        if self.peek() == token { Ok(self.next()) } else { self.unexpected(&token.shown()) }
    }

    /// The `;` after a statement; a missing one is told behind the token before it.
    pub fn semicolon(&mut self, after: &str) -> Parsed<()> {
        if self.eat(&Token::Semicolon) {
            return Ok(());
        }
        let before = self.before();
        let (here, there) = (self.sources.line(before), self.sources.line(self.span()));
        if here != there || matches!(self.peek(), Token::CloseBrace | Token::End) {
            self.fault(before.behind(), format!("a `;` is missing after {after}"), None);
            return Ok(());
        }
        self.unexpected("`;`")
    }

    pub fn name(&mut self, what: &str) -> Parsed<Name> {
        match self.peek() {
            Token::Name(text) => {
                let text = text.clone();
                let span = self.next();
                if is_reserved(&text) {
                    return Err(self.fault(span, format!("`{text}` is reserved and cannot be {what}"), None));
                }
                Ok(Name { text, span })
            }
            _ => {
                let found = self.peek().shown();
                let span = self.span();
                let keyword = found.starts_with('`') && found.as_bytes()[1].is_ascii_lowercase();
                let help = keyword.then(|| format!("{found} is a keyword; choose another name"));
                Err(self.fault(span, format!("the name of {what} must stand here, not {found}"), help))
            }
        }
    }

    /// One more level of nesting, or an error.
    pub fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEPEST {
            let span = self.span();
            return Err(self.too_deep(span));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    pub fn too_deep(&mut self, span: Span) -> Told {
        self.fault(
            span,
            format!("this is nested too deep: at most {DEEPEST} levels, and {HIGHEST} operators in a row, are possible"),
            Some("give a part of it a name of its own".to_owned()),
        )
    }

    /// `X,*` up to a closing token, which is consumed.
    pub fn list<T>(&mut self, close: &Token, mut read: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut list = Vec::new();
        while !self.eat(close) {
            list.push(read(self)?);
            if !self.eat(&Token::Comma) {
                if self.peek() != close {
                    return self.unexpected(&format!("`,` or {}", close.shown()));
                }
                self.next();
                break;
            }
        }
        Ok(list)
    }

    /// The text of a piece of the source.
    pub fn text_of(&self, span: Span) -> &str {
        let text = self.sources.text(span.file).unwrap_or("");
        text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Skips what cannot be understood: to the end of the statement, or to where another begins.
    pub fn recover(&mut self, items: bool) {
        let mut depth = 0usize;
        let line = self.sources.line(self.before());
        loop {
            let fresh = self.sources.line(self.span()) != line;
            match self.peek() {
                Token::End => return,
                Token::Semicolon if depth == 0 => {
                    self.next();
                    return;
                }
                Token::Fn | Token::Transform | Token::Static | Token::Extern | Token::Mod if fresh => return,
                Token::Pub | Token::Const | Token::Type | Token::Use if fresh && depth == 0 => return,
                Token::Let
                | Token::Return
                | Token::If
                | Token::Loop
                | Token::While
                | Token::For
                | Token::Break
                    if fresh && depth == 0 && !items =>
                {
                    return;
                }
                Token::OpenBrace => depth += 1,
                Token::CloseBrace if depth == 0 => {
                    if items {
                        self.next();
                    }
                    return;
                }
                Token::CloseBrace => {
                    depth -= 1;
                    if depth == 0 {
                        self.next();
                        return;
                    }
                }
                _ => {}
            }
            self.next();
        }
    }
}

/// Whether a name is the language's.
pub(super) fn is_reserved(name: &str) -> bool {
    name == "ByteSil" || name == "State" || layer(name).is_some()
}

/// The number of a layer's name, `L0` to `LF`.
pub(super) fn layer(name: &str) -> Option<u8> {
    let digit = name.strip_prefix('L')?;
    let valid =
        digit.len() == 1 && digit.bytes().all(|it| it.is_ascii_digit() || (b'A'..=b'F').contains(&it));
    valid.then(|| u8::from_str_radix(digit, 16).ok()).flatten()
}
