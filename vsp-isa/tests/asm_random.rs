//! The assembler on random and damaged sources: it never panics, and what it takes is a sound program.
#![cfg(feature = "alloc")]

mod common;

use common::{Random, times};
use vsp_isa::asm::assemble;
use vsp_isa::container::Container;

/// Words that sources are made of, whole and broken.
const WORDS: [&str; 56] = [
    "\n",
    "\n",
    "\n",
    "\n",
    " ",
    " ",
    ",",
    ", ",
    ":",
    ";",
    "\"",
    "\\",
    "[",
    "]",
    "-",
    ".",
    "0x",
    "1",
    "300",
    "99999999999",
    "R0",
    "RF",
    "L3",
    "main",
    "main:",
    "x",
    "x:",
    "é",
    "\0",
    "\r",
    "\t",
    "\u{2028}",
    "JZ",
    "JMP",
    "CALL",
    "SYSCALL",
    "sin",
    "MUL",
    "MOVI",
    "LI",
    "LOADX",
    "SETMODE",
    "SIL-64",
    ".data",
    ".code",
    ".byte",
    ".word64",
    ".float16",
    "1e5",
    ".state",
    ".string",
    ".align",
    ".global",
    ".entry",
    ".symbol",
    ".line",
];

/// Assembles what may be anything; what is taken must be writable and readable.
fn survives(source: &str) -> bool {
    match assemble(source, "random.sil") {
        Ok(program) => {
            let bytes = program.write().unwrap_or_else(|error| panic!("{error}: {source:?}"));
            assert_eq!(Container::read(&bytes).as_ref(), Ok(&program), "{source:?}");
            true
        }
        Err(errors) => {
            assert!(errors.iter().count() > 0);
            assert!(errors.iter().is_sorted_by_key(|error| (error.line, error.column)), "{errors}");
            assert!(errors.to_string().contains("error: "));
            false
        }
    }
}

#[test]
fn random_text_never_panics() {
    let mut random = Random::new(1);
    let mut taken = 0;
    for _ in 0..times(20_000) {
        let length = random.below(24);
        let mut source = if random.once_in(2) { "NOP\n".to_string() } else { String::new() };
        source.extend((0..length).map(|_| *random.pick(&WORDS)));
        taken += usize::from(survives(&source));
    }
    assert!(taken > times(20_000) / 40, "only {taken} random sources were right: the test tells little");
}

#[test]
fn mutated_sources_never_panic() {
    let source = "; sample\n.mode SIL-64\n.data\ntaps: .byte 0x80, -1\ninit: .state [80, 80, 00, 00, 00, 00, 00, 00, 00, \
                  00, 00, 00, 00, 00, 00, 00]\nhello .string \"hé\\n\"\n.align 8\n.float32 1.5, inf\n.code\n.global main\n\
                  main:\n LSTATE init\n JZ R2, done\n LOADX R1, R2, 3\n CALL print_string, hello\n LI R0, taps\ndone: HLT\n";
    assert!(survives(source));
    let mut random = Random::new(2);
    for _ in 0..times(5_000) {
        let mut characters: Vec<char> = source.chars().collect();
        for _ in 0..1 + random.below(3) {
            let at = random.below(characters.len());
            let character = random.pick(&WORDS).chars().next().unwrap_or(' ');
            match random.below(3) {
                0 => drop(characters.remove(at)),
                1 => characters.insert(at, character),
                _ => characters[at] = character,
            }
        }
        survives(&characters.iter().collect::<String>());
    }
    for (end, _) in source.char_indices().step_by(if cfg!(miri) { 50 } else { 1 }) {
        survives(&source[..end]);
    }
}
