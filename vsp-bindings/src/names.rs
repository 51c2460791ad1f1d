//! Names of modules and their items, made from names that may be any text.

use heck::{ToShoutySnakeCase, ToSnakeCase};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

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
    taken: Rc<BTreeSet<String>>,
    own: BTreeSet<String>,
}

impl Scope {
    /// A module that has only what vsp-runtime's macro puts in each.
    pub fn new() -> Scope {
        Scope::without(["PROGRAM"].into_iter())
    }

    /// A place where only these identifiers are taken.
    pub fn without<'a>(taken: impl Iterator<Item = &'a str>) -> Scope {
        Scope { taken: Rc::new(taken.map(str::to_owned).collect()), own: BTreeSet::new() }
    }

    /// A place within this one, for which only what was taken when this one was made is taken.
    pub fn inner(&self) -> Scope {
        Scope { taken: self.taken.clone(), own: BTreeSet::new() }
    }

    /// Takes an identifier.
    pub fn reserve(&mut self, identifier: &str) {
        self.own.insert(identifier.to_owned());
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
            while self.taken.contains(&candidate) || !self.own.insert(candidate.clone()) {
                let number = numbers.entry(base).or_insert(1);
                *number += 1;
                candidate = format!("{base}_{number}");
            }
            identifiers[index] = raw(candidate);
        }
        identifiers
    }
}

/// The name of the module for a program whose file has this name, without folder and extension.
///
/// ```
/// assert_eq!(vsp_bindings::module_name("fir-2.1"), "fir_2_1");
/// ```
pub fn module_name(stem: &str) -> String {
    let name = identifier(stem, Style::Snake);
    if is_keyword(&name) { name + "_" } else { name }
}

/// Whether a program can have this name, which names a module and files: an ASCII identifier that is no keyword.
pub fn is_module_name(name: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(letters)
        && name.contains(|c| c != '_')
        && name.chars().all(|c| letters(c) || c.is_ascii_digit())
        && !is_keyword(name)
}

/// An identifier, not yet raw, for any text: words are parted by punctuation and by letter case, and letters outside ASCII become
/// words of their own.
fn identifier(name: &str, style: Style) -> String {
    let ascii: String = name
        .chars()
        .map(|c| if c.is_ascii() { c.to_string() } else { format!(" u{:x} ", u32::from(c)) })
        .collect();
    let text = match style {
        Style::Snake => ascii.to_snake_case(),
        Style::UpperSnake => ascii.to_shouty_snake_case(),
    };
    match text.chars().next() {
        Some('0'..='9') => format!("_{text}"),
        Some(_) => text,
        None if style == Style::Snake => "unnamed".into(),
        None => "UNNAMED".into(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn functions(names: &[&str]) -> Vec<String> {
        Scope::new().assign(names, Style::Snake)
    }

    #[test]
    fn functions_are_named_in_snake_case() {
        let cases = [
            ("main", "main"),
            ("find_beats", "find_beats"),
            ("computeMean", "compute_mean"),
            ("FFTStep", "fft_step"),
            ("fir.left-tap", "fir_left_tap"),
            ("_start", "start"),
            ("a__b", "a_b"),
            ("R0", "r0"),
            ("stage2Next", "stage2_next"),
            ("2nd", "_2nd"),
            ("ρ0", "u3c1_0"),
            ("taps_é", "taps_ue9"),
            ("", "unnamed"),
            ("\n\"; }", "unnamed"),
            ("a\") ; fn evil", "a_fn_evil"),
        ];
        for (name, expected) in cases {
            assert_eq!(functions(&[name]), [expected], "{name:?}");
        }
    }

    #[test]
    fn data_is_named_in_upper_snake_case() {
        let names = ["taps", "tapsLeft", "16", "ρ", "", "match", "X1"];
        let expected = ["TAPS", "TAPS_LEFT", "_16", "U3C1", "UNNAMED", "MATCH", "X1"];
        assert_eq!(Scope::new().assign(&names, Style::UpperSnake), expected);
    }

    #[test]
    fn keywords_become_raw_where_they_can() {
        assert!(KEYWORDS.is_sorted());
        let names = ["match", "gen", "self", "Self", "crate", "super", "union"];
        assert_eq!(functions(&names), ["r#match", "r#gen", "self_", "self__2", "crate_", "super_", "union"]);
    }

    #[test]
    fn who_is_written_so_from_the_start_keeps_the_name() {
        assert_eq!(functions(&["Mean", "mean", "MEAN", "mean_2"]), ["mean_3", "mean", "mean_4", "mean_2"]);
        assert_eq!(functions(&["Match", "match"]), ["match_2", "r#match"]);
    }

    #[test]
    fn functions_and_data_do_not_meet() {
        let mut scope = Scope::new();
        assert_eq!(scope.assign(&["1"], Style::Snake), ["_1"]);
        let names = ["1", "PROGRAM", "program", "native", "STATIC_PROGRAM"];
        let expected = ["_1_2", "PROGRAM_2", "PROGRAM_3", "NATIVE", "STATIC_PROGRAM"];
        assert_eq!(scope.assign(&names, Style::UpperSnake), expected);
    }

    #[test]
    fn thousands_of_names_that_become_the_same_get_different_identifiers() {
        // Numbers, written with two kinds of punctuation.
        let binary = |number: u32| format!("{number:b}").replace('0', "-").replace('1', "+");
        let names: Vec<String> = (0..20_000).map(binary).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let identifiers: BTreeSet<String> = functions(&names).into_iter().collect();
        assert_eq!(identifiers.len(), names.len());
    }

    #[test]
    fn programs_are_named_after_their_files() {
        let cases = [
            ("collatz", "collatz"),
            ("my-filter", "my_filter"),
            ("fir-2.1", "fir_2_1"),
            ("3body", "_3body"),
            ("match", "match_"),
            ("Self", "self_"),
            ("", "unnamed"),
        ];
        for (stem, expected) in cases {
            assert_eq!(module_name(stem), expected, "{stem:?}");
            assert!(is_module_name(expected), "{expected}");
        }
    }

    #[test]
    fn names_that_no_module_can_have_are_refused() {
        for name in ["", "_", "a-b", "1a", "match", "Self", "é", "a b", "r#match", "../a", "a\n"] {
            assert!(!is_module_name(name), "{name:?}");
        }
        for name in ["a", "_a", "Filter2", "__1"] {
            assert!(is_module_name(name), "{name}");
        }
    }
}
