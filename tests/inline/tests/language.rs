//! Every part of the assembly language can be written as tokens, and means the same as in a text.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::panic::Location;
use vsp_runtime::{Program, isa, vsp};

/// Checks a program given as tokens against the assembler's for a text.
#[track_caller]
fn same(program: &Program, text: &str) {
    let mut expected = isa::asm::assemble(text, "").unwrap();
    expected.debug = None;
    assert_eq!(program.container(), &expected);
}

/// Checks a program against the assembler's for the lines that it stands on here: those behind the call's first, to the one
/// that ends it.
#[track_caller]
fn same_as_its_lines(program: &Program) {
    let before = Location::caller().line() as usize;
    let lines = include_str!("language.rs").lines().skip(before).take_while(|line| line.trim() != "});");
    same(program, &lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn directives_and_values() {
    same_as_its_lines(vsp! {
        .version 1.1
        .mode sil-32
        .entry start
        .data
        bytes:  .byte 1, -1, 0x7F, 255, bytes, L7
        shorts  .word16 1, -1, 0xffff
                .align 16
                .word32 -2147483648, 4294967295
                .word64 0xFFFFFFFFFFFFFFFF
        floats: .float16 1.5, -0.25, inf
                .float32 1e10, -1.5E-3, nan
                .float64 -inf, 2., 6.02e23
        text:   .string "a \"quoted\" text;\t// no comment\\\n", "größe", ""
        state   .state [80, 00, FF, 7f, 1, 2, 3, 4, 5, 6, 7, 8, 9, A, B, C]
                .state 0x0123456789abcdef
        .code
        .byte 0
        start: RET
        .extern nobody
        .global start
    });
}

#[test]
fn symbols_as_they_are_given() {
    let program = vsp! {
        .symbol "start here", function, 1
        .symbol "", data, 0x10
        NOP
        HLT
    };
    same(program, ".symbol \"start here\", function, 1\n.symbol \"\", data, 0x10\nNOP\nHLT");
    same(
        vsp! { .nosymbols
        main: HLT },
        ".nosymbols\nmain: HLT",
    );
}

#[test]
fn instructions_of_every_form() {
    same_as_its_lines(vsp! {
        main: NOP
              MOVI R0, -8
              ROTATE RF, 0x0F
              BIT.H R3
              XORL R0, R1
              LERP R0, R1, 128
              LOADX R0, R2
              LOADX R0, R2, 5
              SETMODE SIL-64
              PROMOTE 4
              SYNC 7
              ENTANGLE R0, 3
              BATCH 16777215
              LI R0, -32768
              CALL print_int, 3
              SYSCALL sqrt
              CALL far.away_2
              JZ RA, main
              JMP 0
              .align 16
        far.away_2: HLT
    });
}

#[test]
fn white_space_and_comments() {
    let program = vsp! {

    // Everything here is one program.
    one:
    two: three: MOVI R0, 1 // the first
    /* in the middle, */ MOVI R0, /* too */ 2
    ; a comment as files have them
    MOVI R0,3;and another

    four :
    HLT };
    same(program, "one:\ntwo: three: MOVI R0, 1\nMOVI R0, 2\nMOVI R0, 3\nfour: HLT");
}

/// Labels that are words of Rust, or of the macro.
#[test]
fn names() {
    same(vsp! { mod: HLT }, "mod: HLT");
    same(
        vsp! { pub: fn: HLT
        JMP pub },
        "pub: fn: HLT\nJMP pub",
    );
    same(vsp! { file: JMP file }, "file: JMP file");
    same(
        vsp! { self: crate: async: _: x1._: größe: JMP größe },
        "self: crate: async: _: x1._: größe: JMP größe",
    );
}

#[test]
fn text_in_every_kind_of_literal() {
    let expected = "main: HLT\n.data\n.string \"a\\n\"";
    same(vsp!("main: HLT\n.data\n.string \"a\\n\""), expected);
    same(
        vsp!(
            r#"main: HLT
        .data
        .string "a\n""#
        ),
        expected,
    );
    same(
        vsp!(
            "main: HLT \
               ; the rest of this line\n.data\n.string \"a\\n\""
        ),
        expected,
    );
}
