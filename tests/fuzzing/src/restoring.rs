//! A snapshot from strangers, in the interpreter and in both JITs: native code must do with whatever state it says
//! what the interpreter does.

use crate::snapshots::{BOUNDS, FUEL, TURNS, host, parts};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use vsp_runtime::{InterruptHandle, Program, Vm};
use vsp_tests::{Observation, Runner};

/// The interpreter first.
const RUNNERS: [Runner; 3] = [Runner::Interpreter, Runner::MeteredDynasm, Runner::MeteredCranelift];

/// The forms of each program, by its address in the list.
static FORMS: LazyLock<Mutex<HashMap<usize, [Program; 3]>>> = LazyLock::new(Mutex::default);

/// Restores the bytes in each engine. All must take them or none, and go on in the same way.
///
/// # Panics
/// Where engines differ.
pub fn check(input: &[u8]) -> bool {
    let Some((program, snapshots)) = parts(input) else { return false };
    let forms = FORMS
        .lock()
        .expect("nothing panics with it")
        .entry(std::ptr::from_ref(program).addr())
        .or_insert_with(|| RUNNERS.map(|runner| runner.form_of(program)))
        .clone();
    let mut taken = false;
    for bytes in snapshots {
        let seen: [Option<Vec<Observation>>; 3] = std::array::from_fn(|at| {
            let handle = InterruptHandle::new();
            let builder = RUNNERS[at].builder_for(&forms[at], host()).interrupt(&handle);
            builder.restore_untrusted(&bytes, BOUNDS).ok().map(|vm| go_on(vm, &handle))
        });
        for (runner, other) in RUNNERS.iter().zip(&seen).skip(1) {
            same(*runner, &seen[0], other);
        }
        taken |= seen[0].is_some();
    }
    taken
}

/// What is seen at each stop. Every second run is asked to stop before it begins.
fn go_on(mut vm: Vm, handle: &InterruptHandle) -> Vec<Observation> {
    let mut seen = Vec::new();
    for turn in 0..TURNS {
        if turn % 2 == 1 {
            handle.interrupt();
        }
        let outcome = vm.run();
        seen.push(Observation::of(&vm, vm.host(), &outcome));
        if !outcome.can_go_on() {
            break;
        }
        vm.set_fuel(Some(FUEL));
    }
    seen
}

fn same(runner: Runner, expected: &Option<Vec<Observation>>, seen: &Option<Vec<Observation>>) {
    assert_eq!(
        expected.is_some(),
        seen.is_some(),
        "{runner:?} takes what the interpreter refuses, or refuses it"
    );
    let (Some(expected), Some(seen)) = (expected, seen) else { return };
    for (stop, (expected, seen)) in expected.iter().zip(seen).enumerate() {
        let differences = expected.differences(seen);
        assert!(differences.is_empty(), "Interpreter / {runner:?}, stop {stop}:\n{}", differences.join("\n"));
    }
    assert_eq!(expected.len(), seen.len(), "{runner:?}");
}
