//! Functions that are evaluated do exactly what the interpreter does, for generated programs and the corpus.

mod arrays;
mod common;
mod pointers;

use common::{Cut, Functions, Observation, Setup, check, difference, interpret, run};
use fastrand::Rng;
use std::collections::BTreeMap;
use std::ops::Range;
use vsp_isa::container::Container;
use vsp_isa::disasm::disassemble;
use vsp_middle::passes::{self, FAST, Pass};
use vsp_middle::{Function, Options};

/// More than any program needs that is not endless.
const PLENTY: u64 = 20_000;

/// How many generated programs are run, unless the variable `VSP_PROGRAMS` says otherwise. `VSP_FIRST` says which is the first.
const PROGRAMS: u64 = 150;

/// Runs passes, and checks what each of them makes.
fn run_passes(function: &mut Function, passes: &[Pass]) {
    passes::run(function, passes, |pass, function| check(function, pass.name()));
}

/// The seeds of the generated programs.
fn seeds() -> Range<u64> {
    let number = |name, otherwise| std::env::var(name).map_or(otherwise, |it| it.parse().expect("a number"));
    let first = number("VSP_FIRST", 0);
    first..first + number("VSP_PROGRAMS", PROGRAMS)
}

/// Fails if functions do not do what is expected, and names the pass after which they do not.
fn compare_functions(
    program: &Container,
    (cut, options): (Cut, Options),
    functions: &mut [Functions<'_>; 2],
    (setup, expected): (&Setup, &[Observation]),
    name: &str,
) {
    for functions in functions {
        if difference(expected, &run(functions, setup)).is_none() {
            continue;
        }
        for most in 0..=FAST.len() {
            let change = |function: &mut Function| run_passes(function, &FAST[..most]);
            let mut functions = Functions::new(program, cut, options, &change);
            if let Some(lines) = difference(expected, &run(&mut functions, setup)) {
                let pass = most.checked_sub(1).map_or("building", |last| FAST[last].name());
                let source = disassemble(program);
                panic!("{name}, wrong after {pass} ({most}), {cut:?}, {setup:?}\n{lines}\n{source}");
            }
        }
    }
}

/// Runs a program with some setups, as it is built and after all passes; counts how it stops.
fn compare(program: &Container, rng: &mut Rng, name: &str, stops: &mut BTreeMap<String, u32>) {
    for cut in [Cut::Whole, Cut::Versions] {
        let metered = Options { metering: true, interrupts: true, ..Options::default() };
        let plain = Options::default();
        let quick = Options { stores_through: true, ..metered };
        let change = |function: &mut Function| run_passes(function, FAST);
        let functions = |options| {
            [Functions::new(program, cut, options, &|_| {}), Functions::new(program, cut, options, &change)]
        };
        let (mut metered_functions, mut plain_functions) = (functions(metered), functions(plain));
        let mut quick_functions = functions(quick);
        for number in 0..4 {
            let (fuel, refuel) = match number {
                0 => (rng.u64(..40), rng.u64(1..40)),
                _ => (PLENTY, 0),
            };
            let mut setup = Setup { refuel, ..Setup::random(rng, Some(fuel), number % 2 == 0) };
            if setup.function.as_ref().is_some_and(|function| program.function(function).is_none()) {
                setup.function = None;
            }
            let expected = interpret(program, &setup);
            compare_functions(program, (cut, metered), &mut metered_functions, (&setup, &expected), name);
            compare_functions(program, (cut, quick), &mut quick_functions, (&setup, &expected), name);
            for stop in &expected {
                *stops.entry(stop.outcome.clone()).or_insert(0) += 1;
            }
            if !setup.interrupts && expected.iter().all(|stop| stop.outcome != "out_of_fuel") {
                let setup = Setup { fuel: None, ..setup };
                let expected = interpret(program, &setup);
                compare_functions(program, (cut, plain), &mut plain_functions, (&setup, &expected), name);
            }
        }
    }
}

#[test]
fn generated_programs_do_the_same() {
    let mut stops = BTreeMap::new();
    for seed in seeds() {
        let program = vsp_test_generator::program(seed);
        compare(&program, &mut Rng::with_seed(seed), &format!("program {seed}"), &mut stops);
    }
    println!("{stops:?}");
    for outcome in ["halted", "returned", "collapsed", "yielded", "out_of_fuel", "interrupted"] {
        assert!(stops.contains_key(outcome), "no program was {outcome}");
    }
}

/// Here the runtime executes the block's first instruction, which must not make the block cheaper.
#[test]
fn a_block_that_is_entered_with_another_number_than_the_jump_to_it_brings_is_paid() {
    let source = ".mode SIL-64
        .code
        main: LI R4, 3
            JMP function_0
        .global function_0
        function_0: ADDINT R0, R4
            ADDINT R0, R8
            RET";
    let program = vsp_isa::asm::assemble(source, "paid.sil").unwrap();
    let change = |function: &mut Function| run_passes(function, FAST);
    let options = Options { metering: true, interrupts: true, ..Options::default() };
    let mut functions = Functions::new(&program, Cut::Whole, options, &change);
    for fuel in 0..5 {
        let mut setup = Setup::random(&mut Rng::with_seed(0), Some(fuel), false);
        setup.function = Some("function_0".to_owned());
        let seen = run(&mut functions, &setup);
        let (outcome, left) = if fuel < 3 { ("out_of_fuel", fuel) } else { ("returned", fuel - 3) };
        assert_eq!((seen[0].outcome.as_str(), seen[0].fuel), (outcome, Some(left)));
        assert_eq!(difference(&interpret(&program, &setup), &seen), None);
    }
}

/// A word that a loop keeps is loaded before it by a pointer, for which the one before that must not be taken: it was loaded from the same
/// place, and checked.
#[test]
fn a_pointer_that_is_loaded_again_may_be_another_one() {
    let source = ".mode SIL-64
        .data
        pointer: .word64 0x200
        place: .word64 0
        .code
        main: LI R8, 0x300
            LOADW RC, place
            LOADW R0, pointer
            LOADWX R4, R0, 0
            STOREWX R8, RC, 0
            LOADW R0, pointer
            STOREW R8, 0x300
            MOVI RC, -6
        next: LOADWX R4, R0, 0
            ADDINT R4, R8
            STOREWX R4, R0, 0
            LOOP next
            HLT";
    let program = vsp_isa::asm::assemble(source, "pointers.sil").unwrap();
    compare(&program, &mut Rng::with_seed(0), "pointers", &mut BTreeMap::new());
}

/// Where the loop is entered from outside, R4 is what the context has at the second check again, but not at the first.
#[test]
fn what_an_exit_names_all_name_after_it() {
    let source = ".mode SIL-64
        .code
        main: LI RC, 3
        .global function_0
        function_0: LI R8, 5
            ADDINT R4, R8
            LOADX R0, R4, 0
            SUBINT R4, R8
            LOADX R1, RC, 0
            LOOP function_0
            RET";
    let program = vsp_isa::asm::assemble(source, "named.sil").unwrap();
    compare(&program, &mut Rng::with_seed(0), "named", &mut BTreeMap::new());
}

#[test]
fn programs_that_go_by_pointers_do_the_same() {
    let mut stops = BTreeMap::new();
    for seed in seeds() {
        let mut rng = Rng::with_seed(seed);
        let program = vsp_isa::asm::assemble(&pointers::program(&mut rng), "pointers.sil").unwrap();
        compare(&program, &mut rng, &format!("pointers of program {seed}"), &mut stops);
    }
    println!("{stops:?}");
    for outcome in ["halted", "out_of_fuel"] {
        assert!(stops.contains_key(outcome), "no program was {outcome}");
    }
}

#[test]
fn programs_with_loops_over_arrays_do_the_same() {
    let mut stops = BTreeMap::new();
    for seed in seeds() {
        let mut rng = Rng::with_seed(seed);
        let program = vsp_isa::asm::assemble(&arrays::program(&mut rng), "arrays.sil").unwrap();
        compare(&program, &mut rng, &format!("arrays of program {seed}"), &mut stops);
    }
    println!("{stops:?}");
    for outcome in ["halted", "out_of_fuel", "AddressOutOfBounds"] {
        assert!(stops.contains_key(outcome), "no program was {outcome}");
    }
}

#[test]
fn programs_that_are_little_but_calls_do_the_same() {
    let mut stops = BTreeMap::new();
    // Their functions are large.
    for seed in seeds().step_by(5) {
        let program = vsp_isa::asm::assemble(&vsp_test_generator::calling(seed), "calling.sil").unwrap();
        let mut rng = Rng::with_seed(seed);
        compare(&program, &mut rng, &format!("calls of program {seed}"), &mut stops);
    }
    println!("{stops:?}");
    let full = ["CallStackOverflow", "DataStackUnderflow"];
    for outcome in
        ["halted", "returned", "collapsed", "yielded", "out_of_fuel", "interrupted"].iter().chain(&full)
    {
        assert!(stops.contains_key(*outcome), "no program was {outcome}");
    }
}

#[test]
fn the_corpus_does_the_same() {
    let mut stops = BTreeMap::new();
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus");
    let mut files: Vec<_> = std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for (path, seed) in files.iter().zip(0..) {
        let name = path.file_name().unwrap().to_string_lossy();
        let source = std::fs::read_to_string(path).unwrap();
        let program = vsp_isa::asm::assemble(&source, &name).unwrap();
        compare(&program, &mut Rng::with_seed(seed), &name, &mut stops);
    }
    println!("{stops:?}");
}
