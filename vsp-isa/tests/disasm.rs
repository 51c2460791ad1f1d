//! The disassembler: listings that read well, and listings that give the same bytes whatever the file holds.
#![cfg(feature = "alloc")]

mod common;

use common::{Random, container};
use vsp_isa::asm::assemble;
use vsp_isa::container::{Container, DebugInfo, LineEntry, Symbol, SymbolKind};
use vsp_isa::disasm::disassemble;
use vsp_isa::{Mode, Version};

/// The listing, after checking that it gives the same program, debug information and all.
fn listing(program: &Container) -> String {
    let text = disassemble(program);
    let again = assemble(&text, "listing.sil").unwrap_or_else(|errors| panic!("{errors}\n{text}"));
    assert_eq!(&again, program, "{text}");
    assert_eq!(again.write(), program.write());
    text
}

/// The statements of a listing: its lines without comments and indentation.
fn statements(program: &Container) -> Vec<String> {
    let text = listing(program);
    let statement =
        |line: &str| line.split(';').next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(statement).collect()
}

/// A program of bare code.
fn bare(code: &[u8]) -> Container {
    let (version, mode) = (Version::V1_0, Mode::Sil128);
    Container {
        version,
        mode,
        entry: 0,
        code: code.to_vec(),
        data: Vec::new(),
        symbols: Vec::new(),
        empty_symbols: false,
        debug: None,
    }
}

fn symbol(name: &str, address: u32, kind: SymbolKind) -> Symbol {
    Symbol { name: name.to_string(), address, kind }
}

#[test]
fn a_plain_program_comes_back_as_it_was() {
    let source = "\
        .mode SIL-64
        .data
        taps:
        .byte 0x80, 0x84, 0x88
        hello:
        .string \"hello \\\"you\\\"\\n\"
        .code
        .global main
        main:
        LOAD R1, taps
        JZ R2, done
        JZ done
        BIT.H R3
        SETMODE SIL-8
        LERP R1, R2, 255
        SCALE RF, -3
        LI R4, -2
        LOADWX R4, R8, 16
        CALL main
        CALL print_string, hello
        CALL println
        CALL math_sin
        SYSCALL 0xb1, 7
        done:
        HLT
        .source \"x.sil\"
        .line 10, 0x0";
    let expected: Vec<&str> = source.lines().map(str::trim).collect();
    assert_eq!(statements(&assemble(source, "any").unwrap()), expected);
}

#[test]
fn comments_give_addresses_and_lines() {
    let text = listing(&assemble("a: NOP\n\nb: MUL R0, R1\n.data\n.byte 5, 6", "x.sil").unwrap());
    for line in [
        "    NOP                                 ; 0000 line 1",
        "    MUL       R0, R1                    ; 0001 line 3",
        "    .byte 0x05, 0x06                    ; 0000",
    ] {
        assert!(text.lines().any(|it| it == line), "no {line:?} in\n{text}");
    }
}

#[test]
fn symbols_and_segments_keep_their_order() {
    let source = "z: NOP\n.data\ny: .byte 1\n.code\nx: NOP\nw:\n.data\nv:\n.nodebug";
    let statements = statements(&assemble(source, "any").unwrap());
    assert!(!statements.iter().any(|it| it.starts_with(".symbol")), "{statements:?}");
    let labels: Vec<&String> = statements.iter().filter(|it| it.ends_with(':')).collect();
    assert_eq!(labels, ["z:", "y:", "x:", "w:", "v:"]);
}

#[test]
fn stripped_programs_get_labels() {
    let program = bare(&[0x10, 8, 0, 0, 0x15, 0, 0, 0, 0x11, 3, 4, 0, 1]);
    let expected = [
        ".mode SIL-128",
        ".code",
        "L_0000:",
        "JMP L_0008",
        "L_0004:",
        "CALL L_0000",
        "L_0008:",
        "JZ R3, L_0004",
        "HLT",
        ".nosymbols",
        ".nodebug",
    ];
    assert_eq!(statements(&program), expected);
    // Symbols come first, and no label that is made up has the name of one.
    let symbols = vec![symbol("L_0008", 4, SymbolKind::Label), symbol("L__", 0, SymbolKind::Data)];
    let statements = statements(&Container { symbols, ..program });
    for statement in ["JMP L___0008", "JZ R3, L_0008", "CALL L___0000", ".symbol \"L_0008\", label, 0x4"] {
        assert!(statements.iter().any(|it| it == statement), "{statements:?}");
    }
}

#[test]
fn bytes_that_are_no_instructions() {
    let code = [
        &[0x40, 0x10, 0x05][..], // MUL with a byte that it ignores
        &[0x24, 0x13],           // PUSH with a nibble that it ignores
        &[0xa0, 0x07],           // SETMODE of no mode
        &[0xa0, 0x40],           // SETMODE by another code of a mode
        &[0x04, 0x05, 0x06],     // no opcodes
        &[0x2f, 0x00, 0x2b],     // LI and LOADX, which version 1.0 lacks, and NOP
        &[0x01, 0xff, 0x01],     // HLT, and a SYSCALL that is cut off
    ];
    let expected = [
        ".mode SIL-128",
        ".code",
        ".byte 0x40, 0x10, 0x05",
        ".byte 0x24, 0x13",
        ".byte 0xa0, 0x07",
        "SETMODE 64",
        ".byte 0x04, 0x05, 0x06, 0x2f",
        "NOP",
        ".byte 0x2b",
        "HLT",
        ".byte 0xff",
        "HLT",
        ".nodebug",
    ];
    assert_eq!(statements(&bare(&code.concat())), expected);
}

#[test]
fn instructions_that_overlap() {
    // The jump goes into the operands of the SYSCALL after it, where a HLT stands.
    let statements = statements(&bare(&[0x10, 6, 0, 0, 0xff, 0, 1, 0]));
    assert_eq!(statements[2..6], ["JMP L_0006", ".byte 0xff, 0x00", "L_0006:", "HLT"]);
}

#[test]
fn versions_that_the_instructions_do_not_tell() {
    let newer = Container { version: Version::V1_1, ..bare(&[1]) };
    assert!(statements(&newer).contains(&".version 1.1".to_string()));
    let used = Container { version: Version::V1_1, ..bare(&[0x2f, 0, 0, 0, 1]) };
    assert!(!statements(&used).iter().any(|it| it.starts_with(".version")));
}

#[test]
fn syscalls_that_are_intrinsics_in_some_versions_only() {
    let of = |version| statements(&Container { version, ..bare(&[0xff, 0x0e, 0, 0, 1]) });
    let has = |version, statement: &str| of(version).contains(&statement.to_string());
    // In old files the number is the host's, and the assembler would take it for text_float.
    assert!(has(Version::V1_0, "SYSCALL 0x0e") && has(Version::V1_0, ".version 1.0"));
    assert!(has(Version::V1_1, "SYSCALL 0x0e") && has(Version::V1_1, ".version 1.1"));
    assert!(has(Version::V1_2, "CALL text_float") && !of(Version::V1_2).join(" ").contains(".version"));
    // Both in one file: the instruction needs 1.1, and the number is still the host's.
    let both = Container { version: Version::V1_1, ..bare(&[0x2f, 0, 0, 0, 0xff, 0x0b, 7, 0, 1]) };
    assert!(statements(&both).contains(&"SYSCALL 0x0b, 7".to_string()));
    assert!(statements(&both).contains(&".version 1.1".to_string()));
    // A label of an intrinsic's name.
    let named = vec![symbol("int_text", 0, SymbolKind::Label)];
    let named = Container { version: Version::V1_2, symbols: named, ..bare(&[0xff, 0x0b, 0, 0, 1]) };
    assert!(statements(&named).contains(&"SYSCALL int_text".to_string()));
}

#[test]
fn entry_points() {
    let program = |entry, symbols| Container { entry, symbols, ..bare(&[0, 0, 1]) };
    let entry = |program: &Container| statements(program).into_iter().find(|it| it.starts_with(".entry"));
    assert_eq!(entry(&program(0, Vec::new())), None);
    assert_eq!(entry(&program(2, Vec::new())).unwrap(), ".entry L_0002");
    let main = || vec![symbol("main", 2, SymbolKind::Label)];
    assert_eq!(entry(&program(2, main())), None);
    assert_eq!(entry(&program(0, main())).unwrap(), ".entry 0x0000");
    let start = vec![symbol("start", 1, SymbolKind::Function)];
    assert_eq!(entry(&program(1, start)).unwrap(), ".entry start");
    let data = vec![symbol("main", 0, SymbolKind::Data)];
    assert_eq!(entry(&program(0, data)), None);
}

#[test]
fn symbols_that_labels_cannot_make() {
    use SymbolKind::{Data, Function, Label, Transform};
    let program = |symbols| Container { symbols, data: vec![7], ..bare(&[0, 0x21, 0, 3, 1]) };
    for symbols in [
        vec![symbol("b", 4, Label), symbol("a", 0, Label)],
        vec![symbol("a", 0, Label), symbol("a", 4, Label)],
        vec![symbol("R1", 0, Function)],
        vec![symbol("not a name", 0, Label)],
        vec![symbol("", 0, Label)],
        vec![symbol("\n\t\r\0\\\"; \u{202e}", 0, Label)],
        vec![symbol("far", 6, Label)],
        vec![symbol("far", 2, Data)],
        vec![symbol("t", 0, Transform)],
    ] {
        let expected = symbols.len();
        let statements = statements(&program(symbols));
        assert_eq!(statements.iter().filter(|it| it.starts_with(".symbol ")).count(), expected);
    }
    // A label in the middle of an instruction makes bytes of it, and several at one place are no trouble.
    let inside = program(vec![
        symbol("a", 2, Label),
        symbol("b", 2, Function),
        symbol("d", 1, Data),
        symbol("e", 1, Data),
    ]);
    assert!(!statements(&inside).iter().any(|it| it.starts_with(".symbol")));
}

#[test]
fn names_that_mean_something_else() {
    use SymbolKind::{Data, Label};
    // Labels with the names of intrinsics, numbers and mnemonics.
    let code = [0xff, 0, 0, 0, 0x15, 8, 0, 0, 0x21, 0, 7, 0x22, 0, 0, 0];
    let symbols = vec![symbol("println", 8, Label), symbol("L7", 11, Label), symbol("mov", 0, Data)];
    let statements = statements(&Container { symbols, ..bare(&code) });
    for statement in ["SYSCALL println", "CALL println", "MOVI R0, 7", "LOAD R0, mov"] {
        assert!(statements.iter().any(|it| it == statement), "{statements:?}");
    }
}

#[test]
fn debug_information_of_any_kind() {
    let entry = |line, address| LineEntry { line, address };
    for lines in
        [vec![], vec![entry(1, 0)], vec![entry(9, 5), entry(0, 0), entry(9, 5), entry(u32::MAX, u32::MAX)]]
    {
        for source in ["x.sil", "", "a \"b\"\n\\\0 ρ"] {
            let debug = Some(DebugInfo { source: source.to_string(), lines: lines.clone() });
            listing(&Container { debug, ..bare(&[0, 1]) });
        }
    }
}

#[test]
fn data_of_any_kind() {
    let program = |data: &[u8]| Container { data: data.to_vec(), ..bare(&[1]) };
    let data = |bytes: &[u8]| {
        let statements = statements(&program(bytes));
        let from = statements.iter().position(|it| it == ".data").map_or(0, |at| at + 1);
        let to = statements.iter().position(|it| it == ".nodebug").unwrap();
        statements[from..to].to_vec()
    };
    assert_eq!(data(b"hello\0wide \xcf\x81\0"), [".string \"hello\"", ".string \"wide ρ\""]);
    assert_eq!(data(b"\x01\x02hello\0"), [".byte 0x01, 0x02", ".string \"hello\""]);
    // Too short, not ended, or not text throughout.
    assert_eq!(data(b"abc\0"), [".byte 0x61, 0x62, 0x63, 0x00"]);
    assert_eq!(data(b"\xffa\x01b"), [".byte 0xff, 0x61, 0x01, 0x62"]);
    let zeros = vec![
        ".byte 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00";
        4
    ];
    assert_eq!(data(&[0; 64]), zeros);
    for seed in 0..common::times(200) as u64 {
        let mut random = Random::new(seed);
        let length = random.below(100);
        let bytes: Vec<u8> =
            (0..length).map(|_| *random.pick(b"\0\0\n\t\x7f\x80\xcf\x81ab\"\\;\xef\xbb\xbf")).collect();
        listing(&program(&bytes));
    }
}

#[test]
fn any_code() {
    // Every byte alone, and every opcode with operand bytes of every kind.
    for first in (0..=255).step_by(if cfg!(miri) { 37 } else { 1 }) {
        for version in Version::ALL {
            for rest in
                [&[][..], &[0], &[0, 0], &[0, 0, 0], &[0xff, 0xff, 0xff], &[7, 8, 9], &[0x10, 0x80, 0, 1]]
            {
                listing(&Container { version, ..bare(&[&[first], rest].concat()) });
            }
        }
    }
    for seed in 0..common::times(500) as u64 {
        let mut random = Random::new(seed);
        let length = 1 + random.below(200);
        let code = random.bytes(length);
        let entry = random.below(length) as u32;
        listing(&Container { version: *random.pick(&Version::ALL), entry, ..bare(&code) });
    }
}

#[test]
fn any_program() {
    for seed in 0..common::times(1500) as u64 {
        listing(&container(&mut Random::new(seed)));
    }
}

#[test]
fn what_could_not_be_written_does_not_panic() {
    let symbols = vec![symbol("f", 900, SymbolKind::Function)];
    disassemble(&Container { entry: 77, symbols, ..bare(&[]) });
}
