//! Random programs: what the evaluator of the tree says, and what the compiled program does.
//!
//! By the interpreter: the crate vsp-tests compares it with all other engines on such programs.

use super::harness::{compiled, typed};
use crate::types::evaluate::{Evaluator, Stop, Value};
use vsp_runtime::{Outcome, Program, Reg, Trap, TrapKind, Vm};

/// Whether a program ended soon enough to be compared.
fn compare(seed: u64) -> bool {
    let source = vsp_test_generator::typed(seed);
    let typed = typed(&source);
    let Some(export) = typed.exports.first() else { panic!("no export") };
    let mut evaluator = Evaluator::run(&typed, 2_000_000);
    let expected = evaluator.call(export.function, Vec::new());
    if expected.as_ref().err() == Some(&Stop::Steps) {
        return false;
    }
    let compiled = compiled(&source);
    // The evaluator's Strings never run out of memory, so the machine's must not.
    let program = Program::from_container(compiled.container.clone()).unwrap();
    let mut vm = Vm::builder(&program).fuel(50_000_000).memory_size(8 << 20).build().unwrap();
    let outcome = vm.call("f").unwrap();
    let show = || format!("seed {seed}\n{source}\n{}", compiled.assembly());
    match expected {
        Ok(Value::Int(value)) => {
            assert_eq!(outcome, Outcome::Returned, "{}", show());
            assert_eq!(vm.integer(Reg::R0).unwrap(), value, "{}", show());
        }
        Err(Stop::Failed) => {
            let failed = matches!(outcome, Outcome::Trapped(Trap { kind: TrapKind::AssertionFailed, .. }));
            assert!(failed, "{outcome:?} instead of a failed assertion\n{}", show());
        }
        other => panic!("{other:?}\n{}", show()),
    }
    let assembly = compiled.assembly();
    for (global, it) in typed.globals.iter().enumerate().filter(|(_, it)| it.is_static) {
        let mut bytes = Vec::new();
        evaluator.globals[global].bytes(&mut bytes);
        let label = format!("data.{}:", it.name);
        let found = vm.memory().windows(bytes.len()).any(|window| window == bytes);
        assert!(found && assembly.contains(&label), "static {}\n{}", it.name, show());
    }
    true
}

/// How many programs there are; `VSP_LIS_PROGRAMS` sets another number.
fn count() -> u64 {
    std::env::var("VSP_LIS_PROGRAMS").map_or(600, |count| count.parse().expect("a number"))
}

#[test]
fn random_programs_do_what_their_trees_say() {
    let count = count();
    // The evaluator recurses as deep as the programs.
    let compared = crate::thread::run(|| (0..count).filter(|&seed| compare(seed)).count()).unwrap();
    println!("{compared} programs of {count}");
    assert!(compared as u64 > count / 2, "only {compared} programs of {count} end soon enough");
}
