//! Programs that arrive while running do exactly the same by the interpreter and by every JIT.
//!
//! The environment variable `VSP_JIT_PROGRAMS` sets how many programs are generated, `VSP_CALLING_PROGRAMS` how many that are little but
//! calls, and `VSP_LIS_PROGRAMS` how many in LIS.

use fastrand::Rng;
use std::collections::BTreeMap;
use std::env;
use std::thread;
use vsp_runtime::{Outcome, Program};
use vsp_tests::corpus::outcome_name;
use vsp_tests::{Observation, Runner, Setup, compare};

/// How many programs are generated unless the environment says otherwise.
const PROGRAMS: u64 = 1_000;

/// How many programs that are little but calls there are unless the environment says otherwise: their code is large.
const CALLING: u64 = 250;

/// How many programs in LIS there are unless the environment says otherwise. They are longer, and Cranelift takes its time.
const TYPED: u64 = 60;

/// The first seed of programs that the build script makes none of.
const FIRST: u64 = 1_000_000;

/// How many setups each program is run with.
const SETUPS: usize = 2;

/// More than any program needs that is not endless.
const PLENTY: u64 = 20_000;

/// More than most programs in LIS need, all of which end.
const TYPED_PLENTY: u64 = 200_000;

/// What counts fuel, in an order in which machines can go from one to the next.
const METERED: [Runner; 4] =
    [Runner::Interpreter, Runner::MeteredDynasm, Runner::MeteredCranelift, Runner::MeteredQuickCranelift];

const UNMETERED: [Runner; 3] = [Runner::Dynasm, Runner::Cranelift, Runner::QuickCranelift];

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

/// The forms of a program that runners take, as far as this machine has them.
fn forms(program: &Program, runners: &[Runner]) -> Vec<(Runner, Program)> {
    let runners = runners.iter().copied().filter(|runner| runner.is_here());
    runners.map(|runner| (runner, runner.form_of(program))).collect()
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
    check_program(seed, &program, None, PLENTY)
}

/// The same for a program that is little but calls.
fn check_calling(seed: u64) -> Tally {
    let source = vsp_test_generator::calling(seed);
    let container =
        vsp_isa::asm::assemble(&source, "calling.sil").unwrap_or_else(|errors| panic!("{errors}"));
    let program = Program::from_container(container).expect("the program is sound");
    check_program(seed, &program, None, PLENTY)
}

/// The same for a program in LIS. Tests of vsp-lis compare the interpreter with the syntax tree, on the same programs.
fn check_typed(seed: u64) -> Tally {
    let source = vsp_test_generator::typed(seed);
    let compiled = vsp_lis::compile_str(&source, "typed.lis").unwrap_or_else(|errors| panic!("{errors}"));
    let program = Program::from_container(compiled.container).expect("the program is sound");
    check_program(seed, &program, Some("f"), TYPED_PLENTY)
}

fn check_program(seed: u64, program: &Program, function: Option<&str>, plenty: u64) -> Tally {
    let mut rng = Rng::with_seed(seed);
    let mut tally = Tally { programs: 1, ..Tally::default() };
    let metered = forms(program, &METERED);
    let interpreter = &metered[..1];
    let unmetered = [interpreter, &forms(program, &UNMETERED)].concat();
    for number in 0..SETUPS {
        // The second setup runs out of fuel again and again.
        let fuel = if number == 0 { plenty } else { rng.u64(..40) };
        let mut setup = Setup::random(&mut rng, Some(fuel));
        setup.function = function.map(str::to_owned).or(setup.function);
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

/// Checks the programs of as many seeds from the first one on, on all processors; the environment may set another number.
fn check_all(variable: &str, count: u64, first: u64, check: impl Fn(u64) -> Tally + Sync) -> Tally {
    let count = env::var(variable).map_or(count, |count| count.parse().expect("a number"));
    let workers = thread::available_parallelism().map_or(1, |number| number.get() as u64);
    let mut tally = Tally::default();
    thread::scope(|scope| {
        let check = &check;
        let work = move |worker: u64| {
            let mut tally = Tally::default();
            for seed in (worker..count).step_by(workers as usize) {
                tally.add(check(first + seed));
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
    let Tally { programs, runs, stops } = &tally;
    println!("{programs} programs, {runs} runs, stops: {stops:?}");
    assert_eq!(*programs, count);
    tally
}

#[test]
fn interpreter_and_jits_agree() {
    check_all("VSP_JIT_PROGRAMS", PROGRAMS, FIRST, check);
}

#[test]
fn interpreter_and_jits_agree_on_calls() {
    let Tally { stops, .. } = check_all("VSP_CALLING_PROGRAMS", CALLING, FIRST, check_calling);
    for outcome in ["halted", "returned", "collapsed", "out_of_fuel", "interrupted", "CallStackOverflow"] {
        assert!(stops.contains_key(outcome), "no program was {outcome}: {stops:?}");
    }
}

#[test]
fn interpreter_and_jits_agree_on_lis() {
    let Tally { programs, stops, .. } = check_all("VSP_LIS_PROGRAMS", TYPED, 0, check_typed);
    // The runs with little fuel end in the middle; of the others, nearly all get to their end.
    let ended = stops.get("returned").copied().unwrap_or_default();
    assert!(ended > programs / 2, "only {ended} of {programs} programs return");
}
