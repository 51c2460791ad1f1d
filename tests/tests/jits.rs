//! Programs that arrive while running do exactly the same by the interpreter and by every JIT.
//!
//! The environment variable `VSP_JIT_PROGRAMS` sets how many programs are generated.

use fastrand::Rng;
use std::collections::BTreeMap;
use std::env;
use std::thread;
use vsp_runtime::{Outcome, Program};
use vsp_tests::corpus::outcome_name;
use vsp_tests::{Observation, Runner, Setup, compare};

/// How many programs are generated unless the environment says otherwise.
const PROGRAMS: u64 = 1_000;

/// How many setups each program is run with.
const SETUPS: usize = 2;

/// More than any program needs that is not endless.
const PLENTY: u64 = 20_000;

/// What counts fuel, in an order in which machines can go from one to the next.
const METERED: [Runner; 3] = [Runner::Interpreter, Runner::MeteredDynasm, Runner::MeteredCranelift];

const UNMETERED: [Runner; 2] = [Runner::Dynasm, Runner::Cranelift];

/// What some programs did.
#[derive(Default)]
struct Tally {
    programs: u64,
    runs: u64,
    stops: BTreeMap<&'static str, u64>,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.programs += other.programs;
        self.runs += other.runs;
        for (name, count) in other.stops {
            *self.stops.entry(name).or_insert(0) += count;
        }
    }
}

/// The forms of a program that runners take.
fn forms(program: &Program, runners: &[Runner]) -> Vec<(Runner, Program)> {
    runners.iter().map(|&runner| (runner, runner.form_of(program))).collect()
}

/// Runs a program by each form and by all in turn; everything that can be seen must be the same.
fn same(seed: u64, setup: &Setup, forms: &[(Runner, Program)], tally: &mut Tally) -> Vec<Observation> {
    let (seen, runs) =
        compare(forms, setup).unwrap_or_else(|difference| panic!("program {seed}: {difference}"));
    tally.runs += runs;
    seen
}

fn check(seed: u64) -> Tally {
    let container = vsp_test_generator::program(seed);
    let program = Program::from_container(container).expect("the program is sound");
    let mut rng = Rng::with_seed(seed);
    let mut tally = Tally { programs: 1, ..Tally::default() };
    let metered = forms(&program, &METERED);
    let interpreter = &metered[..1];
    let unmetered = [interpreter, &forms(&program, &UNMETERED)].concat();
    for number in 0..SETUPS {
        // The second setup runs out of fuel again and again.
        let fuel = if number == 0 { PLENTY } else { rng.u64(..40) };
        let mut setup = Setup::random(&mut rng, Some(fuel));
        setup.interrupts = seed % 2 == 1;
        setup.refuel = if number == 0 { 0 } else { rng.u64(1..40) };
        let seen = same(seed, &setup, &metered, &mut tally);
        for observation in &seen {
            *tally.stops.entry(outcome_name(&observation.outcome)).or_insert(0) += 1;
        }
        // Without a limit of fuel an endless program is endless.
        if number == 0 && seen.iter().all(|observation| observation.outcome != Outcome::OutOfFuel) {
            same(seed, &Setup { fuel: None, ..setup }, &unmetered, &mut tally);
        }
    }
    tally
}

#[test]
fn interpreter_and_jits_agree() {
    let count = env::var("VSP_JIT_PROGRAMS").map_or(PROGRAMS, |count| count.parse().expect("a number"));
    let workers = thread::available_parallelism().map_or(1, |number| number.get() as u64);
    let mut tally = Tally::default();
    thread::scope(|scope| {
        let work = |worker: u64| {
            let mut tally = Tally::default();
            for seed in (worker..count).step_by(workers as usize) {
                // Seeds below a million are those of the build script.
                tally.add(check(1_000_000 + seed));
                if seed % 64 == worker {
                    [METERED.as_slice(), &UNMETERED].concat().into_iter().for_each(Runner::forget);
                }
            }
            tally
        };
        let workers: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
        for worker in workers {
            tally.add(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    let Tally { programs, runs, stops } = tally;
    println!("{programs} programs, {runs} runs, stops: {stops:?}");
    assert_eq!(programs, count);
}
