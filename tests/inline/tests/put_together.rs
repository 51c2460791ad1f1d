//! Programs whose tokens come from several places: the macro's, and those of its use, which may stand anywhere.
#![forbid(unsafe_code)]
#![deny(warnings)]

use vsp_runtime::{Program, isa, vsp};

/// Checks a program given as tokens against the assembler's for a text.
#[track_caller]
fn same(program: &Program, text: &str) {
    let mut expected = isa::asm::assemble(text, "").unwrap();
    expected.debug = None;
    assert_eq!(program.container(), &expected);
}

/// Uses of macros that stand below.
mod above {
    use super::same;

    #[test]
    fn programs_of_macros_below() {
        same(crate::jump_to!(again), "again: NOP\nJMP again");
        same(crate::first_word!(MOVI), "MOVI R0, 1\nHLT");
    }
}

/// The last token is the one inserted.
#[macro_export]
macro_rules! jump_to {
    ($label:ident) => {
        vsp_runtime::vsp! {
            $label: NOP
                    JMP $label
        }
    };
}

/// The first token is the one inserted.
#[macro_export]
macro_rules! first_word {
    ($mnemonic:ident) => {
        vsp_runtime::vsp! {
            $mnemonic R0, 1
            HLT
        }
    };
}

#[test]
fn inserted_last() {
    macro_rules! bytes {
        ($($byte:expr),*) => {
            vsp! {
                HLT
                .data
                .byte $($byte),*
            }
        };
    }
    macro_rules! text {
        ($text:literal) => {
            vsp! {
                HLT
                .data
                .string $text
            }
        };
    }
    same(bytes!(1), "HLT\n.data\n.byte 1");
    same(bytes!(1, -2, 0x33), "HLT\n.data\n.byte 1, -2, 0x33");
    same(text!("JMP: a, .b"), "HLT\n.data\n.string \"JMP: a, .b\"");
    same(jump_to!(again), "again: NOP\nJMP again");
    same(jump_to!(r#loop), "loop: NOP\nJMP loop");
}

#[test]
fn inserted_in_the_middle() {
    macro_rules! state {
        ($name:ident, $byte:literal) => {
            vsp! {
                .data
                $name .state [$byte, 1, 2, 3, 4, 5, 6, 7, 8, 9, $byte, 11, 12, 13, 14, 15]
                .float64 2.
                .code
                LSTATE $name
                HLT
            }
        };
    }
    macro_rules! gate {
        ($gate:ident, $mode:literal) => {
            vsp! {
                BIT.$gate R1
                SETMODE SIL-$mode
                RET
            }
        };
    }
    let expected =
        ".data\ntaps: .state [80,1,2,3,4,5,6,7,8,9,80,11,12,13,14,15]\n.float64 2\n.code\nLSTATE taps\nHLT";
    same(state!(taps, 80), expected);
    same(gate!(H, 16), "BIT.H R1\nSETMODE SIL-16\nRET");
}

#[test]
fn repeated() {
    macro_rules! sum {
        ($($number:literal)*) => {
            vsp! {
                .mode SIL-64
                $(
                    LI R4, $number
                    ADDINT R0, R4
                )*
                HLT
            }
        };
    }
    let expected = ".mode SIL-64\nLI R4,1\nADDINT R0,R4\nLI R4,-2\nADDINT R0,R4\nHLT";
    same(sum! { 1 -2 }, expected);
    let program = sum! {
        1
        -2
    };
    same(program, expected);
}

#[test]
fn in_literals() {
    macro_rules! of_text {
        ($text:literal) => {
            vsp!($text)
        };
    }
    macro_rules! of_file {
        ($path:expr) => {
            vsp!(file $path)
        };
    }
    same(of_text!("HLT"), "HLT");
    same(of_file!("tests/programs/halt.sil"), include_str!("programs/halt.sil"));
}
