//! How tokens make lines: as in the source where places are known, and otherwise by the language's grammar.

use proc_macro2::{LineColumn, Span};
use vsp_isa::Opcode;
use vsp_isa::asm::is_directive;

/// What no line begins with.
const NEVER_FIRST: [&str; 5] = [",", ":", "-", "[", "]"];

/// What no line ends with.
const NEVER_LAST: [&str; 4] = [",", "[", "-", "."];

/// A token that is not yet in the text.
pub(crate) struct Token {
    pub text: String,
    pub span: Span,
    pub start: LineColumn,
    end: LineColumn,
    /// Whether it comes from elsewhere than the one before: a macro has put them together, and their places say nothing
    /// about each other.
    elsewhere: bool,
}

impl Token {
    pub fn new(text: String, span: Span) -> Token {
        Token { text, span, start: span.start(), end: span.end(), elsewhere: false }
    }

    /// Whether it is known where it stands: rust-analyzer may not tell.
    pub fn has_place(&self) -> bool {
        self.start < self.end
    }

    fn is_name(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// Finds which tokens come from elsewhere than those before, such as what stands for a variable of `macro_rules!`.
pub(crate) fn find_insertions(tokens: &mut [Token]) {
    // Tokens of which each stands before the next, though others may have been put between.
    let mut ordered: Vec<usize> = Vec::new();
    for index in 0..tokens.len() {
        let start = tokens[index].start;
        if index > 0 && (start < tokens[index - 1].end || !tokens[index].has_place()) {
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

/// What stands between two tokens.
#[derive(Clone, Copy)]
pub(crate) enum Gap {
    Line,
    Space,
    Nothing,
}

impl Gap {
    /// The gap between a token and what is before it: `statement` is what stands on the line so far, behind its labels, or
    /// `None` in a comment.
    pub fn before(tokens: &[Token], index: usize, statement: Option<&str>) -> Gap {
        let Some(before) = index.checked_sub(1).map(|before| &tokens[before]) else { return Gap::Line };
        let (token, after) = (&tokens[index], tokens.get(index + 1));
        if !token.elsewhere && before.end.line == token.start.line {
            return if before.end == token.start { Gap::Nothing } else { Gap::Space };
        }
        let one_word = is_one_word(before, token, after);
        let unfinished =
            || statement.is_some_and(|it| NEVER_LAST.contains(&&*before.text) || lacks_operands(it));
        let goes_on = if token.elsewhere {
            one_word || unfinished() || is_label_before(statement, token, after)
        } else {
            // What a macro inserts may look as if it merely stood further below.
            unfinished() && !begins_statement(token, after)
        };
        match goes_on || NEVER_FIRST.contains(&&*token.text) {
            true if one_word => Gap::Nothing,
            true => Gap::Space,
            false => Gap::Line,
        }
    }
}

/// Whether two tokens are parts of one word: `-5`, `SIL-64`, `.mode`, `BIT.H`, `name.of.label`.
fn is_one_word(before: &Token, token: &Token, after: Option<&Token>) -> bool {
    match (&*before.text, &*token.text, after) {
        ("-" | ".", ..) => true,
        (sil, "-", _) => sil.eq_ignore_ascii_case("SIL"),
        (name, ".", Some(after)) if before.is_name() && after.is_name() => {
            let rest = format!(".{}", after.text);
            Opcode::from_mnemonic(&format!("{name}{rest}")).is_some() || !is_directive(&rest)
        }
        _ => false,
    }
}

/// Whether a statement is a mnemonic or a directive that takes operands, and has none yet.
fn lacks_operands(statement: &str) -> bool {
    let takes_operands = |word: &str| {
        let alone = [".data", ".code", ".text", ".nosymbols", ".nodebug"];
        let directive = word.starts_with('.') && !alone.iter().any(|it| word.eq_ignore_ascii_case(it));
        directive || Opcode::from_mnemonic(word).is_some_and(|opcode| !opcode.operands().is_empty())
    };
    let mut words = statement.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(only), None, _) => takes_operands(only),
        // There may be a label without a colon.
        (Some(_), Some(last), None) => last.starts_with('.') && takes_operands(last),
        _ => false,
    }
}

/// Whether a line is a label without a colon, for the directive that follows.
fn is_label_before(statement: Option<&str>, token: &Token, after: Option<&Token>) -> bool {
    let is_label = |text: &str| {
        let mut words = text.split_whitespace();
        let name =
            words.next().filter(|name| !name.starts_with('.') && Opcode::from_mnemonic(name).is_none());
        name.is_some() && words.next().is_none()
    };
    token.text == "." && after.is_some_and(Token::is_name) && statement.is_some_and(is_label)
}

/// Whether a token, which stands first on its line in the source, can begin a statement.
fn begins_statement(token: &Token, after: Option<&Token>) -> bool {
    let punctuated = token.is_name() && after.is_some_and(|after| [":", "."].contains(&&*after.text));
    let complete = |opcode: Opcode| after.is_some() || opcode.operands().is_empty();
    token.text == "." || punctuated || Opcode::from_mnemonic(&token.text).is_some_and(complete)
}
