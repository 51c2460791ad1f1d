//! Functions that are evaluated do exactly what the interpreter does, for generated programs and the corpus.

mod common;

use common::{Cut, Functions, Setup, assert_same, interpret, run};
use fastrand::Rng;
use std::collections::BTreeMap;
use vsp_isa::container::Container;
use vsp_isa::disasm::disassemble;
use vsp_middle::{Function, Options};

/// More than any program needs that is not endless.
const PLENTY: u64 = 20_000;

/// How many generated programs are run, unless the variable `VSP_PROGRAMS` says otherwise.
const PROGRAMS: u64 = 150;

fn nothing(_: &mut Function) {}

fn programs() -> u64 {
    std::env::var("VSP_PROGRAMS").ok().and_then(|number| number.parse().ok()).unwrap_or(PROGRAMS)
}

/// Runs a program with some setups; gives how it stopped, and how often.
fn compare(program: &Container, rng: &mut Rng, name: &str, stops: &mut BTreeMap<String, u32>) {
    for cut in [Cut::Whole, Cut::Units] {
        let options = |metering, interrupts| Options { metering, interrupts };
        let mut metered = Functions::new(program, cut, options(true, true), &nothing);
        let mut plain = Functions::new(program, cut, options(false, false), &nothing);
        for number in 0..4 {
            let (fuel, refuel) = match number {
                0 => (rng.u64(..40), rng.u64(1..40)),
                _ => (PLENTY, 0),
            };
            let mut setup = Setup { refuel, ..Setup::random(rng, Some(fuel), number % 2 == 0) };
            if setup.function.as_ref().is_some_and(|function| program.function(function).is_none()) {
                setup.function = None;
            }
            let what = || format!("{name}, {cut:?}, {setup:?}\n{}", disassemble(program));
            let expected = interpret(program, &setup);
            assert_same(&expected, &run(&mut metered, &setup), &what);
            for stop in &expected {
                *stops.entry(stop.outcome.clone()).or_insert(0) += 1;
            }
            if !setup.interrupts && expected.iter().all(|stop| stop.outcome != "out_of_fuel") {
                let setup = Setup { fuel: None, ..setup.clone() };
                assert_same(&interpret(program, &setup), &run(&mut plain, &setup), &what);
            }
        }
    }
}

#[test]
fn generated_programs_do_the_same() {
    let mut stops = BTreeMap::new();
    for seed in 0..programs() {
        let program = vsp_test_generator::program(seed);
        compare(&program, &mut Rng::with_seed(seed), &format!("program {seed}"), &mut stops);
    }
    println!("{stops:?}");
    for outcome in ["halted", "returned", "collapsed", "yielded", "out_of_fuel", "interrupted"] {
        assert!(stops.contains_key(outcome), "no program was {outcome}");
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
