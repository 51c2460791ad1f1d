//! Random programs with loops over arrays, whose ends come from words: the passes must see which accesses lie in memory, and which stores
//! are overwritten.

use fastrand::Rng;
use std::fmt::Write;

/// A program.
pub fn program(rng: &mut Rng) -> String {
    let wide = rng.bool();
    let (mode, [index, end, step, value, row, scratch]) = if wide {
        // In SIL-64 there are four words; the row and what is scratch share theirs with others.
        ("SIL-64", ["R0", "R4", "R8", "RC", "R8", "RC"])
    } else {
        ("SIL-32", ["R0", "R2", "R4", "R6", "R8", "RA"])
    };
    let (start, stop) = range(rng);
    let data = if wide { "word64" } else { "word32" };
    let mut text = format!(".mode {mode}\n.data\n.{data} {start}, {stop}\n.code\n.global main\n");
    writeln!(text, "main: LI {row}, {}\nLOADW {end}, {}", rng.u32(..3), if wide { 8 } else { 4 }).unwrap();
    if rng.bool() {
        // The end comes from outside.
        writeln!(text, ".global function_0\nfunction_0:").unwrap();
    }
    writeln!(text, "outer: LOADW {index}, 0").unwrap();
    if !wide || rng.bool() {
        writeln!(text, "LI {step}, {}", [1, 1, 2, 4, 8, -1][rng.usize(..6)]).unwrap();
    }
    if rng.u8(..4) == 0 {
        writeln!(text, "JMP test").unwrap();
    }
    writeln!(text, "inner: NOP").unwrap();
    for _ in 0..rng.u32(1..5) {
        let offset = [0, 0, 1, 4, 8, 100][rng.usize(..6)];
        match rng.u8(..9) {
            0 => writeln!(text, "STOREWX {value}, {index}, {offset}"),
            1 => writeln!(text, "LOADWX {scratch}, {index}, {offset}"),
            2 => writeln!(text, "STOREX RE, {index}, {offset}"),
            3 => writeln!(text, "LOADX RE, {index}, {offset}"),
            4 => writeln!(text, "STOREW {value}, {}", rng.u32(..64)),
            5 => writeln!(text, "LOADW {scratch}, {}", rng.u32(..64)),
            6 => writeln!(text, "STOREW {index}, 24"),
            7 => writeln!(text, "ADDINT {value}, {index}"),
            _ => writeln!(text, "XORINT {value}, {scratch}"),
        }
        .unwrap();
    }
    if rng.u8(..4) == 0 {
        writeln!(text, "JZ RE, out").unwrap();
    }
    writeln!(text, "ADDINT {index}, {step}\ntest: CMPINT {index}, {end}\nJN inner").unwrap();
    match rng.u8(..3) {
        0 if !wide => {
            writeln!(text, "LI {scratch}, 1\nADDINT {row}, {scratch}\nCMPINT {row}, {end}\nJN outer")
        }
        1 => writeln!(text, "MOVI RF, -7\nADD RF, RE\nLOOP outer"),
        _ => Ok(()),
    }
    .unwrap();
    text.push_str("out: HLT\n");
    text
}

/// Where an index starts, and where it stops: in the array, around the ends of memory, or nowhere near.
fn range(rng: &mut Rng) -> (i64, i64) {
    let near = |rng: &mut Rng, place: i64| place + rng.i64(-20..20);
    let start = match rng.u8(..8) {
        0 => near(rng, 0),
        1 => near(rng, 1 << 16),
        2 => near(rng, (1 << 16) - 8),
        3 => near(rng, i64::from(i32::MAX) - 30),
        _ => rng.i64(0..200),
    };
    let stop = match rng.u8(..8) {
        0 => near(rng, 0),
        1 => near(rng, 1 << 16),
        2 => near(rng, i64::from(i32::MAX) - 30),
        3 => near(rng, i64::from(i32::MIN) + 30),
        _ => start + rng.i64(0..60),
    };
    (start, stop)
}
