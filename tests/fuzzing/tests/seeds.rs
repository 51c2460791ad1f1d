//! The corpora's seeds: files named `seed-...` beside what fuzzing has found.
//!
//! They are made from the programs of `tests/corpus` and `tests/lis` and of the examples. With `VSP_BLESS` set they are made again, which
//! a new version of files or snapshots needs.

mod common;

use std::fs;
use std::path::Path;
use vsp_fuzzing::{assembly, files, lis, snapshots};
use vsp_isa::asm::assemble;
use vsp_runtime::{DefaultHost, Program, Vm};

/// Sources by name: the programs of the corpus, and those of the examples.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = ["tests/corpus", "examples/heartbeat/programs", "examples/jit/programs"];
    let mut paths: Vec<_> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).expect("the folder is there"))
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sil"))
        .collect();
    paths.sort();
    let name = |path: &Path| path.file_stem().expect("it has a name").to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).expect("it is a text"))).collect()
}

/// A source without its comments: what a fuzzer could only waste its time on.
fn plain(source: &str) -> String {
    let lines = source.lines().map(|line| line.split(';').next().unwrap_or_default().trim_end());
    lines.filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

/// Snapshots of a program, with its number before them: as it begins, and at stops.
fn stops(number: u8, source: &str) -> Vec<Vec<u8>> {
    let program = Program::from_container(assemble(source, "fuzz.sil").unwrap()).unwrap();
    let mut host = DefaultHost::new();
    host.stop_at_yields(true);
    host.set_input(*b"12\n-7.5\n\x80\x94");
    let mut vm = Vm::builder(&program).host(host).fuel(0).build().unwrap();
    let mut stops = Vec::new();
    for fuel in [0, 3, 9, 30] {
        stops.push([&[number][..], &vm.snapshot().unwrap()].concat());
        vm.set_fuel(Some(fuel));
        if !vm.run().can_go_on() {
            break;
        }
    }
    stops
}

/// Compares the seeds of a target with the kept ones, or writes them.
fn keep(target: &str, seeds: Vec<(String, Vec<u8>)>) {
    let folder = common::folder(target);
    let path = |name: &str| folder.join(format!("seed-{name}"));
    if std::env::var_os("VSP_BLESS").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, _) in common::corpus(target).iter().filter(|(name, _)| name.contains("seed-")) {
            fs::remove_file(name).unwrap();
        }
        seeds.iter().for_each(|(name, seed)| fs::write(path(name), seed).unwrap());
    }
    let kept = common::corpus(target).iter().filter(|(name, _)| name.contains("seed-")).count();
    assert_eq!(kept, seeds.len(), "seeds of {target}: make them again with VSP_BLESS=1");
    for (name, seed) in seeds {
        let kept = fs::read(path(&name)).unwrap_or_default();
        assert!(kept == seed, "{target}/seed-{name} is of before a change: make it again with VSP_BLESS=1");
    }
}

#[test]
fn sources_are_seeds() {
    let seeds = sources().into_iter().map(|(name, source)| (name, plain(&source).into_bytes()));
    let seeds: Vec<_> = seeds.collect();
    assert!(seeds.iter().all(|(_, seed)| assembly::check(seed)));
    keep("assembly", seeds);
}

#[test]
fn lis_is_seeds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lis");
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    paths.sort();
    let name = |path: &Path| path.file_stem().expect("it has a name").to_string_lossy().into_owned();
    let seeds = paths.iter().map(|path| (name(path), fs::read(path).expect("the file can be read")));
    let seeds: Vec<_> = seeds.collect();
    assert!(seeds.iter().all(|(_, seed)| lis::check(seed)));
    keep("lis", seeds);
}

#[test]
fn files_are_seeds() {
    let file = |source: &str| assemble(&plain(source), "s").unwrap().write().unwrap();
    let seeds: Vec<_> = sources().into_iter().map(|(name, source)| (name, file(&source))).collect();
    assert!(seeds.iter().all(|(_, seed)| files::check(seed)));
    keep("files", seeds);
}

#[test]
fn snapshots_are_seeds() {
    let mut seeds = Vec::new();
    for (source, number) in snapshots::SOURCES.iter().zip(0..) {
        for (stop, seed) in stops(number, source).into_iter().enumerate() {
            assert!(snapshots::check(&seed));
            seeds.push((format!("{number}-{stop}"), seed));
        }
    }
    // The same for the target that restores them in all engines.
    keep("restoring", seeds.clone());
    keep("snapshots", seeds);
}

/// Programs small enough for the JITs, each after the seed of what its runs start with.
#[cfg(feature = "engines")]
#[test]
fn programs_are_seeds() {
    let case = |number: u64, file: Vec<u8>| [&number.to_le_bytes()[..], &file].concat();
    let mut seeds = Vec::new();
    for ((name, source), number) in sources().into_iter().zip(0..) {
        let file = assemble(&plain(&source), "s").unwrap().write().unwrap();
        seeds.push((name, case(number, file)));
    }
    for number in 0..20 {
        let file = vsp_test_generator::program(5_000_000 + number).write().unwrap();
        seeds.push((format!("generated-{number}"), case(number, file)));
    }
    seeds.retain(|(_, seed)| vsp_fuzzing::engines::check(seed));
    assert!(seeds.len() > 30, "only {} programs are small enough", seeds.len());
    keep("engines", seeds);
}
