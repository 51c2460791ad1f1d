//! Generated programs do exactly the same on every engine.

use fastrand::Rng;
use std::collections::BTreeMap;
use vsp_runtime::{Engine, Outcome};
use vsp_tests::corpus::outcome_name;
use vsp_tests::programs::{Compiled, GENERATED, TYPED};
use vsp_tests::{Observation, Runner, Setup, observe};

/// How many setups each program is run with.
const SETUPS: u64 = 12;

/// More than any program needs that is not endless.
const PLENTY: u64 = 20_000;

/// More than most programs in LIS need, all of which end.
const TYPED_PLENTY: u64 = 200_000;

fn same(compiled: &Compiled, case: &str, setup: &Setup, runners: &[&[Runner]]) -> Vec<Observation> {
    let (expected, expected_log) = observe(compiled, runners[0], setup);
    for other in &runners[1..] {
        let (seen, log) = observe(compiled, other, setup);
        for (stop, (seen, expected)) in seen.iter().zip(&expected).enumerate() {
            assert_eq!(
                seen, expected,
                "{compiled:?}, {case}, stop {stop}: {other:?} against {:?}",
                runners[0]
            );
        }
        assert_eq!(seen.len(), expected.len(), "{compiled:?}, {case}: {other:?}");
        assert_eq!(log, expected_log, "{compiled:?}, {case}: what {other:?} asked of the host");
    }
    expected
}

const INTERPRETER: &[Runner] = &[Runner::Interpreter];
const UNDECODED: &[Runner] = &[Runner::Undecoded];
const NATIVE: &[Runner] = &[Runner::Native];
const METERED: &[Runner] = &[Runner::MeteredNative];
const DYNASM: &[Runner] = &[Runner::Dynasm];
const METERED_DYNASM: &[Runner] = &[Runner::MeteredDynasm];

#[test]
fn interpreters_and_native_code_agree() {
    let (mut runs, mut stops) = (0, BTreeMap::new());
    for (compiled, seed) in GENERATED.iter().zip(0..) {
        let mut rng = Rng::with_seed(seed);
        for number in 0..SETUPS {
            let case = format!("setup {number}");
            let interrupts = number % 3 == 0;
            let setup = Setup { interrupts, ..Setup::random(&mut rng, Some(PLENTY)) };
            let seen = same(compiled, &case, &setup, &[INTERPRETER, UNDECODED, METERED, METERED_DYNASM]);
            runs += 1;
            for observation in &seen {
                *stops.entry(outcome_name(&observation.outcome)).or_insert(0) += 1;
            }
            // Without a limit of fuel an endless program is endless.
            if seen.iter().all(|observation| observation.outcome != Outcome::OutOfFuel) {
                let setup = Setup { fuel: None, ..setup };
                same(compiled, &case, &setup, &[INTERPRETER, UNDECODED, NATIVE, METERED, DYNASM]);
                runs += 1;
            }
        }
    }
    println!("{} programs, {runs} setups, stops: {stops:?}", GENERATED.len());
    let kinds = vsp_runtime::TrapKind::ALL.iter().map(|kind| kind.name());
    let outcomes = ["halted", "returned", "collapsed", "yielded", "out_of_fuel", "interrupted"];
    let missing: Vec<&str> = kinds
        .chain(outcomes)
        // Programs this short do not fill the stacks.
        .filter(|name| !["CallStackOverflow", "DataStackOverflow"].contains(name))
        .filter(|name| !stops.contains_key(name))
        .collect();
    assert_eq!(missing, [""; 0], "no program stopped like this");
}

/// Programs in LIS are longer, and use what compilers use: frames, arrays, Strings, recursion.
#[test]
fn interpreters_and_native_code_agree_on_lis() {
    let mut returned = 0;
    for (compiled, seed) in TYPED.iter().zip(0..) {
        let mut rng = Rng::with_seed(seed);
        let setup = Setup {
            function: Some("f".to_owned()),
            interrupts: seed % 3 == 0,
            ..Setup::random(&mut rng, Some(TYPED_PLENTY))
        };
        let seen = same(compiled, "f", &setup, &[INTERPRETER, UNDECODED, METERED, METERED_DYNASM]);
        returned += usize::from(seen.iter().any(|observation| observation.outcome == Outcome::Returned));
        if seen.iter().all(|observation| observation.outcome != Outcome::OutOfFuel) {
            let setup = Setup { fuel: None, ..setup.clone() };
            same(compiled, "f", &setup, &[INTERPRETER, UNDECODED, NATIVE, METERED, DYNASM]);
        }
        let setup = Setup { fuel: Some(rng.u64(..200)), refuel: rng.u64(1..200), ..setup };
        let changing: &[&[Runner]] =
            &[INTERPRETER, METERED, &[Runner::MeteredNative, Runner::Interpreter, Runner::MeteredDynasm]];
        same(compiled, "changing engines", &setup, changing);
    }
    assert!(returned > TYPED.len() / 2, "only {returned} of {} programs return", TYPED.len());
}

#[test]
fn fuel_runs_out_at_the_same_place() {
    for (compiled, seed) in GENERATED.iter().zip(1000..) {
        let mut rng = Rng::with_seed(seed);
        for fuel in [0, 1, rng.u64(2..20), rng.u64(20..200)] {
            let mut setup = Setup::random(&mut rng, Some(fuel));
            (setup.resumptions, setup.refuel) = (30, rng.u64(1..30));
            let engines = [INTERPRETER, UNDECODED, METERED, METERED_DYNASM];
            same(compiled, &format!("fuel {fuel}"), &setup, &engines);
        }
    }
}

#[test]
fn a_snapshot_goes_on_in_any_engine() {
    let mut handed_over = 0;
    for (compiled, seed) in GENERATED.iter().zip(2000..) {
        let mut rng = Rng::with_seed(seed);
        for _ in 0..3 {
            let fuel = rng.u64(1..40);
            let mut setup = Setup::random(&mut rng, Some(fuel));
            (setup.resumptions, setup.refuel) = (40, rng.u64(5..40));
            setup.interrupts = seed % 2 == 0;
            let changing: &[&[Runner]] = &[
                INTERPRETER,
                &[Runner::Interpreter, Runner::MeteredNative],
                &[Runner::MeteredNative, Runner::Interpreter, Runner::MeteredDynasm, Runner::Undecoded],
            ];
            handed_over += same(compiled, "changing engines", &setup, changing).len() - 1;
        }
    }
    println!("{handed_over} snapshots went on");
    assert!(handed_over > GENERATED.len(), "{handed_over} snapshots are too few");
}

#[test]
fn the_build_script_made_native_code() {
    // Everything above would hold if all ran in the interpreter.
    let supported = cfg!(any(
        target_arch = "x86_64",
        target_arch = "aarch64",
        target_arch = "s390x",
        target_arch = "riscv64"
    ));
    for compiled in GENERATED.iter().chain(TYPED) {
        let expected = if supported { Engine::Native } else { Engine::Interpreter };
        assert_eq!(compiled.plain.engine(), expected, "{compiled:?}");
        assert_eq!(compiled.metered.engine(), expected, "{compiled:?}");
    }
}
