//! Files and snapshots of earlier versions: files are read for ever, snapshots are read, or refused by their version.
//!
//! `kept/VERSION` holds what that version of vsp wrote:
//!
//! ```text
//! NAME.sil               a source, which says by `;!` lines what must happen, as those of the corpus do
//! NAME.silc              its file
//! NAME.CASE.STOP.snapshot
//!                        the machine after so many stops of a case, from which the rest of the case must follow
//! snapshot-1             a snapshot of version 1, of a program of the corpus, which must be refused as such
//! ```
//!
//! What is there is never written again. For a new version of vsp, files or snapshots, make a folder for it with
//! sources in it, and run this with `VSP_BLESS=1`: it writes what is missing.

use std::fs;
use std::path::{Path, PathBuf};
use vsp_isa::Version;
use vsp_isa::asm::assemble;
use vsp_runtime::{DefaultHost, Program, Vm};
use vsp_tests::Runner;
use vsp_tests::cases::{begin, go_on, next_stop};
use vsp_tests::corpus::{self, Case};

/// What runs programs that arrive while running, and counts fuel.
const RUNNERS: [Runner; 4] =
    [Runner::Interpreter, Runner::Undecoded, Runner::MeteredDynasm, Runner::MeteredCranelift];

/// The versions that this one writes: what these folders hold must be read.
const READABLE: [&str; 1] = ["0.1"];

fn folder(version: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("kept").join(version)
}

/// Those files of a folder whose names end so, in order.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    paths.sort();
    paths
}

/// The content of a kept file. Where it is missing and may be made, it is made.
fn kept(path: &Path, make: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    if !path.exists() && std::env::var_os("VSP_BLESS").is_some() {
        fs::write(path, make()).expect("the folder can be written");
    }
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A program with its cases.
struct Kept {
    path: PathBuf,
    file: Vec<u8>,
    program: Program,
    cases: Vec<Case>,
}

/// The programs of a version.
fn programs(version: &str) -> Vec<Kept> {
    let read = |path: PathBuf| {
        let source = fs::read_to_string(&path).expect("it is a text");
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        let make = || assemble(&source, &name).unwrap_or_else(|errors| panic!("{errors}")).write().unwrap();
        let file = kept(&path.with_extension("silc"), make);
        let program = Program::from_bytes(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let cases = corpus::cases(&source, program.container());
        Kept { path, file, program, cases }
    };
    files(&folder(version), "sil").into_iter().map(read).collect()
}

/// The snapshots of a case, by how many stops it has made.
fn snapshots(kept_program: &Kept, number: usize, case: &Case) -> Vec<(usize, Vec<u8>)> {
    let make = |stops: usize| {
        let mut vm = begin(case, Vm::builder(&kept_program.program));
        (0..stops).for_each(|stop| assert_eq!(next_stop(case, &mut vm, stop), [""; 0]));
        vm.snapshot().expect("the case goes on")
    };
    let path = |stops: usize| kept_program.path.with_extension(format!("{number}.{stops}.snapshot"));
    (1..case.stops.len()).map(|stops| (stops, kept(&path(stops), || make(stops)))).collect()
}

#[test]
fn files_do_what_they_did() {
    for version in READABLE {
        let programs = programs(version);
        for kept in &programs {
            for runner in RUNNERS.into_iter().filter(|runner| runner.is_here()) {
                let program = runner.form_of(&kept.program);
                for case in &kept.cases {
                    let mut vm = begin(case, runner.builder_for(&program, DefaultHost::new()));
                    assert_eq!(go_on(case, &mut vm, 0), [""; 0], "{}, {runner:?}", kept.path.display());
                }
            }
            let written = kept.program.container().write().expect("what was read can be written");
            assert_eq!(written, kept.file, "{}", kept.path.display());
        }
        for file_version in Version::ALL {
            let has = |kept: &Kept| kept.program.container().version == file_version;
            assert!(programs.iter().any(has), "{version} has no file of version {file_version}");
        }
    }
}

#[test]
fn snapshots_go_on_as_they_did() {
    for version in READABLE {
        let mut stops = Vec::new();
        for kept in programs(version) {
            for (number, case) in kept.cases.iter().enumerate() {
                for (made, bytes) in snapshots(&kept, number, case) {
                    stops.push(case.stops[made - 1].outcome.clone());
                    for runner in RUNNERS.into_iter().filter(|runner| runner.is_here()) {
                        let program = runner.form_of(&kept.program);
                        let builder = runner.builder_for(&program, DefaultHost::new());
                        let restored = builder.restore(&bytes);
                        let mut vm = restored.unwrap_or_else(|error| panic!("{}: {error}", case.name));
                        let problems = go_on(case, &mut vm, made);
                        assert_eq!(
                            problems,
                            [""; 0],
                            "{}, after {made} stops, {runner:?}",
                            kept.path.display()
                        );
                    }
                }
            }
        }
        for outcome in ["collapsed", "yielded", "out_of_fuel", "interrupted"] {
            assert!(
                stops.iter().any(|stop| stop == outcome),
                "{version} has no snapshot of a machine that {outcome}"
            );
        }
    }
}

#[test]
fn a_snapshot_of_an_earlier_version_is_refused_by_its_version() {
    let program = Program::from_bytes(&fs::read(folder("0.1").join("stops.silc")).unwrap()).unwrap();
    let bytes = fs::read(folder("0.1").join("snapshot-1")).unwrap();
    let error = Vm::builder(&program).restore(&bytes).map(drop).unwrap_err();
    assert!(error.to_string().contains("has version 1"), "{error}");
}
