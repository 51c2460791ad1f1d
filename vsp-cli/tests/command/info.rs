//! `vsp info`.

use crate::folder::Folder;

#[test]
fn header_symbols_and_blocks() {
    let source = "
        .mode SIL-64
        .data
        one: .word64 1
        .code
        .global main
        main: LOADW R0, one
        loop: NOP
              LOOP  loop
              HLT
    ";
    let folder = Folder::with("p.sil", source);
    folder.vsp("asm p.sil -o p.silc").done();
    let text = folder.vsp("info p.silc").done();
    let has = |line: &str| assert!(text.lines().any(|found| found == line), "`{line}` in\n{text}");
    has(&format!("File:     p.silc, {} bytes as SILC 1.1", folder.get("p.silc").len()));
    has("Mode:     SIL-64");
    has("Entry:    0x0000");
    has("Code:     10 bytes");
    has("Data:     8 bytes");
    // A count, and for each symbol a length, the name, an address and a kind.
    has(&format!("Symbols:  {} bytes", 4 + 3 * (2 + 4 + 1) + "onemainloop".len()));
    has("Memory:   65536 bytes");
    has("  0x0000  data       one");
    has("  0x0000  function   main");
    has("  0x0004  label      loop");
    // Starts: the entry, the target of LOOP, the place after it.
    has("Blocks: 3");
    has("  0x0000..0x0004  fuel 1");
    has("  0x0004..0x0009  fuel 2");
    has("  0x0009..0x000a  fuel 1");
    has("Warnings: 0");
}

#[test]
fn warnings() {
    let folder = Folder::with("p.sil", ".mode SIL-64\n main: ADDINT RD, R0\n HLT");
    let text = folder.vsp("info p.sil").done();
    assert!(text.contains("Warnings: 1\n  at 0x0000 (line 2): "), "{text}");
    assert!(text.contains("RegisterGroup in SIL-64"), "{text}");
}

#[test]
fn a_damaged_checksum() {
    let folder = Folder::with("p.sil", "main: HLT");
    folder.vsp("asm p.sil -o p.silc").done();
    let mut file = folder.get("p.silc");
    file[24] ^= 1;
    folder.put("p.silc", &file);
    let error = folder.vsp("info p.silc").error();
    assert!(error.contains("p.silc: ") && error.contains("checksum at offset 0x18"), "{error}");
}

#[test]
fn names_in_a_file_do_nothing_to_the_terminal() {
    let folder = Folder::with("p.sil", ".global vorn\n vorn: HLT");
    folder.vsp("asm p.sil -o p.silc").done();
    let mut file = folder.get("p.silc");
    let at = file.windows(4).position(|window| window == b"vorn").expect("the name is there");
    file[at + 1] = 0x1b;
    folder.put("p.silc", &file);
    let text = folder.vsp("info p.silc").done();
    assert!(text.contains(r"v\u{1b}rn") && !text.contains('\u{1b}'), "{text}");
    let error = folder.vsp("run p.silc --entry none").error();
    assert!(error.contains(r"v\u{1b}rn") && !error.contains('\u{1b}'), "{error}");
}
