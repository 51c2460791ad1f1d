//! That the tables in the reference pages list what there is, no more and no less, as the code has it.
#![cfg(feature = "alloc")]

use vsp_isa::container::SymbolKind;
use vsp_isa::{By, Cell, Field, Flags, Intrinsic, Mode, Opcode, TrapKind, Version};

const VALUES: &str = include_str!("../docs/values.md");
const MACHINE: &str = include_str!("../docs/machine.md");
const ENCODING: &str = include_str!("../docs/encoding.md");
const INSTRUCTIONS: &str = include_str!("../docs/instructions.md");
const INTRINSICS: &str = include_str!("../docs/intrinsics.md");
const FILE_FORMAT: &str = include_str!("../docs/file_format.md");

/// The cells of all rows of the tables whose head begins with these columns.
fn rows<'a>(page: &'a str, columns: &[&str]) -> Vec<Vec<&'a str>> {
    let mut rows = Vec::new();
    let mut wanted = None;
    for line in page.lines() {
        let Some(inner) = line.strip_prefix('|').and_then(|line| line.strip_suffix('|')) else {
            wanted = None;
            continue;
        };
        let cells: Vec<&str> = inner.split('|').map(str::trim).collect();
        match wanted {
            None => wanted = Some((cells.starts_with(columns), cells.len())),
            Some(_) if inner.starts_with("---") => {}
            Some((wanted, length)) => {
                assert_eq!(cells.len(), length, "{line}");
                if wanted {
                    rows.push(cells);
                }
            }
        }
    }
    rows
}

/// Text without the backquotes of code.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

/// What marks that older files lack something.
fn mark(since: Version) -> String {
    if since == Version::V1_0 { String::new() } else { format!(", {since}") }
}

/// How every instruction is described by the table in the code: byte, mnemonic and operands, format.
macro_rules! described {
    ($($section:ident $about:literal { $($byte:literal $variant:ident $method:ident $mnemonic:literal $format:ident
        $since:ident $successor:ident { $($field:ident: $type:ty = $place:ident),* } $doc:literal;)* })*) => {
        fn described() -> Vec<[String; 3]> {
            let instructions: &[(u8, &str, &[&str], &str, Version)] = &[
                $($(($byte, $mnemonic, &[$(stringify!($field)),*], stringify!($format), Version::$since),)*)*
            ];
            let row = |&(byte, mnemonic, operands, format, since): &(u8, &str, &[&str], &str, Version)| {
                let space = if operands.is_empty() { "" } else { " " };
                [
                    format!("{byte:02x}"),
                    format!("`{mnemonic}{space}{}`", operands.join(", ")),
                    format!("{format}{}", mark(since)),
                ]
            };
            let mut rows: Vec<_> = instructions.iter().map(row).collect();
            rows.sort();
            rows
        }
    };
}
vsp_isa::for_each_op!(described);

#[test]
fn every_instruction_is_described() {
    let mut told = rows(INSTRUCTIONS, &["byte", "instruction", "format", "effect", "flags", "traps"]);
    told.sort();
    assert_eq!((told.len(), Opcode::ALL.len()), (124, 124));
    for (row, described) in told.iter().zip(described()) {
        assert_eq!(row[..3], described);
        assert!(!row[3].is_empty(), "{row:?}");
    }
}

#[test]
fn the_traps_of_instructions_exist_and_follow_from_their_operands() {
    for row in rows(INSTRUCTIONS, &["byte", "instruction"]) {
        let traps: Vec<&str> = row[5].split(", ").filter(|trap| !trap.is_empty()).collect();
        if row[0] == "ff" {
            assert_eq!(traps, ["by intrinsic"]);
            continue;
        }
        for trap in &traps {
            assert!(TrapKind::ALL.iter().any(|kind| kind.name() == *trap), "{row:?}");
        }
        let opcode = Opcode::from_byte(u8::from_str_radix(row[0], 16).unwrap()).unwrap();
        let has = |fields: &[Field]| opcode.operands().iter().any(|field| fields.contains(field));
        assert_eq!(traps.contains(&"RegisterGroup"), has(&[Field::WordA, Field::WordB]), "{row:?}");
        let modes = [Field::Mode, Field::ModeImmediate, Field::Data16Low];
        assert_eq!(traps.contains(&"InvalidMode"), has(&modes), "{row:?}");
    }
}

#[test]
fn every_intrinsic_is_described() {
    let mut told = rows(INTRINSICS, &["id", "names", "by", "effect"]);
    told.sort();
    assert_eq!((told.len(), Intrinsic::ALL.len()), (199, 199));
    for (row, intrinsic) in told.iter().zip(Intrinsic::ALL) {
        let names: Vec<String> = intrinsic.names().iter().map(|name| format!("`{name}`")).collect();
        let by = match intrinsic.by() {
            By::Machine => "machine",
            By::Host => "host",
        };
        let by = format!("{by}{}", mark(intrinsic.since()));
        assert_eq!(row[..3], [format!("{:02x}", intrinsic.id()), names.join(", "), by]);
        assert_eq!(row[3].is_empty(), intrinsic.by() == By::Host, "{row:?}");
    }
}

#[test]
fn the_numbers_without_an_intrinsic_are_listed() {
    let unnamed = |id: u16| id < 256 && Intrinsic::from_id(id as u8, Version::LATEST).is_none();
    let text = INTRINSICS.replace('\n', " ");
    let mut first = None;
    for id in 0..=256u16 {
        match (first, unnamed(id)) {
            (None, true) => first = Some(id),
            (Some(begin), false) => {
                let last = id - 1;
                let range = match last - begin {
                    0 => format!("`{begin:02x}`"),
                    1 => format!("`{begin:02x}`, `{last:02x}`"),
                    _ => format!("`{begin:02x}` to `{last:02x}`"),
                };
                assert!(text.contains(&range), "{range}");
                first = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
}

#[test]
fn every_field_of_an_instruction_is_placed() {
    let used = |name: &str| {
        let mut fields = Opcode::ALL.iter().flat_map(|opcode| opcode.operands());
        fields.find(|field| format!("{field:?}") == name).copied()
    };
    let told = rows(ENCODING, &["field", "bits"]);
    for row in &told {
        let field = used(&plain(row[0])).unwrap_or_else(|| panic!("{row:?}"));
        let (lowest, width) = field.position();
        assert_eq!(row[1], format!("{lowest}..{}", lowest + width), "{row:?}");
        // Rows that name their instructions name all of them.
        if let Some((_, mnemonics)) = row[3].split_once(": ").filter(|_| field != Field::Branch) {
            let mnemonics: Vec<&str> = mnemonics.split(", ").flat_map(|part| part.split(" and ")).collect();
            let with = Opcode::ALL.iter().filter(|opcode| opcode.operands().contains(&field));
            assert_eq!(mnemonics, with.map(|opcode| opcode.mnemonic()).collect::<Vec<_>>(), "{row:?}");
        }
    }
    for field in Opcode::ALL.iter().flat_map(|opcode| opcode.operands()) {
        assert!(told.iter().any(|row| plain(row[0]) == format!("{field:?}")), "{field:?}");
    }
}

#[test]
fn formats_have_their_lengths() {
    let told = rows(ENCODING, &["format", "bytes"]);
    assert_eq!(told.len(), 4);
    for opcode in Opcode::ALL {
        let format = format!("{:?}", opcode.format());
        let row = told.iter().find(|row| row[0] == format).unwrap();
        assert_eq!(row[1], opcode.format().length().to_string());
    }
}

#[test]
fn every_trap_has_its_number() {
    let told: Vec<_> = rows(MACHINE, &["number", "kind"]).iter().map(|row| (row[0], plain(row[1]))).collect();
    let codes: Vec<String> = TrapKind::ALL.iter().map(|kind| kind.code().to_string()).collect();
    let kinds = TrapKind::ALL.iter().zip(&codes);
    assert_eq!(told, kinds.map(|(kind, code)| (&**code, kind.name().to_string())).collect::<Vec<_>>());
}

#[test]
fn every_mode_has_its_widths() {
    let told =
        rows(VALUES, &["mode", "code", "code by width", "layers", "cells in a word", "bytes in a word"]);
    assert_eq!(told.len(), Mode::ALL.len());
    for (row, mode) in told.iter().zip(Mode::ALL) {
        assert_eq!(row[0], mode.name());
        let numbers = [mode.layers(), mode.word_cells(), mode.word_bytes()].map(|number| number.to_string());
        assert_eq!(row[3..6], numbers);
        for code in &row[1..3] {
            assert_eq!(Mode::from_code(code.parse().unwrap()), Some(mode));
        }
    }
}

#[test]
fn every_flag_has_its_bit() {
    let told = rows(VALUES, &["flag", "bit"]);
    assert_eq!(told.len(), 8);
    for row in told {
        let flag = Flags::from_bits(u8::from_str_radix(&plain(row[1]), 16).unwrap());
        assert_eq!(format!("{flag:?}"), format!("Flags({})", row[0]));
    }
}

#[test]
fn cells_with_a_name_have_their_bytes() {
    let told = rows(VALUES, &["name", "rho", "theta", "byte"]);
    let named = [Cell::NULL, Cell::ONE, Cell::I, Cell::NEG_ONE, Cell::NEG_I, Cell::MAX];
    assert_eq!(told.len(), named.len());
    for (row, cell) in told.iter().zip(named) {
        assert_eq!(row[1..3], [cell.rho.to_string(), cell.theta.to_string()]);
        assert_eq!(plain(row[3]), format!("{:02x}", cell.pack()));
    }
}

#[test]
fn every_kind_of_symbol_has_its_number() {
    let told = rows(FILE_FORMAT, &["kind", "means"]);
    assert_eq!(told.len(), SymbolKind::ALL.len());
    for (row, kind) in told.iter().zip(SymbolKind::ALL) {
        assert_eq!(row[0], kind.code().to_string());
        let (name, _) = row[1].split_once(": ").unwrap();
        assert_eq!(name, format!("{kind:?}").to_lowercase());
    }
}
