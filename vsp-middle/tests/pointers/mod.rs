//! Random programs in which loops load and store by pointers that stand in memory themselves, a few bytes from each other: passes must
//! find out which accesses may meet.

use fastrand::Rng;
use std::fmt::Write;

/// How many bytes of memory are used: words there are addresses among them, at first.
const BYTES: u32 = 128;

/// Where pointers stand that are loaded and stored without one.
const PLACES: [u32; 3] = [0, 8, 64];

/// How many blocks a program has.
const BLOCKS: u32 = 5;

/// A program.
pub fn program(rng: &mut Rng) -> String {
    let wide = rng.bool();
    let (mode, words, data) = if wide {
        ("SIL-64", &["R0", "R4", "R8"][..], "word64")
    } else {
        ("SIL-32", &["R0", "R2", "R4", "R6"][..], "word32")
    };
    let mut text = format!(".mode {mode}\n.data\n");
    for _ in 0..BYTES / if wide { 8 } else { 4 } {
        writeln!(text, ".{data} {}", address(rng)).unwrap();
    }
    text.push_str(".code\n.global main\nmain: MOVI RC, -5\n");
    for word in words {
        writeln!(text, "LI {word}, {}", address(rng)).unwrap();
    }
    for block in 0..BLOCKS {
        writeln!(text, "l{block}: NOP").unwrap();
        for _ in 0..rng.u32(1..8) {
            instruction(rng, words, &mut text);
        }
        // Mostly to itself, and seldom to where the counter is set again.
        let to = match rng.u8(..8) {
            0 => "main".to_owned(),
            1 | 2 => format!("l{}", rng.u32(..=block)),
            _ => format!("l{block}"),
        };
        match rng.u8(..6) {
            0 => writeln!(text, "JZ {to}"),
            1 => writeln!(text, "JN {to}"),
            2 => writeln!(text, "JZ l{}", rng.u32(..BLOCKS)),
            _ => writeln!(text, "LOOP {to}"),
        }
        .unwrap();
    }
    text.push_str("HLT\n");
    text
}

/// An address, which often has a pointer.
fn address(rng: &mut Rng) -> u32 {
    if rng.bool() { PLACES[rng.usize(..PLACES.len())] } else { rng.u32(..BYTES) }
}

fn instruction(rng: &mut Rng, words: &[&str], text: &mut String) {
    let [a, b] = [0; 2].map(|_| words[rng.usize(..words.len())]);
    let place = PLACES[rng.usize(..PLACES.len())];
    let near = if rng.bool() { 0 } else { rng.u32(..4) * [1, 2, 4, 8][rng.usize(..4)] };
    match rng.u8(..14) {
        0 | 1 => writeln!(text, "LOADW {a}, {place}"),
        2 => writeln!(text, "STOREW {a}, {place}"),
        3..6 => writeln!(text, "LOADWX {a}, {b}, {near}"),
        6 | 7 => writeln!(text, "STOREWX {a}, {b}, {near}"),
        8 => writeln!(text, "LOADX RE, {b}, {near}"),
        9 => writeln!(text, "STOREX RE, {b}, {near}"),
        10 => writeln!(text, "LI {a}, {}", address(rng)),
        11 => writeln!(text, "SUBINT {a}, {b}"),
        // Whatever it was, it is an address again.
        12 if a != b => writeln!(text, "LI {b}, {}\nANDINT {a}, {b}", BYTES - 1),
        _ => writeln!(text, "ADDINT {a}, {b}"),
    }
    .unwrap();
}
