//! The assembler on sources that are right: bytes, symbols and the rest, worked out by hand.
#![cfg(feature = "alloc")]

use vsp_isa::asm::assemble;
use vsp_isa::container::{Container, LineEntry, Symbol, SymbolKind};
use vsp_isa::{Mode, Version};

fn program(source: &str) -> Container {
    assemble(source, "test.sil").unwrap_or_else(|errors| panic!("{errors}"))
}

fn code(source: &str) -> Vec<u8> {
    program(source).code
}

/// The data that a source makes, which has no code of its own.
fn data(source: &str) -> Vec<u8> {
    program(&format!(".data\n{source}\n.code\nHLT")).data
}

fn symbol(name: &str, address: u32, kind: SymbolKind) -> Symbol {
    Symbol { name: name.to_string(), address, kind }
}

/// Every instruction: its byte, its name, how its operands are written and laid out, and the first version with it.
const INSTRUCTIONS: &str = "
    00 NOP none 0|01 HLT none 0|02 RET none 0|03 YIELD none 0|10 JMP address24 0|11 JZ branch 0|12 JN branch 0
    13 JC address24 0|14 JO address24 0|15 CALL address24 0|16 LOOP address24 0|20 MOV pair 0|21 MOVI signed 0
    22 LOAD near 0|23 STORE near 0|24 PUSH one 0|25 POP one 0|26 XCHG pair 0|27 LSTATE address24 0
    28 SSTATE address24 0|29 LOADW near 1|2A STOREW near 1|2B LOADX offset 1|2C STOREX offset 1|2D LOADWX offset 1
    2E STOREWX offset 1|2F LI wide 1|40 MUL pair 0|41 DIV pair 0|42 POW unsigned 0|43 ROOT unsigned 0|44 INV one 0
    45 CONJ one 0|46 ADD pair 0|47 SUB pair 0|48 MAG one 0|49 PHASE one 0|4A SCALE signed 0|4B ROTATE unsigned 0
    4C ADDINT pair 0|4D SUBINT pair 0|4E MULINT pair 0|4F DIVINT pair 0|50 ADDFLOAT pair 0|51 SUBFLOAT pair 0
    52 MULFLOAT pair 0|53 DIVFLOAT pair 0|54 POWINT pair 0|55 POWFLOAT pair 0|56 SQRTFLOAT single 0|57 MODINT pair 0
    58 CMPINT pair 0|59 CMPFLOAT pair 0|5A TESTINT pair 0|5B ANDINT pair 0|5C ORINT pair 0|5D XORINT pair 0
    5E NOTINT single 0|5F SHLINT pair 0|60 XORL pair 0|61 ANDL pair 0|62 ORL pair 0|63 NOTL one 0|64 SHIFTL none 0
    65 ROTATL none 0|66 FOLD none 0|67 SPREAD one 0|68 GATHER one 0|69 SHRINT pair 0|6A NEGINT single 0
    6B ABSINT single 0|6C NEGFLOAT single 0|6D ABSFLOAT single 0|6E FLOORFLOAT single 0|6F CEILFLOAT single 0
    70 CVTI2F single 0|71 CVTF2I single 0|72 CVTI2B single 0|73 CVTB2I single 0|74 CVTF2B single 0|75 CVTB2F single 0
    80 TRANS address24 0|81 PIPE address24 0|82 LERP mix 0|83 SLERP mix 0|84 GRAD one 0|85 DESCENT unsigned 0
    86 EMERGE one 0|87 COLLAPSE one 0|A0 SETMODE mode 0|A1 PROMOTE far-mode 0|A2 DEMOTE far-mode 0
    A3 TRUNCATE far-mode 0|A4 XORDEM far-mode 0|A5 AVGDEM far-mode 0|A6 MAXDEM far-mode 0|A7 COMPAT low16 0
    B0 BIT.H one 0|B1 BIT.X one 0|B2 BIT.Y one 0|B3 BIT.Z one 0|B4 BIT.COLLAPSE one 0|B5 BIT.MEASURE one 0
    B6 BIT.ROTQ one 0|B7 BIT.NORM one 0|C0 IN unsigned 0|C1 OUT unsigned 0|C2 SENSE one 0|C3 ACT one 0|C4 SYNC node 0
    C5 BROADCAST address24 0|C6 RECEIVE address24 0|C7 ENTANGLE link 0|E0 HINT.CPU none 0|E1 HINT.GPU none 0
    E2 HINT.NPU none 0|E3 HINT.ANY none 0|E4 BATCH address24 0|E5 UNBATCH none 0|E6 PREFETCH address24 0
    E7 FENCE none 0|E8 HINT.FPGA none 0|E9 HINT.DSP none 0|FF SYSCALL intrinsic 0";

/// Operands of each layout, and the bytes after the opcode that they must give.
fn examples(layout: &str) -> &'static [(&'static str, &'static [u8])] {
    match layout {
        "none" => &[("", &[])],
        "one" => &[("R0", &[0x00]), ("RA", &[0x0a]), ("rf", &[0x0f])],
        "single" => &[("RD", &[0x0d, 0])],
        "pair" => &[("R3, RC", &[0xc3, 0]), ("rf,r0", &[0x0f, 0])],
        "signed" => &[("R5, -7", &[5, 0xf9]), ("R5, 127", &[5, 0x7f]), ("R5, -0x80", &[5, 0x80])],
        "unsigned" => &[("R5, 249", &[5, 0xf9]), ("RF, LF", &[15, 15])],
        "mix" => &[("R1, R2, 200", &[0x21, 200])],
        "offset" => &[("R1, R2, 0xFF", &[0x21, 0xff]), ("R1, R2", &[0x21, 0])],
        "near" => &[("R6, 0x1234", &[6, 0x34, 0x12]), ("R6, 65535", &[6, 0xff, 0xff])],
        "low16" => &[("0x1234", &[0x34, 0x12])],
        "wide" => &[("R8, -2", &[8, 0xfe, 0xff]), ("R8, 32767", &[8, 0xff, 0x7f])],
        "address24" => {
            &[("0x123456", &[0x56, 0x34, 0x12]), ("16777215", &[0xff, 0xff, 0xff]), ("0", &[0, 0, 0])]
        }
        "branch" => {
            &[("0x123456", &[0x56, 0x34, 0x12]), ("RB, 0xFEDC", &[0x0b, 0xdc, 0xfe]), ("R0, 5", &[0, 5, 0])]
        }
        "mode" => &[("SIL-64", &[3]), ("sil-8", &[0]), ("4", &[4]), ("128", &[128])],
        "far-mode" => &[("SIL-16", &[0, 1]), ("64", &[0, 64])],
        "node" => &[("200", &[200])],
        "link" => &[("R4, 9", &[0x94, 0])],
        "intrinsic" => &[
            ("0x50, 0x1234", &[0x50, 0x34, 0x12]),
            ("sin, 4660", &[0x50, 0x34, 0x12]),
            ("MATH_SIN", &[0x50, 0, 0]),
            ("0xB1", &[0xb1, 0, 0]),
        ],
        other => panic!("no layout {other}"),
    }
}

#[test]
fn every_instruction() {
    let rows: Vec<&str> =
        INSTRUCTIONS.split(['|', '\n']).map(str::trim).filter(|row| !row.is_empty()).collect();
    assert_eq!(rows.len(), 124);
    for row in rows.into_iter().step_by(if cfg!(miri) { 23 } else { 1 }) {
        let [byte, mnemonic, layout, since] = row.split(' ').collect::<Vec<_>>().try_into().unwrap();
        for (operands, bytes) in examples(layout) {
            let byte = u8::from_str_radix(byte, 16).unwrap();
            let expected = [&[byte], *bytes].concat();
            for mnemonic in [mnemonic.to_string(), mnemonic.to_lowercase()] {
                let program = program(&format!("{mnemonic} {operands}"));
                assert_eq!(program.code, expected, "{mnemonic} {operands}");
                assert_eq!(program.version == Version::V1_1, since == "1", "{mnemonic}");
            }
        }
    }
}

#[test]
fn the_sample() {
    let program = program(
        r#"
    .mode SIL-64
    .data
    taps:   .byte 0x80, 0x84, 0x88
    init:   .state [80, 80, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00, 00]
    hello:  .string "hello"              ; UTF-8, then a NUL
    .code
    .global main                         ; exported: a function symbol
    main:
        LSTATE init
        LOAD   R1, taps
        MUL    R0, R1
        JZ     R2, done                  ; register form
        JZ     done                      ; flag form
        CALL   print_string, hello       ; an intrinsic's name makes a SYSCALL
    done:
        HLT
"#,
    );
    let code: [&[u8]; 7] = [
        &[0x27, 3, 0, 0],
        &[0x22, 1, 0, 0],
        &[0x40, 0x10, 0],
        &[0x11, 2, 23, 0],
        &[0x11, 23, 0, 0],
        &[0xff, 1, 19, 0],
        &[1],
    ];
    assert_eq!(program.code, code.concat());
    assert_eq!(program.data, [&[0x80, 0x84, 0x88, 0x80, 0x80], &[0; 14][..], b"hello\0"].concat());
    assert_eq!((program.mode, program.version, program.entry), (Mode::Sil64, Version::V1_0, 0));
    use SymbolKind::{Data, Function, Label};
    let symbols = [
        ("taps", 0, Data),
        ("init", 3, Data),
        ("hello", 19, Data),
        ("main", 0, Function),
        ("done", 23, Label),
    ];
    assert_eq!(program.symbols, symbols.map(|(name, address, kind)| symbol(name, address, kind)));
    let debug = program.debug.unwrap();
    assert_eq!(debug.source, "test.sil");
    let lines = [(10, 0), (11, 4), (12, 8), (13, 11), (14, 15), (15, 19), (17, 23)];
    assert_eq!(debug.lines, lines.map(|(line, address)| LineEntry { line, address }));
}

#[test]
fn lines_may_look_in_many_ways() {
    let expected = [0x21, 0, 3, 1];
    for source in [
        "MOVI R0, 3\nHLT",
        "MOVI R0, 3\r\nHLT\r\n",
        "\u{feff}MOVI R0, 3\nHLT\n",
        "  \t movi\tr0\t,3;comment, with \"quotes\nhlt ; another",
        "a: b : c:MOVI R0,3\n d:\n e: ; no statement\nHLT\nf:",
        "\n\n;\n.text\nMOVI R0,3 ;;\n.extern elsewhere\n.CODE\nHLT",
        "MOVI\u{a0}R0,\u{2003}3\n\u{a0}HLT",
    ] {
        assert_eq!(code(source), expected, "{source:?}");
    }
    // A carriage return alone is white space and begins no line.
    assert!(assemble("MOVI R0, 3\rHLT", "x").is_err());
    assert_eq!(code("HLT ; comment\rNOP"), [1]);
}

#[test]
fn labels_stand_for_addresses_of_their_segment() {
    // Labels before and after their uses, and code and data in turns.
    let program = program(
        "JMP end\n.data\none: .byte 1\n.code\nback: LOAD R1, two\n.data\ntwo .byte 2, two\n.code\nLOAD R2, one\nJMP back\nend:",
    );
    let code: [&[u8]; 4] = [&[0x10, 16, 0, 0], &[0x22, 1, 1, 0], &[0x22, 2, 0, 0], &[0x10, 4, 0, 0]];
    assert_eq!(program.code, code.concat());
    assert_eq!(program.data, [1, 2, 1]);
    use SymbolKind::{Data, Label};
    let symbols = [("one", 0, Data), ("back", 4, Label), ("two", 1, Data), ("end", 16, Label)];
    assert_eq!(program.symbols, symbols.map(|(name, address, kind)| symbol(name, address, kind)));
}

#[test]
fn labels_stand_where_numbers_do() {
    let program = program(
        "NOP\nhere: MOVI R0, here\nLI R2, table\nSYSCALL 0, table\nCALL sin, table\nMOVI R0, L4\n\
         .data\n.byte 0, here\ntable: .word32 table, later\nlater .word64 here",
    );
    let code: [&[u8]; 6] =
        [&[0], &[0x21, 0, 1], &[0x2f, 2, 2, 0], &[0xff, 0, 2, 0], &[0xff, 0x50, 2, 0], &[0x21, 0, 4]];
    assert_eq!(program.code, code.concat());
    assert_eq!(program.data, [0, 1, 2, 0, 0, 0, 10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn labels_go_before_numbers_and_intrinsics_of_their_names() {
    assert_eq!(code("NOP\nL7: MOVI R0, L7\nMOVI R0, l7"), [0, 0x21, 0, 1, 0x21, 0, 7]);
    assert_eq!(code("NOP\nsin: CALL sin\nCALL SIN"), [0, 0x15, 1, 0, 0, 0xff, 0x50, 0, 0]);
    // SYSCALL says by itself that an intrinsic is meant.
    assert_eq!(code("NOP\nsin: SYSCALL sin, sin"), [0, 0xff, 0x50, 1, 0]);
    // Mnemonics and directives are no names, so labels may look like them.
    assert_eq!(code("nop: JMP nop\nmov .byte 7"), [0x10, 0, 0, 0, 7]);
}

#[test]
fn branches_have_two_forms() {
    let nops = "NOP\n".repeat(16);
    let source = format!("{nops}there: JZ there\nJN R3, there\nJZ rf, 2");
    assert_eq!(code(&source)[16..], [0x11, 16, 0, 0, 0x12, 3, 16, 0, 0x11, 15, 2, 0]);
    // The low byte decides, not the number: 0x010f has no flag form, 0x0110 has one.
    assert_eq!(code("JZ 0x0110"), [0x11, 0x10, 0x01, 0]);
    assert_ne!(code("JZ 0x010f")[..4], [0x11, 0x0f, 0x01, 0]);
}

#[test]
fn integers_in_the_data() {
    assert_eq!(data(".byte -128, 255, 0, 0x7F, L9"), [0x80, 0xff, 0, 0x7f, 9]);
    assert_eq!(data(".word16 -32768, 65535, 0x1234"), [0, 0x80, 0xff, 0xff, 0x34, 0x12]);
    assert_eq!(data(".word32 -2147483648,4294967295"), [0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff]);
    let greatest = [&[0, 0, 0, 0, 0, 0, 0, 0x80][..], &[0xff; 8]].concat();
    assert_eq!(data(".word64 -9223372036854775808, 18446744073709551615"), greatest);
    assert_eq!(data(".WORD16 00012"), [12, 0]);
}

#[test]
fn floats_in_the_data() {
    // By the definition of the formats: sign, exponent and fraction.
    let halves = [0x3c00_u16, 0xc000, 0x7bff, 0x0001, 0x3555, 0x7c00, 0xfc00, 0x7e00, 0x8000];
    let halves: Vec<u8> = halves.iter().flat_map(|half| half.to_le_bytes()).collect();
    assert_eq!(
        data(".float16 1, -2.0, 65504, 5.960464477539063e-8, 0.333251953125, inf, -inf, nan, -0"),
        halves
    );
    // 1 + 2^-11 lies between two f16 and goes to the even one; with any more it goes up.
    assert_eq!(data(".float16 1.00048828125, 1.00048828126"), [0x00, 0x3c, 0x01, 0x3c]);
    let singles = [0x3f80_0000_u32, 0xc020_0000, 0x7f80_0000, 0x7fc0_0000, 0x3dcc_cccd];
    let singles: Vec<u8> = singles.iter().flat_map(|single| single.to_le_bytes()).collect();
    assert_eq!(data(".float32 1.0, -2.5, INF, NaN, .1"), singles);
    // Rounded once, from the text: by way of an f64 this would become 1.
    assert_eq!(data(".float32 1.00000005960464477539062500000001"), 0x3f80_0001_u32.to_le_bytes());
    let doubles =
        [0x3ff0_0000_0000_0000_u64, 0x3fb9_9999_9999_999a, 0x7ff8_0000_0000_0000, 0x44b5_2d02_c7e1_4af6];
    let doubles: Vec<u8> = doubles.iter().flat_map(|double| double.to_le_bytes()).collect();
    assert_eq!(data(".float64 1e0, 0.1, -nan, 1E+23"), doubles);
}

#[test]
fn states_and_strings_in_the_data() {
    let counted: Vec<u8> = (0..16).collect();
    assert_eq!(data(".state [0,1,2,3,4,5,6,7,8,9,a,B,0c,0xD,0E,f]"), counted);
    assert_eq!(data(".state 0x0f0e0d0c0b0a09080706050403020100"), counted);
    assert_eq!(data("x .state 1F"), [&[0x1f][..], &[0; 15]].concat());
    assert_eq!(data(r#".string "a;b,c", "" , "\n\t\r\0\\\"""#), b"a;b,c\0\0\n\t\r\0\\\"\0");
    assert_eq!(data(".string \"größe ρ\""), "größe ρ\0".as_bytes());
}

#[test]
fn data_in_the_code() {
    assert_eq!(
        code("JMP on\ntext .string \"ab\"\n.word16 text\non: HLT"),
        [0x10, 9, 0, 0, 97, 98, 0, 4, 0, 1]
    );
    // Bytes are no instructions: neither the version nor the lines know of them.
    let program = program(".byte 0x2f, 0, 0, 0\nHLT");
    assert_eq!(program.version, Version::V1_0);
    assert_eq!(program.debug.unwrap().lines, [LineEntry { line: 2, address: 4 }]);
}

#[test]
fn alignment() {
    assert_eq!(code("HLT\n.align 4\nHLT\n.align 1\n.align 5\nx:"), [1, 0, 0, 0, 1]);
    assert_eq!(data(".byte 1\n.align 3\n.byte 2\n.align 65536").len(), 65536);
    assert_eq!(data(".byte 1\n.align 3\n.byte 2"), [1, 0, 0, 2]);
}

#[test]
fn mode_and_entry_point() {
    assert_eq!(program("HLT").mode, Mode::Sil128);
    for (text, mode) in
        [("SIL-8", Mode::Sil8), ("0", Mode::Sil8), ("sil-32", Mode::Sil32), ("0x40", Mode::Sil64)]
    {
        assert_eq!(program(&format!("HLT\n.mode {text}")).mode, mode);
    }
    assert_eq!(program("NOP\nHLT").entry, 0);
    assert_eq!(program("NOP\nmain: HLT").entry, 1);
    assert_eq!(program(".entry start\nmain: NOP\nstart: HLT").entry, 1);
    assert_eq!(program(".entry 2\nmain: NOP\nNOP\nHLT").entry, 2);
    // A label of that name in the data is no place to start at.
    assert_eq!(program("NOP\n.data\nmain: .byte 0").entry, 0);
}

#[test]
fn exports() {
    let program = program(".global f\n.globl d\nNOP\nf: HLT\ng: NOP\n.data\nd: .byte 0");
    use SymbolKind::{Data, Function, Label};
    assert_eq!(program.symbols, [symbol("f", 1, Function), symbol("g", 2, Label), symbol("d", 0, Data)]);
}

#[test]
fn the_version_is_the_least_that_will_do() {
    assert_eq!(program("HLT").version, Version::V1_0);
    assert_eq!(program("LI R0, 1").version, Version::V1_1);
    assert_eq!(program("HLT\n.version 1.1").version, Version::V1_1);
    assert_eq!(program("HLT\n.version 1.0").version, Version::V1_0);
    for name in ["print_text", "int_text", "float_text", "text_int", "TEXT_FLOAT"] {
        assert_eq!(program(&format!("CALL {name}")).version, Version::V1_2, "{name}");
        assert_eq!(program(&format!("LI R0, 1\nSYSCALL {name}, 0")).version, Version::V1_2, "{name}");
    }
    assert_eq!(program("CALL print_string").version, Version::V1_0);
    // A label goes before an intrinsic.
    assert_eq!(program("print_text: CALL print_text").version, Version::V1_0);
}

#[test]
fn numbers_of_intrinsics_count_as_their_names() {
    for id in (0..=0xff).step_by(if cfg!(miri) { 17 } else { 1 }) {
        let expected = if (0x0a..=0x0e).contains(&id) { Version::V1_2 } else { Version::V1_0 };
        let source = format!("SYSCALL {id}");
        assert_eq!(program(&source).version, expected, "{id:#04x}");
        // Where a version is given, and in older ones the number is the host's.
        for version in Version::ALL {
            let old = program(&format!(".version {version}\n{source}"));
            assert_eq!((old.version, &old.code[..]), (version, &[0xff, id, 0, 0][..]));
        }
    }
    // A layer's number and a label's address are numbers, too; bytes are no instruction.
    assert_eq!(program("SYSCALL LA").version, Version::V1_2);
    assert_eq!(program(".data\n.state 0\n.code\nNOP\n.align 11\nb: SYSCALL b").version, Version::V1_2);
    assert_eq!(program(".byte 0xff, 0x0a, 0, 0").version, Version::V1_0);
}

#[test]
fn tables_may_be_given() {
    let program = program(
        ".symbol \"a b\", function, here\n.symbol \"\", Transform, 0xFFFFFFFF\n.symbol \"a b\", data, 7\n\
         NOP\nhere: HLT\n.source \"other\\n.sil\"\n.line 7, 1\n.line 4294967295, here\n.line 0, 0xFFFFFFFF",
    );
    use SymbolKind::{Data, Function, Transform};
    assert_eq!(
        program.symbols,
        [symbol("a b", 1, Function), symbol("", u32::MAX, Transform), symbol("a b", 7, Data)]
    );
    let debug = program.debug.unwrap();
    assert_eq!(debug.source, "other\n.sil");
    let lines = [(7, 1), (u32::MAX, 1), (0, u32::MAX)].map(|(line, address)| LineEntry { line, address });
    assert_eq!(debug.lines, lines);
}

#[test]
fn tables_may_be_left_out() {
    let program = program(".nosymbols\n.nodebug\nmain: JMP main");
    assert_eq!((program.symbols, program.debug), (Vec::new(), None));
    let debug = self::program("HLT\n.source \"x\"").debug.unwrap();
    assert_eq!((debug.source.as_str(), debug.lines.len()), ("x", 0));
    let debug = self::program("HLT\n.line 3, 0").debug.unwrap();
    assert_eq!((debug.source.as_str(), debug.lines.len()), ("test.sil", 1));
}

#[test]
#[cfg_attr(miri, ignore = "too long")]
fn a_long_source() {
    // Each line defines a label and uses one, half of them before it is defined.
    let lines: Vec<String> = (0..100_000).map(|i| format!("label{i}: JMP label{}", 99_999 - i)).collect();
    let program = program(&lines.join("\n"));
    assert_eq!(program.code.len(), 400_000);
    assert_eq!(program.symbols.len(), 100_000);
    for (i, jump) in program.code.chunks(4).enumerate() {
        let [low, middle, high, _] = (4 * (99_999 - i as u32)).to_le_bytes();
        assert_eq!(jump, [0x10, low, middle, high]);
    }
    assert_eq!(program.debug.unwrap().lines.len(), 100_000);
}

#[test]
#[cfg_attr(miri, ignore = "too long")]
fn as_much_as_addresses_reach() {
    let source = "NOP\n.align 65536\n".repeat(256);
    assert_eq!(code(&source).len(), 1 << 24);
    let program = program(&format!("HLT\n.data\n{}end:", ".byte 1\n.align 65536\n".repeat(256)));
    assert_eq!((program.data.len(), program.symbols[0].address), (1 << 24, 1 << 24));
}
