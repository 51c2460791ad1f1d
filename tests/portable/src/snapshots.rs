//! Snapshots that go from machine to machine.
//!
//! A file of them is a sequence, so that files can be put one after another. Each is, little-endian: u32 number of the
//! generated program, u32 length, the snapshot.

use crate::programs::PLENTY;
use fastrand::Rng;
use std::fmt::Write;
use vsp_isa::container::fnv1a_64;
use vsp_runtime::{Host, Outcome, SnapshotError, Vm};
use vsp_tests::programs::{Compiled, GENERATED};
use vsp_tests::{Observation, Runner, Setup, TestHost};

/// The setup of a program, which stops it soon.
fn setup(number: u32) -> Setup {
    let mut rng = Rng::with_seed(u64::from(number) + 10_000);
    let fuel = rng.u64(5..60);
    Setup::random(&mut rng, Some(fuel))
}

/// A machine of a setup, with fuel added, before its first run.
fn machine(compiled: &Compiled, runner: Runner, setup: &Setup, more: u64) -> Vm<TestHost> {
    let builder = runner.builder(compiled, TestHost::new(setup.input.clone()));
    let mut vm = builder.build().expect("the program has such an engine");
    vm.set_fuel(setup.fuel.map(|fuel| fuel + more));
    *vm.registers_mut() = setup.registers;
    vm
}

/// Runs until the program has ended or fuel has run out.
fn finish(vm: &mut Vm<impl Host>, mut outcome: Outcome) -> Outcome {
    while outcome.can_go_on() && outcome != Outcome::OutOfFuel {
        outcome = vm.run();
    }
    outcome
}

fn start(vm: &mut Vm<TestHost>, setup: &Setup) -> Outcome {
    let outcome = match &setup.function {
        Some(function) => vm.call(function).expect("the function is exported"),
        None => vm.run(),
    };
    finish(vm, outcome)
}

/// Snapshots of those generated programs that run out of fuel in their setup, taken in native code where there is any.
pub fn snapshots() -> Vec<u8> {
    let mut file = Vec::new();
    for (compiled, number) in GENERATED.iter().zip(0..) {
        let setup = setup(number);
        let mut vm = machine(compiled, Runner::MeteredNative, &setup, 0);
        if start(&mut vm, &setup) == Outcome::OutOfFuel {
            let snapshot = vm.snapshot().expect("the run can go on");
            file.extend(number.to_le_bytes());
            file.extend((snapshot.len() as u32).to_le_bytes());
            file.extend(snapshot);
        }
    }
    file
}

/// Goes on from each snapshot of a file, by every engine, and compares the end with that of a run that was not interrupted.
///
/// A line for each: program, outcome, and a hash of everything that is seen then. Then, behind `#`, how many snapshots there
/// were, and how many differences.
///
/// # Panics
/// If the file is cut short.
pub fn go_on(mut file: &[u8]) -> String {
    let mut text = String::new();
    let (mut count, mut differences) = (0, 0);
    while !file.is_empty() {
        let number = take_u32(&mut file);
        let length = take_u32(&mut file);
        let (snapshot, rest) = file.split_at(length as usize);
        file = rest;
        count += 1;
        let (compiled, setup) = (&GENERATED[number as usize], setup(number));
        let mut vm = machine(compiled, Runner::Interpreter, &setup, PLENTY);
        let outcome = start(&mut vm, &setup);
        let expected = Observation::of(&vm, vm.host().inner(), &outcome);
        for runner in [Runner::MeteredNative, Runner::Interpreter] {
            let seen = restored(compiled, runner, snapshot);
            if seen.as_ref() != Ok(&expected) {
                differences += 1;
                writeln!(text, "! {compiled:?}: {runner:?} {seen:?} instead of {expected:?}").unwrap();
            }
        }
        let hash = fnv1a_64(format!("{expected:?}").as_bytes());
        writeln!(text, "{compiled:?} {} {hash:016x}", outcome.name()).unwrap();
    }
    writeln!(text, "# snapshots {count}\n# differences {differences}").unwrap();
    text
}

/// What is seen at the end of a run that begins with a snapshot.
fn restored(compiled: &Compiled, runner: Runner, snapshot: &[u8]) -> Result<Observation, SnapshotError> {
    let mut vm = runner.builder(compiled, TestHost::new(None)).restore(snapshot)?;
    vm.add_fuel(PLENTY);
    let outcome = vm.run();
    let outcome = finish(&mut vm, outcome);
    Ok(Observation::of(&vm, vm.host().inner(), &outcome))
}

/// Takes a little-endian number off the front.
fn take_u32(file: &mut &[u8]) -> u32 {
    let (number, rest) = file.split_first_chunk().expect("the file is whole");
    *file = rest;
    u32::from_le_bytes(*number)
}
