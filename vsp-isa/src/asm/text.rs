//! String literals.

use super::error::Fault;
use super::source::Piece;
use crate::wording::is_unsafe_to_show;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Every escape: the letter after the backslash, and the character that both stand for.
const ESCAPES: [(char, char); 6] =
    [('n', '\n'), ('t', '\t'), ('r', '\r'), ('0', '\0'), ('\\', '\\'), ('"', '"')];

/// The text that a literal stands for, or all that is wrong with it.
pub(super) fn parse(literal: Piece<'_>) -> Result<String, Vec<Fault>> {
    let fault = |at: usize, length: usize, message: String| Fault { at: literal.at + at, length, message };
    let whole = literal.text.len();
    if !literal.text.starts_with('"') {
        let message = format!("expected a string in double quotes, found {}", literal.quoted());
        return Err(Vec::from([fault(0, whole, message)]));
    }
    let mut text = String::new();
    let mut faults = Vec::new();
    let mut characters = literal.text.char_indices().skip(1);
    loop {
        match characters.next() {
            Some((at, '"')) => {
                if at + 1 < whole {
                    let message = "nothing may follow a string but a comma".into();
                    let length = literal.text[at + 1..].trim_start().len();
                    faults.push(fault(whole - length, length, message));
                }
                break;
            }
            Some((at, '\\')) => {
                let Some((_, letter)) = characters.next() else { continue };
                if let Some((character, length)) = by_number(&literal.text[at..]) {
                    text.push(character);
                    // The backslash and the letter are behind us.
                    characters.nth(length - 3);
                    continue;
                }
                match ESCAPES.iter().find(|(escape, _)| *escape == letter) {
                    Some(&(_, character)) => text.push(character),
                    None => {
                        let escape = Piece { text: &literal.text[at..at + 1 + letter.len_utf8()], at };
                        let message = format!(
                            "there is no escape {}; \\n \\t \\r \\0 \\\\ \\\" and \\u{{202E}} are known",
                            escape.quoted()
                        );
                        faults.push(fault(at, escape.text.len(), message));
                    }
                }
            }
            Some((_, character)) => text.push(character),
            None => {
                faults.push(fault(0, whole, "the string has no closing quote on its line".into()));
                break;
            }
        }
    }
    if faults.is_empty() { Ok(text) } else { Err(faults) }
}

/// The character that an escape such as `\u{202E}` stands for, at the beginning of a text, and how long the escape is.
fn by_number(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix("\\u{")?.split_once('}')?.0;
    let is_hex = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let character =
        is_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten().and_then(char::from_u32)?;
    Some((character, digits.len() + 4))
}

/// The literal that stands for a text, with nothing in it that is unsafe to show.
pub(crate) fn literal(text: &str) -> String {
    let mut literal = String::from("\"");
    for character in text.chars() {
        match ESCAPES.iter().find(|(_, stands_for)| *stands_for == character) {
            Some(&(escape, _)) => literal.extend(['\\', escape]),
            None if is_unsafe_to_show(character) => literal.extend(character.escape_unicode()),
            None => literal.push(character),
        }
    }
    literal.push('"');
    literal
}
