//! Whole programs, made into code for both kinds of processors.

use crate::Error;
use crate::aarch64::Aarch64;
use crate::assembler::Assembler;
use crate::compile::{Code, compile_for};
use crate::x64::X64;
use vsp_isa::container::Container;
use vsp_isa::limits::{CompileLimit, CompileLimits, TooLarge};
use vsp_isa::options::Options;
use vsp_isa::{Encoded, Mode, Opcode, asm};

fn assembled(source: &str) -> Container {
    asm::assemble(source, "test.sil").expect("the source is sound")
}

fn compiled<A: Assembler>(program: &Container) -> Code {
    compile_for::<A>(&program.image(), &options(true)).expect("the code is short")
}

fn options(all: bool) -> Options {
    Options { metering: all, interrupts: all, ..Options::default() }
}

/// Every instruction, with all operand bits set or none, in a program by itself: in debug builds, a template that is too long
/// for its room would panic.
fn every_instruction<A: Assembler>() {
    for opcode in Opcode::ALL {
        for (mode, operands) in Mode::ALL.into_iter().flat_map(|mode| [(mode, 0), (mode, 0xff_ffff)]) {
            let mut program = assembled("NOP\n.align 16\nHLT");
            program.mode = mode;
            program.version = opcode.since();
            let instruction = Encoded::new(*opcode, operands);
            let bytes = instruction.as_bytes();
            program.code[..bytes.len()].copy_from_slice(bytes);
            let code = compiled::<A>(&program);
            let entries = code.entries.in_order();
            assert!(entries.iter().any(|&(_, address)| address == 0), "{opcode:?} in {mode}");
        }
    }
}

#[test]
fn every_instruction_has_code() {
    every_instruction::<X64>();
    every_instruction::<Aarch64>();
}

#[test]
fn entries_are_where_units_begin() {
    // The entry point, the branch's target, and what follows the branch and YIELD.
    let program = assembled("main: MOVI R0, 1\n JZ R0, end\n YIELD\n INV R1\nend: HLT");
    for code in [compiled::<X64>(&program), compiled::<Aarch64>(&program)] {
        let mut addresses: Vec<u32> =
            code.entries.in_order().into_iter().map(|(_, address)| address).collect();
        addresses.sort_unstable();
        assert_eq!(addresses, [0, 7, 8, 10]);
    }
}

/// Slow paths stand near enough to the jumps that lead to them, however long the program is.
#[test]
fn long_programs_can_be_jumped_through() {
    // Each of these may trap, and the jumps lead over all of them.
    let traps = "POP R1\n PUSH R1\n LOADX R0, R1, 3\n".repeat(20_000);
    let source = format!(".mode SIL-16\nmain: JC over\n{traps}over: JO main\n{traps} HLT");
    let program = assembled(&source);
    let (x64, aarch64) = (compiled::<X64>(&program), compiled::<Aarch64>(&program));
    assert!(aarch64.bytes.as_ref().len() > 2 << 20, "longer than conditional jumps reach");
    assert!(x64.bytes.as_ref().len() > 2 << 20);
}

/// The same where the slow paths are longer than the code that leads to them, as each stores all that registers hold.
#[test]
fn slow_paths_can_be_long() {
    let numbers: String = (0..8).map(|word| format!(" LI R{:X}, {}\n", 2 * word, word + 300)).collect();
    let traps = " LOADWX RE, RE\n".repeat(30_000);
    let source = format!(".mode SIL-32\nmain:{numbers} PUSH RF\n{traps} HLT");
    let program = assembled(&source);
    let code = compiled::<Aarch64>(&program);
    assert!(code.bytes.as_ref().len() > 2 << 20, "longer than conditional jumps reach");
}

/// A program whose code would be longer than jumps reach is refused.
#[test]
fn what_is_too_large_is_refused() {
    let mut program = assembled("HLT");
    // Each of these has more than a hundred bytes of machine code.
    program.code = [Opcode::Shiftl.byte()].repeat(2 << 20);
    program.code.push(Opcode::Hlt.byte());
    let refused = compile_for::<Aarch64>(&program.image(), &options(false)).err();
    assert_eq!(refused, Some(Error::TooLarge { most: Aarch64::MOST_BYTES as usize }));
    program.code.truncate(1 << 16);
    program.code.push(Opcode::Hlt.byte());
    let code = compile_for::<Aarch64>(&program.image(), &options(false)).expect("much shorter");
    assert!((code.bytes.as_ref().len() as u32) < Aarch64::MOST_BYTES);
}

/// Limits are what is allowed: one more is refused, before anything is made or soon after there is too much.
#[test]
fn limits_are_kept() {
    let program = assembled(&format!("main: {} HLT", "MUL R0, R1\n".repeat(99)));
    let compile = |limits| compile_for::<X64>(&program.image(), &Options { limits, ..options(true) });
    let limits = CompileLimits::default();
    let size =
        compile(CompileLimits { instructions: 100, ..limits }).expect("it has as many").bytes.as_ref().len();
    let refused = compile(CompileLimits { instructions: 99, ..limits }).err();
    let (limit, most) = (CompileLimit::Instructions, 99);
    assert_eq!(refused, Some(Error::OverLimit(TooLarge { limit, most, amount: 100 })));
    let most = size as u64 / 2;
    let refused = compile(CompileLimits { code_bytes: most, ..limits }).err();
    let Some(Error::OverLimit(TooLarge { limit: CompileLimit::CodeBytes, most: told, amount })) = refused
    else {
        panic!("{refused:?}")
    };
    assert!(told == most && (most + 1..most + 512).contains(&amount), "{most} {told} {amount}");
}

/// Ten times the program is ten times the code.
#[test]
fn code_grows_with_the_program() {
    let of = |times: usize| {
        let body = "MUL R0, R1\n ADDINT R4, R8\n ADD R2, R3\n".repeat(times);
        let program = assembled(&format!(".mode SIL-64\nmain: {body} HLT"));
        compiled::<X64>(&program).bytes.as_ref().len()
    };
    let (once, ten_times) = (of(1000), of(10_000));
    assert!((9 * once..11 * once).contains(&ten_times), "{once} and {ten_times} bytes");
}

/// A loop has in registers what it uses, from the first time on: nothing is loaded in it and nothing stored.
#[test]
fn loops_leave_the_context_alone() {
    let body =
        "ADDINT R2, R4\n MULINT R6, R2\n LI R8, 1\n SUBINT R0, R8\n TESTINT R0, R0\n JZ done\n JMP again\n";
    let program = assembled(&format!(".mode SIL-32\nmain: LI R0, 100\nagain: {body}done: HLT"));
    let address =
        |name| program.symbols.iter().find(|symbol| symbol.name == name).expect("it is a label").address;
    let code = compile_for::<Aarch64>(&program.image(), &options(false)).expect("the code is short");
    let places = code.entries.in_order();
    let place = |name| places.iter().find(|(_, of)| *of == address(name)).expect("it has code").0 as usize;
    let instructions = code.bytes.as_ref()[place("again")..place("done")].as_chunks().0;
    assert!(instructions.len() > 5);
    // Loads and stores have this in common, and their base, which is x19, from bit 5 on.
    let accesses_context = |word: u32| word & 0x0a00_0000 == 0x0800_0000 && word >> 5 & 31 == 19;
    for bytes in instructions {
        let word = u32::from_le_bytes(*bytes);
        assert!(!accesses_context(word), "{word:08x} in a loop");
    }
}

/// A return site comes right after its CALL, and expects what the CALL left in registers.
#[test]
fn return_sites_follow_their_calls() {
    let source =
        ".mode SIL-32\nmain: LI R0, 3\n CALL double\nsite: ADDINT R0, R0\n HLT\ndouble: ADDINT R0, R0\n RET";
    let program = assembled(source);
    let address =
        |name| program.symbols.iter().find(|symbol| symbol.name == name).expect("it is a label").address;
    let code = compile_for::<Aarch64>(&program.image(), &options(false)).expect("the code is short");
    let places = code.entries.in_order();
    let place = |name| places.iter().find(|(_, of)| *of == address(name)).expect("it has code").0 as usize;
    let words = code.bytes.as_ref().as_chunks::<4>().0;
    let word = |place: usize| u32::from_le_bytes(words[place / 4]);
    // bl, by its upper six bits; then add x4, x4, x4: nothing is loaded.
    assert_eq!(word(place("site") - 4) >> 26, 0x25);
    assert_eq!(word(place("site")), 0x8b04_0084);
}

/// Where loops begin, the processor fetches code from.
#[test]
fn loops_are_aligned() {
    let loops: String = (0..40).map(|number| format!("l{number}: ADDINT R0, R2\n JN l{number}\n")).collect();
    let program = assembled(&format!(".mode SIL-32\nmain: JMP l0\n.align 16\n {loops} HLT"));
    let is_loop = |address: u32| {
        program.symbols.iter().any(|symbol| symbol.address == address && symbol.name != "main")
    };
    let check = |code: Code, alignment: u32| {
        let mut begins = code.entries.in_order();
        begins.retain(|(_, address)| is_loop(*address));
        assert_eq!(begins.len(), 40);
        assert!(begins.iter().all(|(place, _)| place.is_multiple_of(alignment)), "{begins:?}");
    };
    check(compiled::<X64>(&program), 32);
    check(compiled::<Aarch64>(&program), 16);
}
