//! What the assembler says of sources that are wrong.
#![cfg(feature = "alloc")]

use vsp_isa::asm::{AssembleErrors, assemble};
use vsp_isa::container::SymbolKind;

fn errors(source: &str) -> AssembleErrors {
    assemble(source, "test.sil").expect_err(source)
}

/// Each error as `line:column: message`.
fn told(source: &str) -> Vec<String> {
    errors(source).iter().map(|error| format!("{}:{}: {}", error.line, error.column, error.message)).collect()
}

/// Checks that a source has one error, at a line and column, whose message contains some words.
#[track_caller]
fn one(source: &str, place: &str, words: &[&str]) {
    let told = told(source);
    assert_eq!(told.len(), 1, "{source:?}: {told:#?}");
    assert!(told[0].starts_with(&format!("{place}: ")), "{source:?} at {place}: {told:?}");
    for word in words {
        assert!(told[0].contains(word), "{source:?}: no {word:?} in {told:?}");
    }
}

#[test]
fn unknown_names() {
    one("  MOVE R0, R1", "1:3", &["unknown mnemonic `MOVE`", "did you mean `MOV`?"]);
    one("BIT.G R0", "1:1", &["`BIT.G`", "`BIT.H`"]);
    one("addnit R0, R2", "1:1", &["`addnit`", "`ADDINT`"]);
    one("HLT\n.bite 1", "2:1", &["unknown directive `.bite`", "`.byte`"]);
    one("HLT\n.data\nx .word8 1", "3:3", &["unknown directive `.word8`"]);
    one("strat: HLT\nJMP start", "2:5", &["unknown label `start`", "`strat`"]);
    one("LOAD R0, tabs\n.data\ntaps: .byte 1", "1:10", &["unknown label `tabs`", "`taps`"]);
    one("CALL prnit_int", "1:6", &["unknown label or intrinsic `prnit_int`", "`print_int`"]);
    one("SYSCALL squirt, 1", "1:9", &["unknown intrinsic `squirt`"]);
    one("CALL sin, nowhere", "1:11", &["unknown label `nowhere`"]);
    one("HLT\n.word16 nowhere", "2:9", &["unknown label `nowhere`"]);
    one(".global mian\nmain: HLT", "1:9", &["unknown label `mian`", "`main`"]);
    one(".entry mian\nmain: HLT", "1:8", &["unknown label `mian`", "`main`"]);
    one(".extern f\nCALL f", "2:6", &["unknown label or intrinsic `f`"]);
    // Labels, unlike everything else, have their letter case.
    one("Main: JMP main", "1:11", &["unknown label `main`", "`Main`"]);
    // Nothing is suggested that is not close.
    for message in told("ABRACADABRA\nJMP xyzzy\nCALL q") {
        assert!(!message.contains("did you mean"), "{message}");
    }
}

#[test]
fn comments_of_other_languages() {
    for comment in ["// HLT", "//HLT", "# HLT", "#HLT", "-- HLT", "/* HLT */"] {
        one(comment, "1:1", &["unknown mnemonic", "comments begin with `;`"]);
    }
    one("MOVI R0, 1 // one", "1:10", &["found `1 // one`", "comments begin with `;`"]);
    one("HLT\n.byte \"http://\"", "2:7", &["expected a number or a label, found"]);
}

#[test]
fn longer_and_shorter_forms_of_names() {
    one("MULTIPLY R0, R1", "1:1", &["did you mean `MUL`?"]);
    one("cmp R0, R1", "1:1", &["did you mean `CMPINT`?"]);
    one("SUBTRACTINT R0, R4", "1:1", &["did you mean `SUB`?"]);
    one("HLT\n.str \"x\"", "2:1", &["did you mean `.string`?"]);
    one("loop_start: JMP loop", "1:17", &["did you mean `loop_start`?"]);
    // A slip of the hand is more likely than a longer form, and less than a shorter one.
    one("ADDIT R0, R4", "1:1", &["did you mean `ADDINT`?"]);
    one("star_: start_here: JMP start", "1:24", &["did you mean `start_here`?"]);
    // Two letters begin many names.
    assert!(!told("CM R0, R1")[0].contains("did you mean `CMP"));
}

#[test]
fn where_no_label_is_close_those_that_exist_are_named() {
    one("JMP away", "1:5", &["unknown label `away`; there is no label in the code"]);
    one("main: JMP away", "1:11", &["`away`; the only label in the code is `main`"]);
    one("main: NOP\nnext: JMP away", "2:11", &["`away`; the labels in the code are `main` and `next`"]);
    let source = "a: b: c: JMP away\n.data\ntaps: .byte 1";
    one(source, "1:14", &["`away`; the labels in the code are `a`, `b` and `c`"]);
    // Of the right kind: where memory is addressed, those in the data, and elsewhere all.
    let data = "main: NOP\n.data\ntaps: .byte 1\ngain: .byte 2\n.code\n";
    one(&format!("{data}LOAD R1, xyz"), "6:10", &["the labels in the data are `taps` and `gain`"]);
    one(&format!("{data}LI R0, xyz"), "6:8", &["the labels are `main`, `taps` and `gain`"]);
    one(
        &format!("{data}CALL xyz"),
        "6:6",
        &["unknown label or intrinsic `xyz`; the only label in the code is `main`"],
    );
    one(&format!(".global xyz\n{data}HLT"), "1:9", &["the only label in the code is `main`"]);
    // But not hundreds.
    let labels: String = (0..9).map(|i| format!("place{i}:\n")).collect();
    let some =
        "some labels in the code are `place0`, `place1`, `place2`, `place3`, `place4`, `place5` (3 more)";
    one(&format!("{labels}JMP away"), "10:5", &[some]);
    one(&format!("{labels}.data\nd: .byte away"), "11:10", &["`place5` (4 more)"]);
}

#[test]
fn too_few_and_too_many_operands() {
    one("MUL R0", "1:1", &["MUL takes two operands", "`MUL Ra, Rb`", "1 is given"]);
    one("MUL R0 R1", "1:1", &["commas"]);
    one("x: NOP 5", "1:8", &["NOP takes no operand", "1 is given"]);
    one("MUL R0, R1, R2", "1:13", &["MUL takes two operands", "3 are given"]);
    one("LERP R0, R1", "1:1", &["LERP takes three operands", "`LERP Ra, Rb, number`"]);
    one("LOADX R0", "1:1", &["LOADX takes two or three operands", "`LOADX Ra, Rb[, number]`"]);
    one("LOADX R0, R2, 1, 2", "1:18", &["two or three"]);
    one("SYSCALL", "1:1", &["SYSCALL takes one or two operands", "`SYSCALL intrinsic[, number]`"]);
    one("CALL", "1:1", &["`CALL target`"]);
    one("CALL sin, 1, 2", "1:14", &["one or two operands"]);
    one("JZ R0, 1, 2", "1:11", &["`JZ target` or `JZ Ra, target`"]);
    one("JMP", "1:1", &["JMP takes one operand, `JMP target`"]);
    one("f: CALL f, 1", "1:12", &["only after an intrinsic's name"]);
    one("CALL 0, f\nf: HLT", "1:9", &["only after an intrinsic's name"]);
    one("MUL R0,", "1:8", &["an operand is missing here", "register"]);
    one("MUL , R1", "1:5", &["an operand is missing here"]);
    one("HLT\n.byte 1,,2", "2:9", &["an operand is missing here"]);
    one("HLT\n.byte", "2:1", &[".byte needs at least one value"]);
    one("HLT\n.mode", "2:1", &[".mode needs a mode"]);
    one("HLT\n.data 5", "2:7", &[".data takes no operand"]);
    one("HLT\n.global a b", "2:9", &["unknown label `a b`"]);
    one("HLT\n.align 2, 3", "2:11", &[".align takes a number, and nothing more"]);
    one("HLT\n.line 3", "2:1", &[".line needs a line and an address"]);
    one("HLT\n.state", "2:1", &[".state needs"]);
}

#[test]
fn operands_of_the_wrong_kind() {
    one("MOV R0, 5", "1:9", &["expected a register (R0 to RF), found `5`"]);
    one("MOV R0, L5", "1:9", &["expected a register"]);
    one("MOV R10, R0", "1:5", &["expected a register", "`R10`"]);
    one("MOVI R0, R1", "1:10", &["expected a number, found the register R1"]);
    one("MOVI R0, 12ab", "1:10", &["found `12ab`", "decimal"]);
    one("MOVI R0, 0x", "1:10", &["found `0x`", "hex"]);
    one("MOVI R0, 1 2", "1:10", &["found `1 2`"]);
    one("MOVI R0, +5", "1:10", &["found `+5`"]);
    one("MOVI R0, \"5\"", "1:10", &["found `\"5\"`"]);
    one("JMP R1", "1:5", &["expected a label or an address in the code, found the register R1"]);
    one("JZ R1", "1:4", &["found the register R1"]);
    one("SETMODE SIL-12", "1:9", &["expected a mode", "`SIL-12`"]);
    one("SETMODE 7", "1:9", &["`7` is no mode"]);
    one("PROMOTE 129", "1:9", &["`129` is no mode"]);
    one("HLT\n.mode 129", "2:7", &["no mode `129`"]);
    one("HLT\n.mode SIL-46", "2:7", &["no mode `SIL-46`", "did you mean `SIL-"]);
    one("HLT\n.string abc", "2:9", &["expected a string in double quotes, found `abc`"]);
    one("HLT\n.float32 x", "2:10", &["expected a decimal number"]);
    one("HLT\n.float32 0x10", "2:10", &["expected a decimal number"]);
    one("HLT\n.align x", "2:8", &["`x`"]);
    one("HLT\n.version 1.3", "2:10", &["no version `1.3`", "1.0, 1.1 and 1.2"]);
    one("HLT\n.symbol \"x\", place, 0", "2:14", &["no kind of symbol `place`", "function"]);
    one("HLT\n.symbol x, label, 0", "2:9", &["expected a string"]);
    one("HLT\n.state [0,1,2,3,4,5,6,7,8,9,a,b,c,d,e,100]", "2:39", &["hex byte", "`100`"]);
    one("HLT\n.state [0,1]", "2:8", &["16 bytes", "2 are given"]);
    one("HLT\n.state [0,1", "2:8", &["`]`"]);
    one("HLT\n.state xyz", "2:8", &["16 hex bytes", "`xyz`"]);
    one("HLT\n.state 0x100000000000000000000000000000000", "2:8", &["128 bits"]);
}

#[test]
fn numbers_that_do_not_fit() {
    one("MOVI R0, 128", "1:10", &["`128` is out of range", "-128 to 127"]);
    one("SCALE R0, -129", "1:11", &["-128 to 127"]);
    one("ROTATE R0, -1", "1:12", &["0 to 255"]);
    one("POW R0, 256", "1:9", &["0 to 255"]);
    one("LI R0, 32768", "1:8", &["-32768 to 32767"]);
    one("LOAD R0, 65536", "1:10", &["0 to 0xffff"]);
    one("JMP 0x1000000", "1:5", &["0 to 0xffffff"]);
    one("JMP -1", "1:5", &["0 to 0xffffff"]);
    one("JZ R0, 0x10000", "1:8", &["0 to 0xffff"]);
    one("SYSCALL 256", "1:9", &["0 to 255"]);
    one("SYSCALL 0, -1", "1:12", &["0 to 65535"]);
    one("SYNC 256", "1:6", &["0 to 255"]);
    one("ENTANGLE R0, 16", "1:14", &["0 to 15"]);
    one("BATCH 16777216", "1:7", &["0 to 16777215"]);
    one("HLT\n.byte 256", "2:7", &["-128 to 255"]);
    one("HLT\n.word16 -32769", "2:9", &["-32768 to 65535"]);
    one("HLT\n.word64 18446744073709551616", "2:9", &["-9223372036854775808 to 18446744073709551615"]);
    one("HLT\n.word64 999999999999999999999999999999999999999999999", "2:9", &["out of range"]);
    one("HLT\n.float16 65520", "2:10", &["`65520` is too large", "16 bits"]);
    one("HLT\n.float32 -1e39", "2:10", &["32 bits"]);
    one("HLT\n.float64 1e400", "2:10", &["64 bits"]);
    one("HLT\n.align 0", "2:8", &["1 to 65536"]);
    one("HLT\n.align 4294967295", "2:8", &["1 to 65536"]);
    one("HLT\n.line 4294967296, 0", "2:7", &["0 to 4294967295"]);
    one("HLT\n.symbol \"x\", data, -1", "2:20", &["0 to 4294967295"]);
    // Labels must fit as well, and the message says where they are.
    let far = "NOP\n".repeat(300);
    one(&format!("{far}far: MOVI R0, far"), "301:15", &["`far` is 0x12c", "-128 to 127"]);
    one(&format!("{far}far: HLT\n.byte far"), "302:7", &["`far` is 0x12c", "-128 to 255"]);
}

#[test]
fn labels_of_the_wrong_segment() {
    one(".data\nd: .byte 1\n.code\nJMP d", "4:5", &["`d` is a label in the data (line 2)", "code"]);
    one("JZ R0, d\n.data\nd: .byte 1", "1:8", &["`d` is a label in the data (line 3)"]);
    one("c: LOAD R0, c", "1:13", &["`c` is a label in the code (line 1)", "memory", "`.data`"]);
    one("HLT\n.entry d\n.data\nd: .byte 1", "2:8", &["`d` is a label in the data"]);
    one("CALL pi\n.data\npi: .byte 1", "1:6", &["`pi` is a label in the data", "SYSCALL"]);
}

#[test]
fn labels_that_cannot_be() {
    one("a: NOP\nb: a: HLT", "2:4", &["`a` is already defined in line 1"]);
    one("a: NOP\n.data\na .byte 1", "3:1", &["`a` is already defined in line 1"]);
}

#[test]
fn names_that_labels_cannot_have() {
    one("R7: HLT\nJMP R7", "1:1", &["`R7`", "register"]);
    one("rA: HLT", "1:1", &["`rA`", "register"]);
    one("1st: HLT", "1:1", &["`1st`", "a letter or `_`"]);
    one(" : HLT", "1:2", &["a letter or `_`"]);
    one("a-b: HLT", "1:1", &["`a-b`"]);
    one(".data: HLT", "1:1", &["`.data`"]);
    one(&format!("{}: HLT", "x".repeat(65536)), "1:1", &["65535"]);
    assert!(assemble(&format!("{}: HLT", "x".repeat(65535)), "x").is_ok());
}

#[test]
fn broken_strings() {
    one("HLT\n.string \"abc", "2:9", &["no closing quote"]);
    one("HLT\n.string \"abc\\", "2:9", &["no closing quote"]);
    one("HLT\n.string \"abc\\\"", "2:9", &["no closing quote"]);
    one("HLT\n.string \"a\\qb\"", "2:11", &["no escape `\\q`", "\\n"]);
    one("HLT\n.string \"a\" b", "2:13", &["nothing may follow"]);
    assert_eq!(told("HLT\n.string \"\\a\\b\", \"\\c").len(), 4, "two escapes, then one more and no end");
    one("HLT\n.symbol \"\\x\", label, 0", "2:10", &["escape"]);
    one(&format!("HLT\n.source \"{}\"", "x".repeat(65536)), "2:9", &["65535"]);
    one(&format!("HLT\n.symbol \"{}\", data, 0", "x".repeat(65536)), "2:9", &["65535"]);
}

#[test]
fn instructions_in_the_data() {
    // Told once, and nothing that follows from it.
    one("main: JMP next\n.data\nx: .byte 1\nnext: NOP\nJZ x\nHLT\nLOAD R1, x", "4:7", &["data", "`.code`"]);
}

#[test]
fn settings_given_twice_or_against_each_other() {
    one(".mode 1\n.mode 1\nHLT", "2:1", &[".mode is already given in line 1"]);
    one(".entry 0\nHLT\n.entry 0", "3:1", &[".entry is already given in line 1"]);
    one(".version 1.0\n.version 1.1\nHLT", "2:1", &["already given"]);
    one(".source \"a\"\n.source \"b\"\nHLT", "2:1", &["already given"]);
    one(".version 1.0\nNOP\nLI R0, 1\nLI R1, 1", "3:1", &["LI needs version 1.1"]);
    let needs = |name: &str| format!("{name} needs version 1.2, and .version says 1.1");
    one(".version 1.1\nLI R0, 1\nCALL int_text\nCALL text_int", "3:6", &[&needs("int_text")]);
    one("SYSCALL print_text\n.version 1.1", "1:9", &[&needs("print_text")]);
    one("f: HLT\n.global f\n.nosymbols", "2:9", &[".nosymbols"]);
    one("HLT\n.nodebug\n.line 1, 0", "2:1", &[".nodebug"]);
}

#[test]
fn nothing_to_run() {
    for source in ["", "\n\n", "; nothing", ".data\n.byte 1", "main:", ".global main\nmain:", ".entry 7"] {
        one(source, "1:1", &["no instruction"]);
    }
    one("NOP\nmain:", "2:1", &["entry point is at 0x1", "1 byte)"]);
    one("NOP\n.entry 9", "2:8", &["entry point is at 0x9"]);
    one("NOP\n.global end\nend:", "2:9", &["function is at 0x1"]);
    one("NOP\n.symbol \"f\", function, 1", "2:24", &["function is at 0x1"]);
}

#[test]
fn segments_that_are_too_long() {
    let full = "NOP\n.align 65536\n".repeat(256);
    one(&format!("{full}NOP\nHLT"), "513:1", &["code is longer than 16777216 bytes"]);
    one(&format!("{full}.byte 1, 2"), "513:7", &["code is longer"]);
    let full = ".byte 1\n.align 65536\n".repeat(256);
    one(&format!("HLT\n.data\n{full}x .string \"a\", \"b\""), "515:11", &["data is longer"]);
    // One byte short of the end, padding does not fit any more.
    let short = format!("{}.byte 1\n", ".byte 1\n.align 65535\n".repeat(256));
    one(&format!("HLT\n.data\n{short}.align 65535"), "516:8", &["data is longer"]);
}

#[test]
fn a_file_name_that_is_too_long() {
    let name = "x".repeat(65536);
    assert!(assemble("HLT", &name).unwrap_err().iter().next().unwrap().message.contains("65535"));
    assert!(assemble("HLT\n.nodebug", &name).is_ok());
    assert!(assemble("HLT\n.source \"short\"", &name).is_ok());
}

#[test]
fn all_errors_in_one_go_and_in_order() {
    let source = "MOVI R0, 300\nJMP nowhere\nFROB\nMUL X, Y\nx: x: NOP\n.byte 1, 999, z\nJZ 0x1000000";
    let places: Vec<(u32, u32)> = errors(source).iter().map(|error| (error.line, error.column)).collect();
    let expected = [(1, 10), (2, 5), (3, 1), (4, 5), (4, 8), (5, 4), (6, 10), (6, 15), (7, 4)];
    assert_eq!(places, expected);
    assert_eq!(errors(source).into_iter().count(), 9);
}

#[test]
fn no_errors_from_errors() {
    // An unknown instruction has no known length, so that nothing is said of where labels are.
    one("FROB\nJZ here\nhere: HLT", "1:1", &["FROB"]);
    one(".string \"abc\nmain:", "1:9", &["no closing quote"]);
    // A bad label is still a label, and the statement after it is read.
    one("7up: HLT\nJMP start\nstart: JMP start", "1:1", &["`7up`"]);
    // A bad value takes the room of a good one.
    one("NOP\n.byte 1, 300, 2\n.align 16\nhere: JZ here", "2:10", &["`300`"]);
}

#[test]
fn how_errors_look() {
    let source = "ok: NOP\r\n\tMOVI\tR0,\t300\t; too much\r\n";
    let expected = "a/b.sil:2:11: error: `300` is out of range; what fits here is -128 to 127\n\
                    \tMOVI\tR0,\t300\t; too much\n\
                    \t    \t   \t^^^";
    assert_eq!(assemble(source, "a/b.sil").unwrap_err().to_string(), expected);
    // Columns count characters, not bytes.
    let text = errors("größe: MOVI R0, 300\nFROB").to_string();
    let expected =
        ["test.sil:1:17: error: ", "größe: MOVI R0, 300", "                ^^^", "test.sil:2:1: error: "];
    for (line, expected) in text.lines().zip(expected) {
        assert!(line.starts_with(expected), "{text}");
    }
    assert_eq!(text.lines().count(), 6);
    let lengths = |source| errors(source).iter().map(|error| error.length).collect::<Vec<_>>();
    assert_eq!(lengths("größe: MÖVI R0\nMUL R0,\nJMP größte_zahl"), [4, 0, 11]);
    assert_eq!(errors("FROB").file_name(), "test.sil");
}

#[test]
fn what_can_be_told_of_a_program_that_is_wrong() {
    let source = ".data\ntaps: .byte 1\n.code\n.global run, x\nrun: FROB\nend: HLT\nend: HLT";
    let symbols: Vec<_> = errors(source).symbols().iter().map(|it| (it.name.clone(), it.kind)).collect();
    let expected = [("taps", SymbolKind::Data), ("run", SymbolKind::Function), ("end", SymbolKind::Label)];
    assert_eq!(symbols, expected.map(|(name, kind)| (name.to_owned(), kind)));
}

#[test]
fn long_lines_and_strange_characters_are_shown_in_part() {
    let source = format!("a: MOVI R0, {}300, {}", " ".repeat(5000), "x".repeat(5000));
    let errors_of_it = errors(&source);
    let error = errors_of_it.iter().next().unwrap();
    assert_eq!((error.line, error.column), (1, 5013));
    assert_eq!(error.to_string(), format!("1:5013: error: {}", error.message));
    let text = errors_of_it.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[1].starts_with("... ") && lines[1].ends_with("xxx...") && lines[1].len() < 300);
    assert_eq!(lines[1].find("300"), lines[2].find("^^^"));
    let text = errors("\u{1b}[31m\0 R0").to_string();
    assert!(text.contains("\n\\u{1b}[31m\\u{0} R0\n") && !text.contains(['\u{1b}', '\0']), "{text:?}");
    // Carets stay below what they mark, however wide the escapes before it are.
    let text = errors("\u{202e}: MOVI R0, 300").to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[4], r"\u{202e}: MOVI R0, 300");
    assert_eq!(lines[4].find("300"), lines[5].find("^^^"));
    assert!(!text.contains('\u{202e}'), "{text:?}");
    let text = errors(&"q".repeat(100_000)).to_string();
    assert!(text.len() < 1000, "{text}");
}

#[test]
fn a_source_full_of_errors() {
    // As many errors as lines, on many lines and on one, each with names to choose a suggestion from.
    let labels: String = (0..20_000).map(|i| format!("label{i}:\n")).collect();
    let jumps: String = (0..20_000).map(|i| format!("JMP lebal{i}\n")).collect();
    assert_eq!(errors(&format!("{labels}{jumps}")).iter().count(), 20_000);
    let values = format!("HLT\n.byte {}", ["999"; 20_000].join(","));
    let errors = errors(&values);
    let last = errors.iter().last().unwrap();
    assert_eq!((errors.iter().count(), last.line, last.column), (20_000, 2, 7 + 4 * 19_999));
}
