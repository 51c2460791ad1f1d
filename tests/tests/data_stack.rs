//! Random programs of little but runs of PUSH and POP, on stacks that have room for few cells: engines do several of them at once, and
//! stop at the same one.

use fastrand::Rng;
use std::fmt::Write;
use vsp_runtime::{DefaultHost, Program, Registers};
use vsp_tests::corpus::outcome_name;
use vsp_tests::{Observation, Runner};

/// How many programs there are.
const PROGRAMS: u64 = 150;

/// What may stand between runs: something that leaves words in registers as integers, as floats, as numbers, or not at all.
const OTHERS: [&str; 8] = [
    "ADDINT R0, R4",
    "ADDFLOAT R8, R4",
    "SQRTFLOAT R4",
    "LI R4, 300",
    "LI RC, -2",
    "MUL R3, R2",
    "XCHG R1, R9",
    "NOTINT R8",
];

/// The registers of a run: words' cells, from the lowest or the highest on, or any.
fn run(rng: &mut Rng, opcode: &str, cells: u8) -> String {
    let mut lines = String::new();
    for _ in 0..rng.u8(1..6) {
        let word = rng.u8(..16 / cells) * cells;
        for cell in 0..cells {
            let register = match rng.u8(..12) {
                0 => rng.u8(..16),
                1 => word + cell,
                _ if opcode == "PUSH" => word + cell,
                _ => word + cells - 1 - cell,
            };
            writeln!(lines, " {opcode} R{register:X}").expect("a string takes anything");
        }
    }
    lines
}

fn source(rng: &mut Rng) -> String {
    let (mode, cells) = *rng
        .choice(&[("SIL-8", 1), ("SIL-16", 1), ("SIL-32", 2), ("SIL-64", 4), ("SIL-128", 4)])
        .expect("there are some");
    let mut source = format!(".mode {mode}\nmain:\n CALL part\n CALL part\n HLT\npart:\n");
    for number in 0..rng.u8(1..8) {
        match rng.u8(..8) {
            0..=2 => source += &run(rng, "PUSH", cells),
            3..=5 => source += &run(rng, "POP", cells),
            6 => source += &format!(" JZ R{:X}, skip{number}\nskip{number}:\n", rng.u8(..16)),
            _ => source += &format!(" {}\n", rng.choice(&OTHERS).expect("there are some")),
        }
    }
    source + " RET\n"
}

/// What a runner sees of the program.
fn seen(runner: Runner, program: &Program, seed: u64, limit: u32) -> Observation {
    let builder = runner.builder_for(&runner.form_of(program), DefaultHost::new()).stack_limit(limit);
    let mut vm = builder.build().expect("the program has such an engine");
    let mut rng = Rng::with_seed(seed);
    *vm.registers_mut() = Registers::from_image(std::array::from_fn(|_| rng.u8(..)));
    let outcome = vm.run();
    Observation::of(&vm, vm.host(), &outcome)
}

#[test]
fn all_engines_stop_at_the_same_push_and_pop() {
    let (mut overflows, mut underflows) = (0, 0);
    for seed in 0..PROGRAMS {
        let mut rng = Rng::with_seed(seed);
        let source = source(&mut rng);
        let container =
            vsp_isa::asm::assemble(&source, "stack.sil").unwrap_or_else(|errors| panic!("{errors}"));
        let program = Program::from_container(container).expect("the assembler makes sound programs");
        for limit in [0, rng.u32(1..20), rng.u32(20..60), 16_384] {
            let expected = seen(Runner::Undecoded, &program, seed, limit);
            match outcome_name(&expected.outcome) {
                "DataStackOverflow" => overflows += 1,
                "DataStackUnderflow" => underflows += 1,
                _ => {}
            }
            let runners =
                Runner::here().filter(|runner| !matches!(runner, Runner::Native | Runner::MeteredNative));
            for runner in runners {
                let differences = seen(runner, &program, seed, limit).differences(&expected);
                assert!(differences.is_empty(), "{runner:?}, limit {limit}:\n{source}\n{differences:?}");
            }
        }
        Runner::here().for_each(Runner::forget);
    }
    assert!(overflows > 20 && underflows > 20, "{overflows} {underflows}");
}
