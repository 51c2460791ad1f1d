//! Tokens.

use super::{Report, Span};
use crate::hash::HashSet;
use logos::{Lexer, Logos};
use std::borrow::Cow;
use std::rc::Rc;

/// Skips a block comment, which may hold others; an error if it does not end.
fn comment(lexer: &mut Lexer<'_, Token>) -> Result<logos::Skip, Fault> {
    let bytes = lexer.remainder().as_bytes();
    let (mut depth, mut at) = (1usize, 0usize);
    while depth > 0 {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'*'), Some(b'/')) => {
                depth -= 1;
                at += 2;
            }
            (Some(b'/'), Some(b'*')) => {
                depth += 1;
                at += 2;
            }
            (Some(_), _) => at += 1,
            (None, _) => {
                lexer.bump(bytes.len());
                return Err(Fault::Comment);
            }
        }
    }
    lexer.bump(at);
    Ok(logos::Skip)
}

/// What a text in double quotes says.
fn string(lexer: &mut Lexer<'_, Token>) -> Result<Box<str>, Fault> {
    let rest = lexer.remainder();
    let mut text = String::new();
    let mut fault = None;
    let mut chars = rest.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => {
                lexer.bump(at + 1);
                return fault.map_or(Ok(text.into_boxed_str()), Err);
            }
            '\n' | '\r' => {
                lexer.bump(at);
                return Err(Fault::StringEnd);
            }
            '\\' => match chars.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, 'r')) => text.push('\r'),
                Some((_, '\\')) => text.push('\\'),
                Some((_, '"')) => text.push('"'),
                Some((_, other)) if other != '\n' => fault = Some(Fault::Escape(other)),
                Some((next, _)) => {
                    lexer.bump(next);
                    return Err(Fault::StringEnd);
                }
                None => break,
            },
            '\0' => fault = Some(Fault::Nul),
            other => text.push(other),
        }
    }
    lexer.bump(rest.len());
    Err(Fault::StringEnd)
}

/// The names of a text: each is kept once.
type Names = HashSet<Rc<str>>;

fn name(lexer: &mut Lexer<'_, Token>) -> Rc<str> {
    if let Some(name) = lexer.extras.get(lexer.slice()) {
        return name.clone();
    }
    let name: Rc<str> = lexer.slice().into();
    lexer.extras.insert(name.clone());
    name
}

/// The digits of a number, without its `_`.
fn digits(text: &str) -> Cow<'_, str> {
    if text.contains('_') {
        text.chars().filter(|&char| char != '_').collect::<String>().into()
    } else {
        text.into()
    }
}

fn decimal(lexer: &mut Lexer<'_, Token>) -> Result<u64, Fault> {
    match digits(lexer.slice()).parse::<u64>() {
        Ok(value) if value <= 1 << 63 => Ok(value),
        _ => Err(Fault::TooBig),
    }
}

fn radix(lexer: &mut Lexer<'_, Token>) -> Result<u64, Fault> {
    let (head, text) = lexer.slice().split_at(2);
    let radix = if head.ends_with('x') { 16 } else { 2 };
    let text = digits(text);
    if text.is_empty() {
        return Err(Fault::NoDigits);
    }
    u64::from_str_radix(&text, radix).map_err(|_| Fault::TooBigBits)
}

fn float(lexer: &mut Lexer<'_, Token>) -> Result<f64, Fault> {
    digits(lexer.slice()).parse().map_err(|_| Fault::Other)
}

fn letter(_: &mut Lexer<'_, Token>) -> Result<(), Fault> {
    Err(Fault::Letter)
}

/// What is wrong with a token.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Fault {
    #[default]
    Other,
    Comment,
    StringEnd,
    Escape(char),
    Nul,
    TooBig,
    TooBigBits,
    NoDigits,
    Letter,
}

macro_rules! tokens {
    ($($name:ident $text:literal)*) => {
        /// A token.
        #[derive(Logos, Clone, Debug, PartialEq)]
        #[logos(error = Fault)]
        #[logos(extras = Names)]
        #[logos(skip r"[ \t\r\n\x0C]+")]
        #[logos(skip(r"//[^\n]*", allow_greedy = true))]
        pub(crate) enum Token {
            $(#[token($text)] $name,)*
            #[regex(r"[A-Za-z_][A-Za-z0-9_]*", name)]
            Name(Rc<str>),
            #[regex(r"@[A-Za-z_]*")]
            Hint,
            #[regex(r"[0-9][0-9_]*", decimal)]
            Int(u64),
            #[regex(r"0[xX][0-9A-Fa-f_]*", radix)]
            #[regex(r"0[bB][01_]*", radix)]
            Bits(u64),
            #[regex(r"[0-9][0-9_]*\.[0-9][0-9_]*([eE][+-]?[0-9][0-9_]*)?", float)]
            #[regex(r"[0-9][0-9_]*[eE][+-]?[0-9][0-9_]*", float)]
            Float(f64),
            #[token("\"", string)]
            Text(Box<str>),
            // A letter directly after a number.
            #[regex(r"[0-9][0-9_]*(\.[0-9][0-9_]*)?([eE][+-]?[0-9][0-9_]*)?[A-Za-z][A-Za-z0-9_]*", letter, priority = 1)]
            #[token("/*", comment)]
            Never,
            End,
        }

        impl Token {
            /// How a message names it.
            pub fn shown(&self) -> String {
                match self {
                    $(Token::$name => format!("`{}`", $text),)*
                    Token::Name(name) => format!("`{name}`"),
                    Token::Hint => "a hint".to_owned(),
                    Token::Int(_) | Token::Bits(_) | Token::Float(_) => "a number".to_owned(),
                    Token::Text(_) => "a text".to_owned(),
                    Token::Never | Token::End => "the end of the file".to_owned(),
                }
            }
        }
    };
}

tokens! {
    Fn "fn" Transform "transform" Type "type" Let "let" Return "return" If "if" Else "else" Loop "loop" Break "break"
    Continue "continue" True "true" False "false" Feedback "feedback" Emerge "emerge" Use "use" Pub "pub" Mod "mod"
    As "as" Extern "extern" While "while" For "for" In "in" Static "static" Const "const"
    OpenParen "(" CloseParen ")" OpenBrace "{" CloseBrace "}" OpenBracket "[" CloseBracket "]"
    Comma "," Semicolon ";" Colon ":" PathSep "::" Arrow "->" Dot "." DotDot ".." Pipe "|>"
    OrOr "||" AndAnd "&&" EqualEqual "==" NotEqual "!=" Less "<" LessEqual "<=" Greater ">" GreaterEqual ">="
    Plus "+" Minus "-" Star "*" StarStar "**" Slash "/" Percent "%" Caret "^" And "&" Bar "|" ShiftLeft "<<" ShiftRight ">>"
    Bang "!" Tilde "~" Equal "=" PlusEqual "+=" MinusEqual "-=" StarEqual "*=" SlashEqual "/=" PercentEqual "%="
    StarStarEqual "**=" CaretEqual "^=" AndEqual "&=" ShiftLeftEqual "<<=" ShiftRightEqual ">>="
}

/// Cuts a text into its tokens; the last is [`Token::End`]. What is no token is told and left out.
pub(crate) fn tokens(text: &str, start: usize, file: u32, report: &mut Report) -> Vec<(Token, Span)> {
    let mut found = Vec::with_capacity((text.len() - start) / 4 + 1);
    let mut lexer = Token::lexer(text);
    lexer.bump(start);
    let mut last = None;
    while let Some(token) = lexer.next() {
        let range = lexer.span();
        let span = Span { file, start: range.start as u32, end: range.end as u32 };
        match token {
            Ok(Token::Hint) if !["@cpu", "@gpu", "@npu", "@simd", "@photonic"].contains(&lexer.slice()) => {
                let help = "hints are @cpu, @gpu, @npu, @simd and @photonic".to_owned();
                report.error_help(span, format!("there is no hint `{}`", lexer.slice()), help);
            }
            Ok(token) => found.push((token, span)),
            Err(fault) => {
                // One message for a run of strange characters.
                if !(fault == Fault::Other && last == Some(span.start)) {
                    tell(&fault, lexer.slice(), span, report);
                }
                last = (fault == Fault::Other).then_some(span.end);
                // So that the parser finds something here, and does not tell of a gap.
                match fault {
                    Fault::StringEnd | Fault::Escape(_) | Fault::Nul => {
                        found.push((Token::Text("".into()), span))
                    }
                    Fault::TooBig | Fault::TooBigBits | Fault::NoDigits | Fault::Letter => {
                        found.push((Token::Int(0), span))
                    }
                    Fault::Other | Fault::Comment => {}
                }
            }
        }
    }
    let end = text.len() as u32;
    found.push((Token::End, Span { file, start: end, end }));
    found
}

fn tell(fault: &Fault, slice: &str, span: Span, report: &mut Report) {
    match fault {
        Fault::Other => {
            let char = slice.chars().next().unwrap_or(' ');
            report.error(span, format!("the character {char:?} has no meaning here"));
        }
        Fault::Comment => {
            let start = Span { end: span.start + 2, ..span };
            report.error_help(start, "this comment does not end", "each `/*` needs its `*/`");
        }
        Fault::StringEnd => {
            report.error_help(
                span,
                "this text does not end in its line",
                "write \\n for a new line within a text",
            );
        }
        Fault::Escape(char) => report.error_help(
            span,
            format!("there is no escape `\\{char}`"),
            "escapes are \\n, \\t, \\r, \\\\ and \\\"",
        ),
        Fault::Nul => report.error(span, "a text cannot hold the character NUL"),
        Fault::TooBig => report.error_help(
            span,
            "this number is too big for an Int",
            "an Int goes to 9223372036854775807; write 1.0e19 for a Float",
        ),
        Fault::TooBigBits => report.error(span, "this number has more than 64 bits"),
        Fault::NoDigits => report.error(span, format!("there are no digits after `{slice}`")),
        Fault::Letter => report.error(span, format!("`{slice}` is neither a number nor a name")),
    }
}
