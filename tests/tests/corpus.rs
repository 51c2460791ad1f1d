//! Every program of the corpus does on every engine what it says it must.

use vsp_runtime::DefaultHost;
use vsp_tests::corpus::{self, Case};
use vsp_tests::programs::{CORPUS, Compiled};
use vsp_tests::{Observation, Runner};

/// Runs a case; gives what does not hold. `None` if the runner cannot run it.
fn run(compiled: &Compiled, case: &Case, runner: Runner) -> Option<Vec<String>> {
    if case.fuel.is_some() && !runner.counts_fuel() {
        return None;
    }
    let mut host = DefaultHost::new();
    host.stop_at_yields(case.stop_at_yields);
    if let Some(input) = &case.input {
        host.set_input(input.clone());
    }
    let mut vm = runner.builder(compiled, host).build().expect("the program has such an engine");
    vm.set_fuel(case.fuel);
    assert_eq!(vm.engine(), runner.engine(compiled), "{compiled:?} runs on the engine that is tested");
    *vm.registers_mut() = case.registers;
    let mut problems = Vec::new();
    for (number, stop) in case.stops.iter().enumerate() {
        let outcome = match &case.function {
            Some(function) if number == 0 => vm.call(function).expect("the function is exported"),
            _ => vm.run(),
        };
        let mut found = |line: usize, problem: String| {
            problems.push(format!("{compiled:?}, case {}, line {line}, {runner:?}: {problem}", case.name));
        };
        let name = corpus::outcome_name(&outcome);
        if name != stop.outcome {
            found(stop.line, format!("{outcome} instead of {}", stop.outcome));
        }
        let seen = Observation::of(&vm, vm.host(), &outcome);
        for (line, expectation) in &stop.expectations {
            if let Err(problem) = expectation.check(&seen, &vm) {
                found(*line, problem);
            }
        }
    }
    Some(problems)
}

#[test]
fn every_program_does_what_it_says() {
    let (mut runs, mut skips, mut problems) = (0, 0, Vec::new());
    for compiled in CORPUS {
        let cases = corpus::cases(compiled.source, compiled.plain.container());
        assert!(!cases.is_empty(), "{compiled:?} has no case");
        for case in &cases {
            for runner in Runner::here() {
                match run(compiled, case, runner) {
                    Some(found) => {
                        runs += 1;
                        problems.extend(found);
                    }
                    None => skips += 1,
                }
            }
        }
    }
    println!("{runs} runs; {skips} skipped, since native code without metering cannot count fuel");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_instruction_comes_up() {
    let mut missing: Vec<&str> = vsp_isa::Opcode::ALL.iter().map(|opcode| opcode.mnemonic()).collect();
    for compiled in CORPUS {
        let container = compiled.plain.container();
        let flow = vsp_isa::flow::Flow::analyse(container);
        for &unit in flow.units() {
            for (_, instruction) in flow.read(container, unit).instructions {
                missing.retain(|mnemonic| *mnemonic != instruction.opcode().mnemonic());
            }
        }
    }
    assert_eq!(missing, [""; 0], "no program of the corpus has these");
}
