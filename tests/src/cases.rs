//! Running a case of the corpus.

use crate::Observation;
use crate::corpus::{Case, outcome_name};
use vsp_runtime::{DefaultHost, InterruptHandle, Vm, VmBuilder};

/// A machine that stands where a case begins.
///
/// # Panics
/// If the builder's program cannot be run as it asks.
pub fn begin(case: &Case, builder: VmBuilder) -> Vm {
    let mut host = DefaultHost::new();
    host.stop_at_yields(case.stop_at_yields);
    if let Some(input) = &case.input {
        host.set_input(input.clone());
    }
    let mut builder = builder.host(host);
    if case.interrupt {
        let handle = InterruptHandle::new();
        handle.interrupt();
        builder = builder.interrupt(&handle);
    }
    let mut vm = builder.build().expect("the program has such an engine");
    vm.set_fuel(case.fuel);
    *vm.registers_mut() = case.registers;
    vm
}

/// Runs a case on, from a machine that has made so many of its stops; gives what does not hold, with its lines.
pub fn go_on(case: &Case, vm: &mut Vm, stops: usize) -> Vec<String> {
    let mut problems = Vec::new();
    for number in stops..case.stops.len() {
        problems.extend(next_stop(case, vm, number));
    }
    problems
}

/// Runs a machine to one of a case's stops, where it stands before that; gives what does not hold there.
///
/// # Panics
/// If the case begins at a function that is not exported.
pub fn next_stop(case: &Case, vm: &mut Vm, number: usize) -> Vec<String> {
    let outcome = match &case.function {
        Some(function) if number == 0 => vm.call(function).expect("the function is exported"),
        _ => vm.run(),
    };
    let stop = &case.stops[number];
    let mut problems = Vec::new();
    let mut found = |line: usize, problem: String| {
        problems.push(format!("case {}, line {line}: {problem}", case.name));
    };
    if outcome_name(&outcome) != stop.outcome {
        found(stop.line, format!("{outcome} instead of {}", stop.outcome));
    }
    let seen = Observation::of(vm, vm.host(), &outcome);
    for (line, expectation) in &stop.expectations {
        if let Err(problem) = expectation.check(&seen, vm) {
            found(*line, problem);
        }
    }
    problems
}
