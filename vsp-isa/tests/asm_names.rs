//! Names that look like something else: registers in lower case, and texts with characters that upset a terminal.
#![cfg(feature = "alloc")]

use vsp_isa::asm::assemble;
use vsp_isa::container::{Container, Symbol, SymbolKind};
use vsp_isa::disasm::disassemble;

fn program(source: &str) -> Container {
    assemble(source, "x.sil").unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn registers_in_lower_case_are_labels_where_an_address_is_wanted() {
    let source = ".global ra\n.entry rb\nra: MOV ra, rb\nJZ ra, rb\nPUSH rc\nNOP\nNOP\nNOP\nNOP\nNOP\nNOP\nNOP\n\
                  rb: JZ rb\nCALL ra\nJMP r0\nr0: LOAD r1, r2\nHLT\n.data\n.byte 9\nr2 .byte rb, 1";
    let program = program(source);
    let places: Vec<(&str, u32)> = program.symbols.iter().map(|it| (&*it.name, it.address)).collect();
    assert_eq!(places, [("ra", 0), ("rb", 16), ("r0", 28), ("r2", 1)]);
    assert_eq!(program.entry, 16);
    assert!(program.function("ra").is_some());
    let code: [&[u8]; 8] = [
        &[0x20, 0xba, 0],
        &[0x11, 0x0a, 16, 0],
        &[0x24, 0x0c],
        &[0; 7],
        &[0x11, 16, 0, 0],
        &[0x15, 0, 0, 0],
        &[0x10, 28, 0, 0],
        &[0x22, 1, 1, 0],
    ];
    assert_eq!(program.code[..32], code.concat());
    assert_eq!(program.data, [9, 16, 1]);
    // The listing has them as labels, too.
    let listing = disassemble(&program);
    assert!(listing.contains("\nra:\n") && !listing.contains(".symbol"), "{listing}");
    assert_eq!(program_of(&listing), program);
    // Where there is no such label, it is a register.
    let errors = assemble("JMP ra", "x").unwrap_err();
    assert!(errors.iter().next().unwrap().message.contains("found the register RA"), "{errors}");
}

fn program_of(listing: &str) -> Container {
    assemble(listing, "listing.sil").unwrap_or_else(|errors| panic!("{errors}\n{listing}"))
}

#[test]
fn a_table_without_symbols_and_none() {
    let with_table = program(".emptysymbols\n.nodebug\nmain: JMP main");
    let without = program(".nosymbols\n.nodebug\nmain: JMP main");
    let (file, plain) = (with_table.write().unwrap(), without.write().unwrap());
    assert_eq!(file.len(), plain.len() + 4);
    // The size in the header, and after the code a count of 0.
    assert_eq!((&file[16..20], &file[36..]), (&[4, 0, 0, 0][..], &[0; 4][..]));
    for bytes in [file, plain] {
        let read = Container::read(&bytes).unwrap();
        assert_eq!(read.write().unwrap(), bytes);
        assert_eq!(program_of(&disassemble(&read)).write().unwrap(), bytes);
    }
}

/// Characters that change a terminal's direction or line.
const UNSAFE: [char; 18] = [
    '\0', '\u{7}', '\u{8}', '\r', '\u{b}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}', '\u{61c}', '\u{200e}',
    '\u{200f}', '\u{2028}', '\u{2029}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}',
];

#[test]
fn listings_hold_nothing_that_upsets_a_terminal_and_give_the_same_file() {
    for c in UNSAFE {
        let text = format!("text{c}text");
        let mut program = program("main: JMP main\n.data\n.byte 1");
        program.data = text.clone().into_bytes();
        program.data.push(0);
        program.symbols.push(Symbol { name: text.clone(), address: 0, kind: SymbolKind::Data });
        program.debug.as_mut().unwrap().source = text;
        let listing = disassemble(&program);
        assert!(!listing.contains(c), "{listing:?}");
        assert_eq!(program_of(&listing), program);
    }
}

#[test]
fn messages_hold_nothing_that_upsets_a_terminal() {
    for c in UNSAFE {
        let word = format!("x{c}y");
        for source in [
            format!("{word}: {word}"),
            format!("JMP {word}"),
            format!(".string {word}\n.{word}"),
            format!("MOVI {word}"),
        ] {
            let text = assemble(&source, &word).unwrap_err().to_string();
            assert!(!text.contains(c), "{text:?}");
        }
        let wrong = Container {
            symbols: vec![Symbol { name: word, address: 9, kind: SymbolKind::Function }],
            ..program("HLT")
        };
        assert!(!wrong.write().unwrap_err().to_string().contains(c));
        let mut right = Container { debug: None, ..wrong };
        right.symbols[0].address = 0;
        let mut bytes = right.write().unwrap();
        let at = bytes.len() - 5;
        bytes[at] = 9;
        assert!(!Container::read(&bytes).unwrap_err().to_string().contains(c));
    }
}

#[test]
fn any_character_by_its_number() {
    assert_eq!(program("HLT\n.string \"a\\u{202E}b\\u{3c1}\"").code[1..], *"a\u{202e}b\u{3c1}\0".as_bytes());
    for wrong in ["\\u", "\\u{}", "\\u{d800}", "\\u{110000}", "\\u{g}", "\\u{0000041}"] {
        let errors = assemble(&format!("HLT\n.string \"{wrong}\""), "x").unwrap_err();
        assert!(errors.iter().next().unwrap().message.contains("no escape"), "{errors}");
    }
}
