//! Loops that are written out, and checks that are left out.

use super::harness::{compiled, int, int_of, outcome_of};
use vsp_isa::Opcode;
use vsp_runtime::{Outcome, TrapKind};

/// How often an opcode stands in a function's assembly.
fn count(source: &str, opcode: Opcode) -> usize {
    let word = format!(" {} ", opcode.mnemonic());
    compiled(source).assembly().lines().filter(|line| format!("{line} ").contains(&word)).count()
}

#[test]
fn short_loops_are_written_out() {
    let source = "static a: [Int; 4] = [1, 2, 3, 4];
        pub fn f() -> Int { let x = 0; for i in 0..4 { x = x * 10 + a[i]; } return x; }";
    assert_eq!(int_of(source), 1234);
    assert_eq!(count(source, Opcode::Cmpint) + count(source, Opcode::Loadwx), 0);
    // A variable keeps its last value, at a `break` that of its round; without rounds it is what it was.
    assert_eq!(int("let x = 0; let i = 0; for i in 3..6 { x = x * 10 + i; } return x * 10 + i;"), 3455);
    assert_eq!(int("let i = 9; for i in 0..5 { if i == 3 { break; } } return i;"), 3);
    assert_eq!(int("let i = 7; for i in 2..2 { i = 1; } return i;"), 7);
    assert_eq!(int("let x = 0; for i in 0..6 { if i & 1 == 0 { continue; } x += i; } return x;"), 9);
    // A body that assigns to it changes its own round alone.
    assert_eq!(int("let x = 0; for i in 0..4 { i = i * 2; x += i; } return x;"), 12);
    assert_eq!(int("let x = 0; for i in 0..3 { for k in 0..3 { x = x * 2 + (i ^ k); } } return x;"), 326);
}

#[test]
fn an_index_is_checked_once() {
    let source = "static a: [Int; 8] = [0; 8];
        pub fn f() -> Int { let i = len(); a[i] = 3; a[i] = a[i] + a[i]; return a[i]; }
        fn len() -> Int { return a[0] + 5; }";
    assert_eq!(int_of(source), 6);
    assert_eq!(count(source, Opcode::Testint), 1);
    // One that has changed is checked again, and so is one that was checked on another way.
    for body in [
        "let i = a[0] + 7; a[i] = 1; i += 1; a[i] = 1;",
        "let i = a[0] + 9; if a[0] == 1 { a[i] = 1; } a[i] = 1;",
        "let i = a[0] + 8; if i < 8 { a[i] = 1; } else { a[i] = 1; }",
        "let i = a[0]; loop { a[i] = 1; i += 5; }",
    ] {
        let source = format!("static a: [Int; 8] = [0; 8]; pub fn f() {{ {body} }}");
        let outcome = outcome_of(&source);
        assert!(
            matches!(&outcome, Outcome::Trapped(trap) if trap.kind == TrapKind::AssertionFailed),
            "{outcome:?}: {body}"
        );
    }
}

#[test]
fn what_is_known_of_floats_stays_true_of_nan() {
    // Neither less nor equal nor more: each comparison asks for itself.
    let source = "static x: Float = 0.0;
        pub fn f() -> Int { let y = x / x; let n = 0;
            if y < 1.0 { n += 1; } if y > 1.0 { n += 2; } if y <= 1.0 { n += 4; } if y >= 1.0 { n += 8; }
            if !(y < 1.0) { n += 16; } if y == y { n += 32; } if y != y { n += 64; } return n; }";
    assert_eq!(int_of(source), 16 + 64);
}
