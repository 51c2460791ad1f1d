//! The targets that need no JIT, over their kept corpora and mutations of these.

mod common;

use fastrand::Rng;
use vsp_fuzzing::mutate::mutate;
use vsp_fuzzing::{assembly, files, lis, snapshots};

/// Runs a target over its corpus and so many mutations of it, of which some must be of use.
fn run(target: &str, check: fn(&[u8]) -> bool, mutations: usize, least: usize) {
    let corpus = common::corpus(target);
    for (name, input) in &corpus {
        println!("{name}");
        check(input);
    }
    let mut rng = Rng::with_seed(20);
    let mut of_use = 0;
    for _ in 0..mutations {
        let [input, other] = [(); 2].map(|()| &corpus[rng.usize(..corpus.len())].1);
        let mutated = mutate(&mut rng, input, other);
        of_use += usize::from(check(&mutated));
    }
    println!("{target}: {of_use} of {mutations} mutations were of use");
    assert!(
        of_use >= least,
        "{target}: {of_use} of {mutations} mutations were of use: the test tells little"
    );
}

#[test]
fn files_of_any_kind() {
    run("files", files::check, 10_000, 1_000);
}

#[test]
fn assembly_of_any_kind() {
    run("assembly", assembly::check, 10_000, 200);
}

#[test]
fn lis_of_any_kind() {
    run("lis", lis::check, 5_000, 100);
}

#[test]
fn snapshots_of_any_kind() {
    run("snapshots", snapshots::check, 5_000, 500);
}

#[test]
fn random_bytes() {
    let mut rng = Rng::with_seed(21);
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..rng.usize(..300)).map(|_| rng.u8(..)).collect();
        files::check(&bytes);
        assembly::check(&bytes);
        lis::check(&bytes);
        snapshots::check(&bytes);
    }
}
