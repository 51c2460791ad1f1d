//! `vsp asm` and `vsp dis`.

use crate::folder::Folder;

const SOURCE: &str = "
    .mode SIL-32
    .data
    taps:   .byte 0x80, 0x84, 0x88
    hello:  .string \"hello\\n\"
    table:  .word32 -1, 70000
    .code
    .global main
    main:
        LI      R0, 300
        LOADWX  R4, R0, 4
        LSTATE  taps
        JZ      R2, done
        JZ      done
        CALL    print_string, hello
        LOOP    main
        SETMODE SIL-8
        .align  16
    done:
        HLT
";

#[test]
fn a_program_of_two_instructions_byte_by_byte() {
    let folder = Folder::with("p.sil", ".mode SIL-16\n MOVI R3, -2\n HLT");
    folder.vsp("asm p.sil -o p.silc").done();
    let file = folder.get("p.silc");
    assert_eq!(&file[..4], b"SILC");
    // Version 1.0, mode 1, four bytes of code, no data; the size of the symbols is left out; entry 0.
    assert_eq!(file[4..16], [0, 1, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(file[20..24], [0, 0, 0, 0]);
    assert_eq!(file[32..36], [0x21, 0x03, 0xfe, 0x01]);
}

#[test]
fn disassembling_and_assembling_gives_the_same_bytes() {
    let folder = Folder::with("p.sil", SOURCE);
    folder.vsp("asm p.sil -o first.silc").done();
    folder.vsp("dis first.silc -o again.sil").done();
    folder.vsp("asm again.sil -o second.silc").done();
    assert_eq!(folder.get("first.silc"), folder.get("second.silc"));
    assert_ne!(folder.get("p.sil"), folder.get("again.sil"));
    assert_eq!(folder.vsp("dis first.silc").done().as_bytes(), folder.get("again.sil"));
}

#[test]
fn the_disassembly_has_the_labels() {
    let folder = Folder::with("p.sil", SOURCE);
    let text = folder.vsp("dis p.sil").done();
    for name in ["main:", "done:", "taps", "hello", "LOADWX", "print_string"] {
        assert!(text.contains(name), "{name} in\n{text}");
    }
}

#[test]
fn all_errors_of_a_source_are_told() {
    let folder = Folder::with("p.sil", "main:   MOVE R0, R1\n        MOVI R2, 200\n        JMP  nowhere\n");
    folder.put("p.silc", "what was there before");
    let error = folder.vsp("asm p.sil -o p.silc").error();
    let places: Vec<&str> =
        error.lines().filter_map(|line| line.split_once("--> ")).map(|(_, at)| at).collect();
    assert_eq!(places, ["p.sil:1:9", "p.sil:2:18", "p.sil:3:14"], "{error}");
    assert_eq!(error.matches("error: ").count(), 3, "{error}");
    let second = "2 |         MOVI R2, 200\n  |                  ^^^";
    assert!(error.contains(second), "{error}");
    assert!(!error.contains('\x1b'), "no terminal shows it: {error}");
    assert_eq!(folder.get("p.silc"), b"what was there before");
    assert_eq!(folder.names(), ["p.sil", "p.silc"]);
}

#[test]
fn what_looks_wrong_is_told_and_written_all_the_same() {
    let folder = Folder::with("p.sil", "main: NOP");
    let answer = folder.vsp("asm p.sil -o p.silc");
    assert_eq!((answer.status, answer.text().as_str()), (0, ""));
    let warning = answer.stderr;
    assert!(warning.starts_with("warning: p.sil: ") && warning.contains("PcOutOfBounds"), "{warning}");
    assert_eq!(folder.get("p.silc")[32..33], [0x00]);
}

#[test]
fn a_silc_file_is_no_source() {
    let folder = Folder::with("p.sil", "main: HLT");
    folder.vsp("asm p.sil -o p.silc").done();
    let error = folder.vsp("asm p.silc -o again.silc").error();
    assert!(error.contains("p.silc: this is a SILC file"), "{error}");
    assert_eq!(folder.names(), ["p.sil", "p.silc"]);
}

#[test]
fn numbers_that_movi_changes_are_told_at_their_place() {
    let folder = Folder::with("p.sil", "main: MOVI R0, 42\n HLT");
    let answer = folder.vsp("asm p.sil -o p.silc");
    let expected = "p.sil:1:16: warning: MOVI sets rho, which is -8 to 7, so this sets 7; `LI R0, 42` loads the integer 42\n\
                    main: MOVI R0, 42\n               ^^\n";
    assert_eq!((answer.status, answer.stderr.as_str()), (0, expected));
    let text = folder.vsp("info p.sil").done();
    assert!(text.contains("Warnings: 1\n  1:16: MOVI sets rho"), "{text}");
}

#[test]
fn names_change_no_direction_in_messages_and_listings() {
    let folder = Folder::with("p.sil", "\u{202e}main: \u{2066}FROB");
    let error = folder.vsp("asm p.sil -o p.silc").error();
    assert!(error.contains(r"\u{202e}main") && !error.contains(['\u{202e}', '\u{2066}']), "{error}");
    folder.put("q.sil", ".symbol \"\u{202e}x\u{2028}\", data, 0\nHLT");
    folder.vsp("asm q.sil -o q.silc").done();
    for command in ["info q.silc", "dis q.silc"] {
        let text = folder.vsp(command).done();
        assert!(text.contains(r"\u{202e}x\u{2028}") && !text.contains(['\u{202e}', '\u{2028}']), "{text}");
    }
    folder.put("again.sil", folder.vsp("dis q.silc").done());
    folder.vsp("asm again.sil -o again.silc").done();
    assert_eq!(folder.get("again.silc"), folder.get("q.silc"));
}
