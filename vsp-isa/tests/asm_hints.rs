//! What the assembler says to who writes what other assemblers have, or what means something else here.
#![cfg(feature = "alloc")]

use vsp_isa::Opcode;
use vsp_isa::asm::{AssembleErrors, assemble, assemble_with_warnings};

fn messages(source: &str) -> Vec<String> {
    let errors: AssembleErrors = assemble(source, "x.sil").unwrap_err();
    errors.iter().map(|error| error.message.clone()).collect()
}

fn hinted(source: &str, words: &[&str]) {
    let [message] = &messages(source)[..] else { panic!("{:?}", messages(source)) };
    for word in words {
        assert!(message.contains(word), "`{word}` is not in: {message}");
    }
}

#[test]
fn three_operands_where_there_are_two() {
    hinted("MUL R2, R0, R1", &["`MUL` changes its first operand", "`MOV R2, R0` then `MUL R2, R1`"]);
    hinted("mul R2, R2, R1", &["write `MUL R2, R1`"]);
    hinted("SUB R2, R0, R2", &["R2 is the second, too"]);
    // MOV would copy half a word.
    hinted("ADDINT R4, R0, R2", &["`LI R4, 0`, `ADDINT R4, R0` then `ADDINT R4, R2`"]);
    // What is said can be assembled.
    assert!(assemble("MOV R2, R0\nMUL R2, R1\nLI R4, 0\nADDINT R4, R0\nADDINT R4, R2", "x").is_ok());
    // Another surplus operand is another matter.
    for source in ["MUL R2, R0, 5", "PUSH R1, R2, R3", "SCALE R1, 2, R3"] {
        assert!(!messages(source)[0].contains("changes its first"), "{source}");
    }
}

#[test]
fn mnemonics_of_others() {
    for (names, words) in [
        (&["CMP", "cmp"][..], &["CMPINT", "CMPFLOAT"][..]),
        (&["JNZ", "JNE", "BNE"], &["`JZ` over a `JMP`"]),
        (&["JE", "BEQ"], &["CMPINT", "`JZ target`"]),
        (&["JL", "BLT"], &["CMPINT", "`JN target`"]),
        (&["JG", "BGT"], &["`CMPINT Rb, Ra`", "`JN target`"]),
        (&["B", "J"], &["`JMP target`"]),
        (&["BL", "CALLR", "JSR"], &["`CALL target`"]),
        (&["MOVW"], &["LI", "ADDINT"]),
        (&["LDR"], &["LOADW", "LOADX"]),
        (&["STR"], &["STOREW", "STOREX"]),
        (&["INC", "ADDI"], &["LI", "ADDINT"]),
        (&["DEC", "SUBI"], &["LI", "SUBINT"]),
        (&["TEST"], &["TESTINT"]),
        (&["INT"], &["SYSCALL", "CALL print_int"]),
        (&["COMPLEX"], &["bytesil_new", "bytesil_from_complex"]),
    ] {
        for name in names {
            assert_eq!(Opcode::from_mnemonic(name), None);
            hinted(&format!("HLT\n{name} R0, R1"), words);
        }
    }
}

#[test]
fn each_hint_is_given_once() {
    let messages = messages(&"MUL R2, R0, R1\nJNZ x\nCMP R0, R1\n".repeat(300));
    assert_eq!(messages.len(), 900);
    for hint in ["changes its first operand", "over a `JMP`", "CMPFLOAT"] {
        assert_eq!(messages.iter().filter(|message| message.contains(hint)).count(), 1, "{hint}");
    }
}

#[test]
fn a_number_that_movi_changes() {
    let source =
        "main: MOVI R0, 42\n MOVI R1, 7\n MOVI R2, -8\n MOVI RF, -9\n SCALE R0, 42\n MOVI R3, 0x7f\n HLT";
    let assembly = assemble_with_warnings(source, "a.sil").unwrap();
    let told: Vec<_> = assembly.warnings.iter().map(|it| (it.line, it.column, it.length)).collect();
    assert_eq!(told, [(1, 16, 2), (4, 11, 2), (6, 11, 4)]);
    let text = assembly.warnings.to_string();
    let first = "a.sil:1:16: warning: MOVI sets rho, which is -8 to 7, so this sets 7; `LI R0, 42` loads the integer 42\n\
                 main: MOVI R0, 42\n               ^^\n";
    assert!(text.starts_with(first), "{text}");
    assert!(text.contains("this sets -8; `LI RF, -9`"), "{text}");
    // The program is what it was.
    assert_eq!(assembly.container, assemble(source, "a.sil").unwrap());
    assert_eq!(assembly.container.code[..3], [0x21, 0, 42]);
    assert!(assemble_with_warnings("MOVI R0, 7", "x").unwrap().warnings.is_empty());
}

#[test]
fn warnings_are_shown_in_part() {
    let text = assemble_with_warnings(&"MOVI R0, 42\n".repeat(500), "a.sil").unwrap().warnings.to_string();
    assert_eq!(text.lines().count(), 31);
    assert!(text.ends_with("\na.sil: warning: 490 more warnings are not shown"), "{text}");
}
