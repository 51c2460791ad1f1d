//! The frames of compiled code: what unwinders are told of them, and how large ones are set up.

use object::read::{File, Object, ObjectSection, ObjectSymbol, RelocationTarget, Section};
use object::{Architecture, BinaryFormat};
use std::sync::LazyLock;
use vsp_codegen::{Code, Optimization, Options, Target, compile, object};
use vsp_isa::flow::AnalysedProgram;

const TRIPLES: [&str; 8] = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "riscv64gc-unknown-linux-gnu",
    "s390x-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
];

/// A program of several regions that keeps many values at hand, so that frames become large: long loops over all registers,
/// each of them two values that are calculated with throughout, and calls of helpers in between. Short loops between them have
/// registers allocated for whole regions.
fn hungry() -> String {
    let mut source = ".mode SIL-128\n.global main\nmain: NOP\n".to_owned();
    for index in 0..16_u32 {
        source += &format!("l{index}:\n");
        for step in 0..120 {
            let number = index * 120 + step;
            let (a, b) = ((number * 7 / 3) % 16, (number * 5 + step * 11 / 4) % 16);
            source += &match step % 8 {
                0 => format!("LERP R{a:X}, R{b:X}, {step}\n"),
                _ => format!("MUL R{a:X}, R{b:X}\n"),
            };
        }
        source += &format!("LOOP l{index}\ns{index}: LOOP s{index}\n");
    }
    source += "HLT\n";
    source
}

/// Code of the program above for each triple, and its object file. It takes seconds, and several tests look at it.
static BUILT: LazyLock<[(Code, Vec<u8>); TRIPLES.len()]> = LazyLock::new(|| TRIPLES.map(build));

fn built(triple: &str) -> &'static (Code, Vec<u8>) {
    let index = TRIPLES.iter().position(|&known| known == triple).expect("it is one of the triples");
    &BUILT[index]
}

fn build(triple: &str) -> (Code, Vec<u8>) {
    let program = vsp_isa::asm::assemble(&hungry(), "hungry.sil").expect("it is right");
    let target = Target::new(triple, &[]).expect("there is a back end");
    let code = compile(&AnalysedProgram::of(&program).expect("it is sound"), &target, &Options::default())
        .expect("it compiles");
    assert!(code.regions.len() > 1, "{triple}: the program is cut");
    let object = object(&code, &target, "the_program").expect("it is an object");
    (code, object)
}

fn section<'data, 'file>(file: &'file File<'data>, name: &str) -> Section<'data, 'file> {
    file.section_by_name(name).unwrap_or_else(|| panic!("there is a section {name}"))
}

/// A number of so many bytes.
fn number(bytes: &[u8], at: usize, size: usize, little_endian: bool) -> u64 {
    let mut bytes = bytes[at..at + size].to_vec();
    if !little_endian {
        bytes.reverse();
    }
    bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// Where relocations of a section stand, and the address in the file that each leads to.
fn relocations(file: &File<'_>, section: &Section<'_, '_>) -> Vec<(u64, u64)> {
    let data = section.data().expect("it has bytes");
    let relocations = section.relocations().map(|(offset, relocation)| {
        let RelocationTarget::Symbol(symbol) = relocation.target() else {
            panic!("relocations are to symbols")
        };
        let symbol = file.symbol_by_index(symbol).expect("there is the symbol");
        assert!(symbol.is_definition() || symbol.kind() == object::SymbolKind::Section, "it is in this file");
        let in_place =
            if relocation.has_implicit_addend() { number(data, offset as usize, 4, true) } else { 0 };
        (offset, (symbol.address() as i64 + relocation.addend()) as u64 + in_place)
    });
    relocations.collect()
}

#[test]
fn tables_cover_the_code() {
    for triple in TRIPLES {
        let (code, bytes) = built(triple);
        let file = File::parse(&**bytes).expect("it can be read");
        let little = file.is_little_endian();
        match file.format() {
            BinaryFormat::Elf => {
                let frames = section(&file, ".eh_frame");
                let data = frames.data().expect("it has bytes");
                // A common entry, whose length does not count itself, and one for all the code, which ends the section.
                let entry = 4 + number(data, 0, 4, little);
                assert_eq!(entry + 4 + number(data, entry as usize, 4, little), frames.size(), "{triple}");
                assert_eq!(number(data, entry as usize + 4, 4, little), entry + 4, "{triple}");
                let text = section(&file, ".text").address();
                assert_eq!(relocations(&file, &frames), [(entry + 8, text)], "{triple}");
                let size = number(data, entry as usize + 12, 4, little);
                assert_eq!(size, code.bytes.len() as u64, "{triple}");
            }
            BinaryFormat::MachO => {
                let frames = section(&file, "__eh_frame");
                let data = frames.data().expect("it has bytes");
                let entry = 4 + number(data, 0, 4, little);
                assert_eq!(entry + 4 + number(data, entry as usize, 4, little), frames.size(), "{triple}");
                assert_eq!(relocations(&file, &frames), [], "{triple}");
                let place = frames.address() + entry + 8;
                let start = place.wrapping_add(number(data, entry as usize + 8, 8, little));
                let symbol = file.symbol_by_name("_the_program").expect("there is the symbol");
                assert_eq!(start, symbol.address(), "{triple}");
                let size = number(data, entry as usize + 16, 8, little);
                assert_eq!(size, code.bytes.len() as u64, "{triple}");
            }
            BinaryFormat::Coff => {
                let table = section(&file, ".pdata");
                let relocations = relocations(&file, &table);
                let starts: Vec<u64> = code.regions.iter().map(|&start| start.into()).collect();
                let ends = starts[1..].iter().copied().chain([code.bytes.len() as u64]);
                let arm = file.architecture() == Architecture::Aarch64;
                let fields = if arm { 2 } else { 3 };
                let entries: Vec<_> = relocations.chunks(fields).collect();
                assert_eq!(entries.len(), starts.len(), "{triple}");
                let records = section(&file, ".xdata");
                let records = records.data().expect("it has bytes");
                for ((entry, &start), end) in entries.into_iter().zip(&starts).zip(ends) {
                    assert_eq!(entry[0].1, start, "{triple}");
                    let record = entry[fields - 1].1 as usize;
                    if arm {
                        let words = number(records, record, 4, true) & 0x3_ffff;
                        assert_eq!(words * 4, end - start, "{triple}");
                    } else {
                        assert_eq!(entry[1].1, end, "{triple}");
                        check_x64_record(&records[record..], &code.bytes[start as usize..end as usize]);
                    }
                }
            }
            format => panic!("{triple} has files of the format {format:?}"),
        }
    }
}

/// Compares a record for Windows on x86-64 with the prologue that it is of: xmm6 to xmm15 belong to the caller, and each that
/// is saved, by `movdqu [rsp + ...], xmm`, has its operation.
fn check_x64_record(record: &[u8], region: &[u8]) {
    const ALLOCATE_LARGE: u8 = 1;
    const SAVE_NONVOLATILE: u8 = 4;
    const SAVE_XMM128: u8 = 8;
    assert_eq!(record[0], 1, "version 1, no handlers");
    let prologue = &region[..usize::from(record[1])];
    let is_save = |bytes: &&[u8]| matches!(bytes, [0xf3, 0x0f, 0x7f] | [0xf3, 0x44, 0x0f]);
    let saves = prologue.windows(3).filter(is_save).count();
    let (mut slot, mut told) = (0, 0);
    while slot < record[2] {
        let operation = record[5 + 2 * usize::from(slot)] & 15;
        told += usize::from(operation == SAVE_XMM128);
        slot += if matches!(operation, ALLOCATE_LARGE | SAVE_NONVOLATILE | SAVE_XMM128) { 2 } else { 1 };
    }
    assert_eq!(slot, record[2], "the operations fill their slots");
    assert_eq!(told, saves, "{prologue:x?}");
}

/// The bits of an instruction for 64-bit ARM.
fn word(code: &[u8], at: usize) -> u32 {
    number(code, at, 4, true) as u32
}

/// How many bytes a region's prologue takes off the stack at once, and how many pages it touches before. `None` for a region
/// without a frame.
fn x64_frame(region: &[u8]) -> Option<(u64, u64)> {
    // push rbp; mov rbp, rsp
    let mut at = region.starts_with(&[0x55, 0x48, 0x89, 0xe5]).then_some(4)?;
    let mut touched = 0;
    // sub rsp, 4096; mov dword [rsp], 0
    let touch = [0x48, 0x81, 0xec, 0x00, 0x10, 0x00, 0x00, 0xc7, 0x04, 0x24, 0, 0, 0, 0];
    while region[at..].starts_with(&touch) {
        (at, touched) = (at + touch.len(), touched + 1);
    }
    // add rsp, as much
    if touched > 0 {
        assert_eq!(region[at..at + 3], [0x48, 0x81, 0xc4]);
        assert_eq!(number(region, at + 3, 4, true), touched * 4096);
        at += 7;
    }
    match region[at..at + 3] {
        [0x48, 0x81, 0xec] => Some((number(region, at + 3, 4, true), touched)),
        [0x48, 0x83, 0xec] => Some((region[at + 3].into(), touched)),
        _ => Some((0, touched)),
    }
}

fn arm_frame(region: &[u8]) -> Option<(u64, u64)> {
    // stp x29, x30, [sp, #-16]!; mov x29, sp
    let mut at = (word(region, 0) == 0xa9bf_7bfd && word(region, 4) == 0x9100_03fd).then_some(8)?;
    let mut touched = 0;
    // sub sp, sp, #4096; stur wzr, [sp]
    while word(region, at) == 0xd140_07ff && word(region, at + 4) == 0xb800_03ff {
        (at, touched) = (at + 8, touched + 1);
    }
    // add sp, sp, #4096, so many times or at once
    while word(region, at) & 0xffc0_03ff == 0x9140_03ff {
        at += 4;
    }
    let mut size = 0;
    // stp or str ..., [sp, #-16]!
    while word(region, at) & 0xffff_83e0 == 0xa9bf_03e0
        || word(region, at) & 0xffff_ffe0 == 0xf81f_0fe0
        || word(region, at) & 0xffff_83e0 == 0x6dbf_03e0
        || word(region, at) & 0xffff_ffe0 == 0xfc1f_0fe0
    {
        (at, size) = (at + 4, size + 16);
    }
    let instruction = word(region, at);
    if instruction & 0xff80_03ff == 0xd100_03ff {
        // sub sp, sp, #...
        let shift = if instruction & 1 << 22 == 0 { 0 } else { 12 };
        size += u64::from(instruction >> 10 & 0xfff) << shift;
    } else if instruction & 0xffe0_001f == 0xd280_0010 {
        // mov x16, #...; sub sp, sp, x16
        assert_eq!(word(region, at + 4), 0xcb30_63ff);
        size += u64::from(instruction >> 5 & 0xffff);
    }
    Some((size, touched))
}

/// How large the frame of a compiled region may be in bytes, with what the call saves.
const FRAME: u64 = 4096;

/// How many bytes of the stack each region takes, by what its prologue does.
fn frames(triple: &str, code: &Code) -> Vec<u64> {
    let frame = |&start: &u32| {
        let region = &code.bytes[start as usize..];
        let frame = match triple.split('-').next() {
            Some("x86_64") => x64_frame(region),
            Some("aarch64") => arm_frame(region),
            Some("riscv64gc") => riscv_frame(region),
            Some("s390x") => s390x_frame(region),
            other => panic!("no prologues are known of {other:?}"),
        };
        // A region that calls nothing and keeps little has none.
        let Some((size, touched)) = frame else { return 0 };
        // Windows commits the stack page by page: code that skips a page dies.
        assert!(!triple.contains("windows") || size < (touched + 1) * 4096, "{triple}: {size} bytes");
        size + 16
    };
    code.regions.iter().map(frame).collect()
}

fn riscv_frame(region: &[u8]) -> Option<(u64, u64)> {
    // addi sp, sp, -16; sd ra, 8(sp); sd s0, 0(sp); mv s0, sp: in two bytes each
    let at = (number(region, 0, 8, true) == 0x840a_e022_e406_717d).then_some(8)?;
    let immediate = |instruction: u32| u64::from((instruction as i32 >> 20).unsigned_abs());
    if number(region, at, 2, true) & 0xef83 == 0x6101 {
        // c.addi16sp
        let bits = number(region, at, 2, true);
        let size = (bits >> 12 & 1) << 9
            | (bits >> 3 & 3) << 7
            | (bits >> 5 & 1) << 6
            | (bits >> 2 & 1) << 5
            | (bits >> 6 & 1) << 4;
        return Some((1024 - size, 0));
    }
    if word(region, at) & 0xf_ffff == 0x1_0113 {
        // addi sp, sp, -...
        return Some((immediate(word(region, at)), 0));
    }
    if number(region, at, 2, true) & 0xff83 == 0x1101 {
        // c.addi sp, -...
        return Some((32 - (number(region, at, 2, true) >> 2 & 31), 0));
    }
    // lui t6, -1; addi t6, t6, ...; add sp, sp, t6: over 2 KiB
    if word(region, at) == 0xffff_ffb7 || number(region, at, 2, true) == 0x7ffd {
        let at = at + if number(region, at, 2, true) == 0x7ffd { 2 } else { 4 };
        return Some((4096 - immediate(word(region, at)), 0));
    }
    Some((0, 0))
}

fn s390x_frame(region: &[u8]) -> Option<(u64, u64)> {
    // stmg ..., aghi r15, -... or agfi r15, -...
    let at = if region[0] == 0xeb && region[5] == 0x24 { 6 } else { 0 };
    match region[at..at + 2] {
        [0xa7, 0xfb] => Some((u64::from(i16::from_be_bytes([region[at + 2], region[at + 3]]).unsigned_abs()), 0)),
        [0xc2, 0xf8] => Some((0x1_0000_0000 - number(region, at + 2, 4, false), 0)),
        _ => Some((0, 0)),
    }
}

/// What makes frames large: values that many exits want, and pushes with checks of their own.
fn crowded() -> Vec<(&'static str, String)> {
    let repeated = |line: fn(usize) -> String| {
        let lines: String = (0..990).map(line).collect();
        format!(".mode SIL-128\nmain:\n{lines}HLT\n")
    };
    vec![
        ("values", hungry()),
        ("exits", repeated(|index| format!("JZ main\nMUL R{:X}, R{:X}\n", index % 16, index * 7 % 16))),
        ("pushes", repeated(|index| format!("PUSH R{:X}\n", index % 16))),
        ("pushes of results", repeated(|index| format!("MUL R{0:X}, RF\nPUSH R{0:X}\n", index % 16))),
        ("collapses", repeated(|index| format!("MUL RF, R{:X}\n", index % 16))),
        ("words and collapses", repeated(|index| format!("ADDINT R{:X}, R4\nMUL RF, R1\n", index % 4 * 4))),
        (
            "stores",
            repeated(|index| format!("STOREX R{:X}, R{:X}, {}\n", index % 16, index % 12, index % 200)),
        ),
    ]
}

/// A target for each processor, and for Windows, where calls save more.
fn processors() -> Vec<Target> {
    let apple = |triple: &&str| triple.contains("apple") || *triple == "aarch64-pc-windows-msvc";
    let target = |triple| Target::new(triple, &[]).expect("there is a back end");
    TRIPLES.into_iter().filter(|triple| !apple(triple)).map(target).collect()
}

#[test]
fn no_frame_is_larger_than_a_page() {
    for (what, source) in crowded() {
        let program = vsp_isa::asm::assemble(&source, "crowded.sil").expect("it is right");
        for target in processors() {
            let triple = target.triple();
            for optimization in [Optimization::Fast, Optimization::Quick] {
                let options = Options { optimization, metering: true, ..Options::default() };
                let code = compile(&AnalysedProgram::of(&program).expect("it is sound"), &target, &options)
                    .expect("it compiles");
                let most = frames(triple, &code).into_iter().max().expect("there are regions");
                println!("{triple} {what} {optimization:?}: {most} bytes, {} regions", code.regions.len());
                assert!((1..=FRAME).contains(&most), "{triple}, {what}, {optimization:?}: {most} bytes");
            }
        }
    }
}

/// What cannot be cut any further fits.
#[test]
fn each_instruction_alone_has_a_small_frame() {
    let targets = processors();
    for opcode in vsp_isa::Opcode::ALL {
        // The widest words there are, and none.
        for mode in [vsp_isa::Mode::Sil8, vsp_isa::Mode::Sil64] {
            let mut program = vsp_isa::asm::assemble("main: HLT", "one.sil").expect("it is right");
            let mut code = vec![opcode.byte(), 0x40, 0, 0];
            code.truncate(opcode.format().length());
            (program.version, program.mode, program.code) = (opcode.since(), mode, code);
            for target in &targets {
                let triple = target.triple();
                let options = Options { metering: true, ..Options::default() };
                let code = compile(&AnalysedProgram::of(&program).expect("it is sound"), target, &options)
                    .expect("it compiles");
                // A quarter: an instruction with all values alive around it is cut off from them.
                let most = frames(triple, &code).into_iter().max().expect("there are regions");
                assert!(most <= FRAME / 4, "{triple}, {opcode:?} in {mode}: {most} bytes");
            }
        }
    }
}

/// Inline programs hold the code for each kind of target, and equal code once.
#[test]
fn code_for_one_processor_is_the_same_code_on_several_systems() {
    let code = |triple| &built(triple).0;
    let linux = code("aarch64-unknown-linux-gnu");
    assert!(linux == code("aarch64-apple-darwin") && linux == code("aarch64-pc-windows-msvc"));
    assert!(code("x86_64-unknown-linux-gnu") == code("x86_64-apple-darwin"));
}
