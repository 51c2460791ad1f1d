//! SILC files byte by byte: what they hold, and what a reader refuses and where.
#![cfg(feature = "alloc")]

use vsp_isa::container::{Container, DebugInfo, Image, LineEntry, MAX_MEMORY, Symbol, SymbolKind};
use vsp_isa::{Mode, Version};

/// A file written out by hand: 3 bytes of code, 2 of data, a function and a data symbol, two lines.
fn file() -> Vec<u8> {
    let parts: [&[u8]; 22] = [
        b"SILC",
        &[0x01, 0x01],                                                 // 4: version 1.1
        &[3, 0],                                                       // 6: mode
        &[3, 0, 0, 0],                                                 // 8: code size
        &[2, 0, 0, 0],                                                 // 12: data size
        &[28, 0, 0, 0],                                                // 16: symbols size
        &[1, 0, 0, 0],                                                 // 20: entry point
        &checksum(&[0, 0, 1, 0x80, 0x84]).to_le_bytes(),               // 24: checksum
        &[0, 0, 1],                                                    // 32: code
        &[0x80, 0x84],                                                 // 35: data
        &[2, 0, 0, 0],                                                 // 37: symbol count
        &[4, 0],                                                       // 41: length of the name
        b"main",                                                       // 43
        &[1, 0, 0, 0],                                                 // 47: address
        &[3],                                                          // 51: kind
        &[6, 0],                                                       // 52: length of the name
        "ρ_0x".as_bytes(),                                             // 54: 5 bytes, and one more:
        b"!",                                                          // 59
        &[0x7f, 0, 0, 0],                                              // 60: address
        &[1],                                                          // 64: kind
        &[5, 0, b'a', b'.', b's', b'i', b'l'],                         // 65: source
        &[2, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0], // 72: line count, lines
    ];
    let file = parts.concat();
    assert_eq!(file.len(), 92);
    file
}

/// The first 37 bytes, with no symbols.
fn plain_file() -> Vec<u8> {
    let mut file = file();
    file.truncate(37);
    file[16] = 0;
    file
}

/// FNV-1a as its authors define it.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf29ce484222325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100000001b3))
}

#[track_caller]
fn refused(file: &[u8], field: &str, offset: usize, words: &[&str]) {
    let error = Container::read(file).expect_err(field);
    assert_eq!((error.field(), error.offset()), (field, offset), "{error}");
    let text = error.to_string();
    for word in words.iter().chain(&[field, &*format!("{offset:#x}")]) {
        assert!(text.contains(word), "no {word:?} in {text:?}");
    }
}

/// A copy of the file with other bytes at an offset.
fn with(mut file: Vec<u8>, offset: usize, bytes: &[u8]) -> Vec<u8> {
    file[offset..offset + bytes.len()].copy_from_slice(bytes);
    file
}

#[test]
fn a_file_by_hand() {
    let symbol = |name: &str, address, kind| Symbol { name: name.to_string(), address, kind };
    let expected = Container {
        version: Version::V1_1,
        mode: Mode::Sil64,
        entry: 1,
        code: vec![0, 0, 1],
        data: vec![0x80, 0x84],
        symbols: vec![symbol("main", 1, SymbolKind::Function), symbol("ρ_0x!", 127, SymbolKind::Data)],
        empty_symbols: false,
        debug: Some(DebugInfo {
            source: "a.sil".to_string(),
            lines: vec![LineEntry { line: 9, address: 1 }, LineEntry { line: 7, address: 2 }],
        }),
    };
    assert_eq!(Container::read(&file()).as_ref(), Ok(&expected));
    assert_eq!(expected.write(), Ok(file()));
    let plain = Container { symbols: Vec::new(), debug: None, ..expected };
    assert_eq!(Container::read(&plain_file()).as_ref(), Ok(&plain));
    assert_eq!(plain.write(), Ok(plain_file()));
}

#[test]
fn every_version_is_read_and_written() {
    for (byte, version) in [(0, Version::V1_0), (1, Version::V1_1), (2, Version::V1_2)] {
        let file = with(file(), 4, &[byte, 0x01]);
        let read = Container::read(&file).unwrap();
        assert_eq!((read.version, Image::of_file(&file).unwrap().version), (version, version));
        assert_eq!(read.write(), Ok(file));
    }
}

#[test]
fn every_code_of_a_mode_is_read_and_its_own_is_written() {
    for (code, own) in [(0, 0), (8, 0), (1, 1), (16, 1), (2, 2), (32, 2), (3, 3), (64, 3), (4, 4), (128, 4)] {
        let read = Container::read(&with(file(), 6, &[code, 0])).unwrap();
        assert_eq!(read.write().unwrap()[6..8], [own, 0]);
    }
}

#[test]
fn a_symbol_table_may_say_that_it_is_empty() {
    let mut file = plain_file();
    file[16] = 4;
    file.extend([0; 4]);
    assert_eq!(Container::read(&file).unwrap().symbols, []);
}

#[test]
fn wrong_headers() {
    refused(&[], "magic", 0, &["4 bytes"]);
    refused(&with(file(), 3, b"c"), "magic", 0, &["SILC"]);
    for version in [[0, 0], [1, 0], [0xff, 0x00], [0x03, 0x01], [0x00, 0x02]] {
        refused(&with(file(), 4, &version), "version", 4, &["0x0100, 0x0101 and 0x0102"]);
    }
    for mode in [[5, 0], [7, 0], [129, 0], [0, 1], [8, 1]] {
        refused(&with(file(), 6, &mode), "mode", 6, &["not known"]);
    }
    refused(&file()[..31], "checksum", 24, &["8 bytes", "7"]);
}

#[test]
fn sizes_that_pass_the_end() {
    refused(&with(file(), 8, &[61]), "code size", 8, &["61 bytes", "60"]);
    refused(&with(file(), 8, &[0xff; 4]), "code size", 8, &["4294967295"]);
    refused(&with(file(), 12, &[58]), "data size", 12, &["58 bytes", "57"]);
    refused(&with(file(), 16, &[56]), "symbols size", 16, &["56 bytes", "55"]);
    refused(&with(file(), 16, &[0xff; 4]), "symbols size", 16, &["4294967295"]);
}

#[test]
#[cfg_attr(miri, ignore = "too long")]
fn data_over_16_mib() {
    let size = MAX_MEMORY as u32 + 1;
    let file = with(plain_file(), 12, &size.to_le_bytes());
    refused(&file, "data size", 12, &["16777217", "16777216"]);
    // Even where the file has so much.
    let mut long = file;
    long.resize(32 + 3 + size as usize, 0);
    refused(&long, "data size", 12, &["16777217"]);
}

#[test]
fn wrong_checksums() {
    refused(&with(file(), 24, &[0]), "checksum", 24, &["code and data"]);
    refused(&with(file(), 34, &[0]), "checksum", 24, &[]);
    refused(&with(file(), 36, &[0]), "checksum", 24, &[]);
}

#[test]
fn entry_points_outside_the_code() {
    refused(&with(file(), 20, &[3]), "entry point", 20, &["0x3", "3 bytes"]);
    refused(&with(file(), 20, &[0xff; 4]), "entry point", 20, &["0xffffffff"]);
    // Empty code has no place to start at.
    let mut empty = plain_file();
    empty.drain(32..35);
    empty[8] = 0;
    empty[20] = 0;
    let sum = checksum(&[0x80, 0x84]);
    refused(&with(empty, 24, &sum.to_le_bytes()), "entry point", 20, &["0 bytes"]);
}

#[test]
fn broken_symbol_tables() {
    refused(&with(file(), 16, &[3]), "symbol count", 37, &["4 bytes", "3"]);
    refused(&with(file(), 37, &[5]), "symbol count", 37, &["5 of at least 7"]);
    refused(&with(file(), 37, &[0xff; 4]), "symbol count", 37, &["4294967295"]);
    refused(&with(file(), 37, &[3]), "symbol name length", 65, &["2 bytes", "0"]);
    refused(&with(file(), 41, &[0xff; 2]), "symbol name", 43, &["65535 bytes", "22"]);
    refused(&with(file(), 55, b" "), "symbol name", 54, &["UTF-8"]);
    refused(&with(file(), 52, &[11]), "symbol address", 65, &["4 bytes", "0"]);
    refused(&with(file(), 52, &[7]), "symbol kind", 65, &["1 byte,", "0 are"]);
    refused(&with(file(), 51, &[4]), "symbol kind", 51, &["4 is not known", "0 to 3"]);
    refused(&with(file(), 47, &[3]), "symbol address", 47, &["`main`", "0x3", "3 bytes"]);
    refused(&with(file(), 37, &[1]), "symbols", 52, &["13 bytes", "left over"]);
    // Symbols of other kinds may be anywhere.
    assert!(Container::read(&with(file(), 60, &[0xff; 4])).is_ok());
}

#[test]
fn broken_debug_information() {
    refused(&file()[..66], "source name length", 65, &["2 bytes", "1"]);
    refused(&with(file(), 65, &[26]), "source name", 67, &["26 bytes", "25"]);
    refused(&with(file(), 69, &[0xff]), "source name", 69, &["UTF-8"]);
    refused(&with(file(), 72, &[3]), "line count", 72, &["3 of at least 8", "16"]);
    refused(&with(file(), 72, &[0xff; 4]), "line count", 72, &["4294967295"]);
    refused(&with(file(), 72, &[1]), "end of file", 84, &["8 bytes", "left over"]);
    let mut longer = file();
    longer.push(0);
    refused(&longer, "end of file", 92, &["1 byte is"]);
}

#[test]
#[cfg_attr(miri, ignore = "too long")]
fn what_no_reader_takes_is_not_written() {
    let good = Container::read(&file()).unwrap();
    let refused = |container: Container, words: &[&str]| {
        let text = container.write().unwrap_err().to_string();
        for word in words {
            assert!(text.contains(word), "no {word:?} in {text:?}");
        }
    };
    refused(Container { entry: 3, ..good.clone() }, &["entry point 0x3", "3 bytes"]);
    refused(Container { code: Vec::new(), entry: 0, symbols: Vec::new(), ..good.clone() }, &["entry point"]);
    refused(Container { data: vec![0; MAX_MEMORY + 1], ..good.clone() }, &["16777217", "16777216"]);
    let symbols = |name: String, address| vec![Symbol { name, address, kind: SymbolKind::Function }];
    refused(Container { symbols: symbols("f".to_string(), 3), ..good.clone() }, &["`f`", "0x3"]);
    refused(Container { symbols: symbols("x".repeat(65536), 0), ..good.clone() }, &["65536 bytes", "65535"]);
    let debug = |length| Some(DebugInfo { source: "x".repeat(length), lines: Vec::new() });
    refused(Container { debug: debug(65536), ..good.clone() }, &["source file's name", "65536 bytes"]);
    let longest = Container { debug: debug(65535), symbols: symbols("x".repeat(65535), 0), ..good };
    assert_eq!(Container::read(&longest.write().unwrap()), Ok(longest));
}

#[test]
#[cfg_attr(miri, ignore = "too long")]
fn the_greatest_data_is_read() {
    let good = Container::read(&plain_file()).unwrap();
    let greatest = Container { data: vec![7; MAX_MEMORY], ..good };
    assert!(Container::read(&greatest.write().unwrap()).is_ok_and(|read| read == greatest));
    assert_eq!(greatest.default_memory_size(), MAX_MEMORY);
}

#[test]
fn memory_is_64_kib_or_the_data_rounded_up() {
    let good = Container::read(&plain_file()).unwrap();
    for (data, memory) in [(0, 65536), (65536, 65536), (65537, 65552), (65552, 65552)] {
        assert_eq!(Container { data: vec![0; data], ..good.clone() }.default_memory_size(), memory);
    }
}

#[test]
fn functions_are_found_by_name() {
    let mut program = Container::read(&file()).unwrap();
    let symbol = |address, kind| Symbol { name: "main".to_string(), address, kind };
    program.symbols.insert(0, symbol(2, SymbolKind::Label));
    program.symbols.push(symbol(0, SymbolKind::Function));
    assert_eq!(program.functions().map(|function| function.address).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(program.function("main").unwrap().address, 1);
    assert_eq!(program.function("ρ_0x!"), None);
}

#[test]
fn lines_are_found_by_address() {
    let mut program = Container::read(&file()).unwrap();
    let lines = |program: &Container| [0, 1, 2, 3, u32::MAX].map(|address| program.line_of(address));
    assert_eq!(lines(&program), [None, Some(9), Some(7), Some(7), Some(7)]);
    // The order in the file matters only between entries of one address.
    let entry = |line, address| LineEntry { line, address };
    program.debug.as_mut().unwrap().lines = vec![entry(5, 3), entry(1, 1), entry(2, 1), entry(4, 0)];
    assert_eq!(lines(&program), [Some(4), Some(2), Some(2), Some(5), Some(5)]);
    program.debug = None;
    assert_eq!(lines(&program), [None; 5]);
}

#[test]
fn an_image_is_what_the_container_has() {
    let file = file();
    let (image, container) = (Image::of_file(&file).unwrap(), Container::read(&file).unwrap());
    assert_eq!((image.version, image.mode, image.entry), (Version::V1_1, Mode::Sil64, 1));
    assert_eq!((image.code, image.data), (&[0, 0, 1][..], &[0x80, 0x84][..]));
    assert!(image.functions().eq([("main", 1)]));
    assert!(container.image().functions().eq([("main", 1)]));
    assert_eq!(image.function("main"), Some(1));
    assert_eq!(image.function("ρ_0x!"), None, "it is data");
    assert_eq!(image.default_memory_size(), container.default_memory_size());
}

#[test]
fn an_image_is_of_no_file_that_is_cut_or_has_a_wrong_header() {
    let file = file();
    // The debug information behind the symbols is not looked at.
    for length in 0..file.len() {
        assert_eq!(Image::of_file(&file[..length]).is_some(), length >= 65, "{length}");
    }
    for (offset, byte) in [(0, b's'), (4, 3), (6, 5), (11, 1), (15, 1), (19, 1), (20, 3)] {
        let mut wrong = file.clone();
        wrong[offset] = byte;
        assert!(Image::of_file(&wrong).is_none(), "{offset}");
    }
    // Whatever the symbol table holds, it is read without a panic.
    for offset in 37..65 {
        for byte in (0..=255).step_by(if cfg!(miri) { 51 } else { 1 }) {
            let mut damaged = file.clone();
            damaged[offset] = byte;
            let functions = Image::of_file(&damaged).unwrap().functions().count();
            assert!(functions <= 2, "{functions}");
        }
    }
}
