//! The programs, and the setups that they are run with.

use crate::inline;
use fastrand::Rng;
use vsp_tests::programs::{CORPUS, Compiled, GENERATED, TYPED};
use vsp_tests::{Setup, corpus};

/// More fuel than any program needs that is not endless.
pub(crate) const PLENTY: u64 = 20_000;

/// How many random setups a program gets.
const SETUPS: usize = 4;

/// All programs with their setups.
pub(crate) fn programs() -> impl Iterator<Item = (&'static Compiled, Vec<Setup>)> {
    let corpus = CORPUS.iter().map(|compiled| {
        let cases = corpus::cases(compiled.source, compiled.plain.container());
        (compiled, cases.iter().map(Setup::of_case).collect())
    });
    let others = GENERATED.iter().chain(inline::PROGRAMS).zip(0..);
    let typed = TYPED.iter().zip(0..).map(|(compiled, seed)| {
        let setups = setups(seed).into_iter();
        (compiled, setups.map(|setup| Setup { function: Some("f".to_owned()), ..setup }).collect())
    });
    corpus.chain(others.map(|(compiled, seed)| (compiled, setups(seed)))).chain(typed)
}

/// Some with plenty of fuel, and one that often runs out of it.
fn setups(seed: u64) -> Vec<Setup> {
    let mut rng = Rng::with_seed(seed);
    let mut setups: Vec<Setup> = (0..SETUPS).map(|_| Setup::random(&mut rng, Some(PLENTY))).collect();
    let fuel = rng.u64(0..100);
    let refuel = rng.u64(1..30);
    setups.push(Setup { resumptions: 12, refuel, ..Setup::random(&mut rng, Some(fuel)) });
    setups
}
