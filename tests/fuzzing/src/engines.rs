//! A program in the interpreter and in both JITs, at both levels of work, with fuel, interrupts, and going on by another engine at each stop.

use crate::checksum::repair_file;
use crate::shrink::shrink;
use fastrand::Rng;
use std::sync::atomic::{AtomicU64, Ordering};
use vsp_isa::container::Container;
use vsp_isa::disasm::disassemble;
use vsp_runtime::{Outcome, Program};
use vsp_tests::{Difference, Runner, Setup, compare};

/// What counts fuel, in the order in which machines go from one to the next.
const METERED: [Runner; 4] =
    [Runner::Interpreter, Runner::MeteredDynasm, Runner::MeteredCranelift, Runner::MeteredQuickCranelift];

/// What does not, after what all others are compared with.
const UNMETERED: [Runner; 4] =
    [Runner::Interpreter, Runner::Dynasm, Runner::Cranelift, Runner::QuickCranelift];

/// More than any program needs that is not endless.
const PLENTY: u64 = 5_000;

/// The longest code that is looked at, in bytes: what is longer takes long to compile and shows nothing more.
const LONGEST: usize = 2_000;

/// How many programs the JITs keep before they let go of all.
const KEPT: u64 = 64;

/// Runs the program of an input in all engines. The first eight bytes choose what runs start with, the rest is a file.
///
/// # Panics
/// Where engines differ, with the smallest program that was found to show it, as assembly, and what differs.
pub fn check(input: &[u8]) -> bool {
    let Some((seed, file)) = input.split_first_chunk() else { return false };
    let Ok(program) = Container::read(&repair_file(file)) else { return false };
    if program.code.len() > LONGEST {
        return false;
    }
    let seed = u64::from_le_bytes(*seed);
    if let Some(difference) = difference(&program, seed) {
        panic!("{}", report(&program, seed, &difference));
    }
    true
}

/// The smallest program found that still shows a difference, as text.
fn report(program: &Container, seed: u64, first: &Difference) -> String {
    let small = shrink(program, |program| difference(program, seed).is_some());
    let difference = difference(&small, seed);
    let difference = difference.as_deref().unwrap_or(first);
    let setups = setups(&small, seed);
    format!("{difference}\n\n{}\nseed {seed}, one of: {setups:#?}", disassemble(&small))
}

/// The first difference between engines, if there is one.
pub fn difference(program: &Container, seed: u64) -> Option<Box<Difference>> {
    static PROGRAMS: AtomicU64 = AtomicU64::new(0);
    if PROGRAMS.fetch_add(1, Ordering::Relaxed) % KEPT == KEPT - 1 {
        METERED.into_iter().chain(UNMETERED).for_each(Runner::forget);
    }
    let program_ = Program::from_container(program.clone()).ok()?;
    let forms = |runners: &[Runner]| -> Option<Vec<(Runner, Program)>> {
        runners.iter().map(|runner| Some((*runner, runner.try_form_of(&program_).ok()?))).collect()
    };
    let (metered, unmetered) = (forms(&METERED)?, forms(&UNMETERED)?);
    for setup in setups(program, seed) {
        let seen = match compare(&metered, &setup) {
            Ok((seen, _)) => seen,
            Err(difference) => return Some(difference),
        };
        // Without a limit of fuel an endless program is endless.
        if seen.iter().all(|observation| observation.outcome != Outcome::OutOfFuel)
            && let Err(difference) = compare(&unmetered, &Setup { fuel: None, ..setup })
        {
            return Some(difference);
        }
    }
    None
}

/// What runs start with: once with plenty of fuel, once running out of it again and again.
fn setups(program: &Container, seed: u64) -> [Setup; 2] {
    let mut rng = Rng::with_seed(seed);
    [PLENTY, rng.u64(..40)].map(|fuel| {
        let mut setup = Setup::random(&mut rng, Some(fuel));
        setup.interrupts = rng.bool();
        setup.refuel = if fuel == PLENTY { 0 } else { rng.u64(1..40) };
        setup.function = setup.function.and_then(|_| Some(program.functions().next()?.name.clone()));
        setup
    })
}
