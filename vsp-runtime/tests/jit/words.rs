//! Random programs of little but words, in blocks that jump to and fro: what registers of the processor hold is then much, and
//! differs from one way to a place to another.

use fastrand::Rng;
use std::env;
use std::fmt::Write;
use vsp_runtime::{Engine, Jit, Outcome, Program, Vm};

/// How many programs there are unless the environment variable `VSP_WORD_PROGRAMS` says otherwise.
const PROGRAMS: u64 = 400;

/// More than any program needs that is not endless.
const PLENTY: u64 = 3_000;

const COMBINE: &[&str] = &[
    "ADDINT", "SUBINT", "MULINT", "DIVINT", "MODINT", "CMPINT", "TESTINT", "ANDINT", "ORINT", "XORINT",
    "SHLINT", "SHRINT", "CMPINT", "ADDINT", "ADDFLOAT", "SUBFLOAT", "MULFLOAT", "DIVFLOAT", "CMPFLOAT",
    "CMPFLOAT", "MUL", "ADD", "MOV", "XCHG",
];

const CHANGE: &[&str] = &[
    "NOTINT",
    "NEGINT",
    "ABSINT",
    "SQRTFLOAT",
    "NEGFLOAT",
    "ABSFLOAT",
    "FLOORFLOAT",
    "CVTI2F",
    "CVTF2I",
    "CVTI2B",
    "CVTB2F",
    "PUSH",
    "POP",
    "PUSH",
    "POP",
    "INV",
];

/// Bits that are special as floats, halves of them, and small numbers.
const SPECIAL: &[&str] = &[
    ".word64 0x7FF8000000000000",
    ".word64 0xFFF8000000000001",
    ".word64 0x7FF0000000000001",
    ".word64 0xFFF0000000000000",
    ".word64 0x7FC000007F800001",
    ".word64 0xFFC00000FF800000",
    ".word64 0x8000000000000000",
    ".word64 0x0000000180000000",
    ".float64 1.5, -0.25",
    ".float32 2.5, -1000.0",
    ".word64 3",
    ".word64 -1",
];

/// One instruction, which fits on a line.
fn instruction(rng: &mut Rng, cells: u8) -> String {
    // Most words begin where they should.
    let reg = |rng: &mut Rng| match rng.u8(..12) {
        0 => rng.u8(..16),
        _ => rng.u8(..16 / cells) * cells,
    };
    let (a, b) = (reg(rng), reg(rng));
    let address = rng.u32(..12) * 8;
    match rng.u8(..16) {
        0..=5 => format!("{} R{a:X}, R{b:X}", rng.choice(COMBINE).expect("there are some")),
        6..=7 => format!("{} R{a:X}", rng.choice(CHANGE).expect("there are some")),
        8 => format!("LI R{a:X}, 0\n ADDINT R{a:X}, R{b:X}"),
        9 => format!("LI R{a:X}, {}", rng.i16(-3..100)),
        10..=11 => format!("LOADW R{a:X}, {address}"),
        12 => format!("STOREW R{a:X}, {address}"),
        13 => format!("LI R{b:X}, {address}\n LOADWX R{a:X}, R{b:X}, {}", rng.u8(..9)),
        14 => format!("LI R{b:X}, {address}\n STOREWX R{a:X}, R{b:X}, {}", rng.u8(..9)),
        _ => match rng.u8(..12) {
            0 => format!("LOADWX R{a:X}, R{b:X}"),
            1 => format!("MOVI R{a:X}, {}", rng.i8(-8..8)),
            2 => format!("LOADX R{a:X}, R{b:X}, 1"),
            3 => "SENSE R3".into(),
            4 => "HINT.CPU".into(),
            5 => "SHIFTL".into(),
            6..=8 => {
                // A branch over one instruction.
                let (jump, skipped) =
                    (rng.choice(&["JZ", "JN"]), rng.choice(&["ADDINT", "SUBINT", "XORINT", "MULINT"]));
                let (jump, skipped) = (jump.expect("there are some"), skipped.expect("there are some"));
                let label = rng.u64(..);
                format!("{jump} s{label}\n {skipped} R{a:X}, R{b:X}\ns{label}: NOP")
            }
            _ => format!("CALL f{}", rng.u8(..2)),
        },
    }
}

fn source(rng: &mut Rng) -> String {
    let (mode, cells) =
        *rng.choice(&[("SIL-16", 1), ("SIL-32", 2), ("SIL-64", 4), ("SIL-128", 4)]).expect("there are some");
    let mut source = format!(".mode {mode}\n.data\n{}\n.code\n", SPECIAL.join("\n"));
    let blocks = rng.usize(2..9);
    writeln!(source, "main: LOADW R0, 0").expect("strings take anything");
    for block in 0..blocks {
        writeln!(source, "b{block}:").expect("strings take anything");
        for _ in 0..rng.usize(1..9) {
            writeln!(source, " {}", instruction(rng, cells)).expect("strings take anything");
        }
        let to = rng.usize(..=blocks);
        let jump = *rng
            .choice(&["JZ", "JN", "JZ", "JN", "JMP", "JO", "JC", "LOOP", "JZ R3,", "NOP ;"])
            .expect("there are some");
        writeln!(source, " {jump} b{to}").expect("strings take anything");
    }
    writeln!(source, "b{blocks}: HLT").expect("strings take anything");
    for function in 0..2 {
        writeln!(source, "f{function}: {}\n {}\n RET", instruction(rng, cells), instruction(rng, cells))
            .expect("strings take anything");
    }
    source
}

/// Runs a program to its end, with little fuel at a time or with much, and gives all that can be seen at each stop.
fn run(program: &Program, engine: Engine, slice: Option<u64>) -> Vec<(Outcome, Vec<u8>)> {
    let mut vm = Vm::builder(program).engine(engine).build().expect("the engine has code");
    vm.set_fuel(slice);
    let mut seen = Vec::new();
    let mut left = PLENTY;
    loop {
        let outcome = vm.run();
        seen.push((outcome.clone(), vm.snapshot().unwrap_or_default()));
        match outcome {
            Outcome::OutOfFuel if left > 0 => {
                let more = slice.expect("only then it runs out");
                left = left.saturating_sub(more);
                vm.add_fuel(more);
            }
            Outcome::Collapsed if seen.len() < 100 => {}
            _ => return seen,
        }
    }
}

#[test]
fn words_in_registers_are_those_of_the_interpreter() {
    let metered = Jit::builder(Engine::Dynasm).build();
    let plain = Jit::builder(Engine::Dynasm).metering(false).interrupts(false).build();
    let programs = env::var("VSP_WORD_PROGRAMS").map_or(PROGRAMS, |count| count.parse().expect("a number"));
    for seed in 0..programs {
        let mut rng = Rng::with_seed(seed);
        let source = source(&mut rng);
        let container =
            vsp_isa::asm::assemble(&source, "words.sil").unwrap_or_else(|errors| panic!("{errors}"));
        let program = Program::from_container(container).expect("the program is sound");
        let compiled = metered.compile(&program).expect("it is short");
        for slice in [PLENTY, 7] {
            let expected = run(&program, Engine::Interpreter, Some(slice));
            assert!(
                run(&compiled, Engine::Dynasm, Some(slice)) == expected,
                "program {seed}, {slice} units\n{source}"
            );
        }
        let ends =
            |seen: &[(Outcome, Vec<u8>)]| seen.iter().all(|(outcome, _)| *outcome != Outcome::OutOfFuel);
        if ends(&run(&program, Engine::Interpreter, Some(PLENTY))) {
            let expected = run(&program, Engine::Interpreter, None);
            let compiled = plain.compile(&program).expect("it is short");
            assert!(
                run(&compiled, Engine::Dynasm, None) == expected,
                "program {seed} without fuel\n{source}"
            );
        }
    }
}
