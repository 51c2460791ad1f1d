//! Wrong texts never make the compiler panic.

use fastrand::Rng;

const PIECES: [&str; 40] = [
    "fn",
    "let",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    ":",
    "->",
    "..",
    ".",
    "|",
    "||",
    "|>",
    "State",
    "ByteSil",
    "L0",
    "=",
    "==",
    "+=",
    "**",
    "-",
    "9223372036854775808",
    "0x",
    "1e999",
    "\"",
    "/*",
    "*/",
    "//",
    "feedback",
    "loop",
    "while",
    "for",
    "in",
    "\u{3b8}",
    "1x",
    "@gpu",
];

const TOKENS: [&str; 84] = [
    "fn",
    "transform",
    "type",
    "let",
    "return",
    "if",
    "else",
    "loop",
    "break",
    "continue",
    "true",
    "false",
    "feedback",
    "emerge",
    "use",
    "pub",
    "mod",
    "as",
    "extern",
    "while",
    "for",
    "in",
    "static",
    "const",
    "ByteSil",
    "State",
    "Int",
    "Float",
    "Bool",
    "String",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ";",
    ",",
    ":",
    "::",
    "->",
    "..",
    ".",
    ".L3",
    ".0",
    "|",
    "||",
    "|>",
    "&",
    "&&",
    "=",
    "==",
    "!=",
    "<",
    "<=",
    "<<",
    ">>",
    "+",
    "-",
    "*",
    "/",
    "%",
    "**",
    "^",
    "~",
    "!",
    "+=",
    "*=",
    "x",
    "s",
    "a",
    "g",
    "f",
    "f(",
    "sqrt(",
    "print(",
    "0",
    "1",
    "2.5",
    "9223372036854775808",
    "0xff",
    "\"t\"",
    "State { L0: (1, 2) }",
    "[0; 4]",
];

/// How many short texts there are; more by LIS_MUTATED.
fn count() -> usize {
    std::env::var("LIS_MUTATED").ok().and_then(|it| it.parse().ok()).unwrap_or(2_000)
}

/// Compiles a text, which may be wrong but is never too much for the compiler.
fn look(text: &str) {
    if let Err(errors) = crate::compile_str(text, "mutated.lis") {
        assert!(errors.other.is_none(), "{errors}\n{text}");
        assert!(!errors.lines().is_empty());
    }
}

/// One thread for all: starting one for each text would take longer than compiling it.
fn on_one_thread(work: impl FnOnce() + Send) {
    crate::thread::run(work).unwrap();
}

#[test]
fn mutated_programs() {
    on_one_thread(mutate_programs);
}

fn mutate_programs() {
    let mut rng = Rng::with_seed(1);
    let programs: Vec<String> = (0..100).map(vsp_test_generator::typed).collect();
    // They are long: one for a hundred short texts.
    for at in 0..count().div_ceil(100).max(400) {
        let mut text = programs[at % programs.len()].clone();
        for _ in 0..rng.usize(1..6) {
            let mut at = rng.usize(..=text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match rng.u8(0..4) {
                0 => text.insert_str(at, PIECES[rng.usize(..PIECES.len())]),
                1 => text.truncate(at),
                2 if at < text.len() => {
                    text.remove(at);
                }
                _ => {
                    let to = (at + rng.usize(..20)).min(text.len());
                    if text.is_char_boundary(to) {
                        let piece = text[at..to].to_owned();
                        let mut other = rng.usize(..=text.len());
                        while !text.is_char_boundary(other) {
                            other -= 1;
                        }
                        text.insert_str(other, &piece);
                    }
                }
            }
        }
        look(&text);
    }
}

/// Tokens in any order, now and then in one that makes sense.
#[test]
fn random_tokens() {
    on_one_thread(write_tokens);
}

fn write_tokens() {
    const FRAMES: [(&str, &str); 5] = [
        ("pub fn f() -> Int { return ", "; }"),
        ("pub fn f(x: Float, s: State, a: [Int; 4]) { ", " }"),
        ("pub static g: ", ";"),
        ("", ""),
        ("fn main() { let x = 1; while x < 9 { x += 1; ", " } }"),
    ];
    let mut rng = Rng::with_seed(2);
    for _ in 0..count() {
        let (before, after) = FRAMES[rng.usize(..FRAMES.len())];
        let mut text = before.to_owned();
        for _ in 0..rng.usize(1..14) {
            text.push_str(TOKENS[rng.usize(..TOKENS.len())]);
            text.push(' ');
        }
        text.push_str(after);
        look(&text);
    }
}
