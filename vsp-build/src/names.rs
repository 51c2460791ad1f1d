//! Names of modules and their items, made from names that may be any text.

use std::collections::{BTreeMap, BTreeSet};

/// The words that no identifier may be, in any edition, sorted.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// The keywords that cannot be raw identifiers either.
const NEVER_RAW: &[&str] = &["Self", "crate", "self", "super"];

/// How the words of an identifier are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `snake_case`
    Snake,
    /// `UPPER_SNAKE_CASE`
    UpperSnake,
}

/// The identifiers of one module: no two of its items get the same.
#[derive(Debug)]
pub(crate) struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// A module that has only what vsp-runtime's macro puts in each.
    pub fn new() -> Scope {
        Scope { taken: ["NATIVE", "PROGRAM", "STATIC_PROGRAM"].map(str::to_owned).into() }
    }

    /// An identifier for each name, in the order of the names, which differ from each other.
    ///
    /// Names that are such identifiers already keep them; of the others the later ones get a number.
    pub fn assign(&mut self, names: &[&str], style: Style) -> Vec<String> {
        let wanted: Vec<String> = names.iter().map(|name| unraw(identifier(name, style))).collect();
        let unchanged = |index: usize| names[index] == wanted[index];
        let mut identifiers = vec![String::new(); names.len()];
        // How far the numbers of each identifier have got, so that thousands of equal ones take no longer than others.
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        let (first, second): (Vec<_>, Vec<_>) = (0..names.len()).partition(|&index| unchanged(index));
        for index in first.into_iter().chain(second) {
            let base = wanted[index].as_str();
            let mut candidate = base.to_owned();
            while !self.taken.insert(candidate.clone()) {
                let number = numbers.entry(base).or_insert(1);
                *number += 1;
                candidate = format!("{base}_{number}");
            }
            identifiers[index] = raw(candidate);
        }
        identifiers
    }
}

/// The name of a program whose file has this name, without folder and extension.
pub(crate) fn of_file(stem: &str) -> String {
    let name = identifier(stem, Style::Snake);
    if is_keyword(&name) { name + "_" } else { name }
}

/// Whether a program can have this name: it names a module and files.
pub(crate) fn is_module_name(name: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(letters)
        && name.contains(|c| c != '_')
        && name.chars().all(|c| letters(c) || c.is_ascii_digit())
        && !is_keyword(name)
}

/// An identifier, not yet raw, for any text.
fn identifier(name: &str, style: Style) -> String {
    let words = words(name);
    let text = match style {
        Style::Snake => words.join("_").to_ascii_lowercase(),
        Style::UpperSnake => words.join("_").to_ascii_uppercase(),
    };
    match text.chars().next() {
        Some('0'..='9') => format!("_{text}"),
        Some(_) => text,
        None if style == Style::Snake => "unnamed".into(),
        None => "UNNAMED".into(),
    }
}

/// Takes a name apart where punctuation or letter case parts it; letters outside ASCII become words of their own.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let characters: Vec<char> = name.chars().collect();
    for (index, &c) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(index + 1);
        if !c.is_ascii() {
            words.extend([format!("u{:x}", u32::from(c)), String::new()]);
            continue;
        }
        if !c.is_ascii_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let after_small = before.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit());
        let begins_word = before.is_some_and(|before| before.is_ascii_uppercase())
            && after.is_some_and(|after| after.is_ascii_lowercase());
        if c.is_ascii_uppercase() && (after_small || begins_word) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_keyword(text: &str) -> bool {
    KEYWORDS.binary_search(&text).is_ok()
}

/// An underscore behind keywords that cannot be raw.
fn unraw(identifier: String) -> String {
    if NEVER_RAW.contains(&identifier.as_str()) { identifier + "_" } else { identifier }
}

/// Makes keywords raw.
fn raw(identifier: String) -> String {
    if is_keyword(&identifier) { format!("r#{identifier}") } else { identifier }
}
