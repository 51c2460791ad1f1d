//! Static libraries by both writers, for every kind of object file.

use super::*;
use crate::tests::environment;
use crate::tests::native::native_targets;
use object::read::archive::{ArchiveFile, ArchiveKind};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use vsp_codegen::Options;

/// An object file for a target that defines `the_symbol`.
fn object(target: &str) -> Vec<u8> {
    let program = vsp_isa::asm::assemble("main: MOVI R0, 3\n HLT", "three.sil").expect("it is right");
    let program = vsp_isa::flow::AnalysedProgram::new(program).expect("it is sound");
    let target = vsp_codegen::Target::new(target, &[]).expect("there is a back end");
    let code = vsp_codegen::compile(&program, &target, &Options::default()).expect("it compiles");
    vsp_codegen::object(&code, &target, "the_symbol").expect("it is an object")
}

/// What the environment says of a target.
fn facts(target: &str) -> Facts {
    environment(target, Path::new("/p")).native
}

#[test]
fn in_process_libraries_are_as_they_must_be_and_of_the_targets_kind() {
    for target in native_targets() {
        let (object, facts) = (object(target), facts(target));
        let make = || in_process::archive(&object, "the_symbol", &facts).expect("it can be made");
        let library = make();
        assert_eq!(check::check(&library, &object), Ok(()), "{target}");
        assert_eq!(make(), library, "{target}");
        let kind = ArchiveFile::parse(&*library).expect("it is an archive").kind();
        let expected = if target.contains("apple") {
            ArchiveKind::Bsd
        } else if target.contains("msvc") {
            ArchiveKind::Coff
        } else {
            ArchiveKind::Gnu
        };
        assert_eq!(kind, expected, "{target}");
    }
}

#[test]
fn what_the_tool_makes_is_checked() {
    for target in native_targets() {
        let temporary = tempfile::tempdir().expect("there are temporary folders");
        let folder = temporary.path().join("vsp");
        let (object, facts) = (object(target), facts(target));
        let made = archive(&object, "the_symbol", &facts, &folder).expect("it can be made");
        assert_eq!(check::check(&made, &object), Ok(()), "{target}");
        assert_eq!(archive(&object, "the_symbol", &facts, &folder), Ok(made), "{target}");
        let left = std::fs::read_dir(temporary.path().join("vsp")).into_iter().flatten().count();
        assert_eq!(left, 0, "{target}: temporary files are left");
    }
}

/// Where there is an archiver for this machine, what it makes is taken. (Where there is none, nothing can be said.)
#[cfg(target_os = "linux")]
#[test]
fn the_tool_of_this_machine_is_used() {
    if Command::new("ar").arg("--version").output().is_err() {
        return;
    }
    let temporary = tempfile::tempdir().expect("there are temporary folders");
    let folder = temporary.path().to_owned();
    // What builds has the archiver, also where the tests are for another machine.
    let host = vsp_test_platform::HOST;
    let (object, mut facts) = (object(host), facts(host));
    facts.host = host.into();
    let made = tool::archive(&object, "the_symbol", &facts, &folder).expect("it works");
    assert_eq!(check::check(&made, &object), Ok(()));
    let same = in_process::archive(&object, "the_symbol", &facts).expect("it can be made");
    assert_eq!(made, same, "libraries are the same, whatever writes them");
}

#[test]
fn libraries_that_linkers_cannot_use_are_refused() {
    let target = "x86_64-unknown-linux-gnu";
    let (object, facts) = (object(target), facts(target));
    let library = in_process::archive(&object, "the_symbol", &facts).expect("it can be made");
    let refusal = |library: &[u8], object: &[u8]| check::check(library, object).expect_err("it is refused");

    // Magic, the index's header (60 bytes), its count of symbols (4), the offset of the member (4), the name.
    let name = 8 + 60 + 8;
    assert_eq!(&library[name..name + 11], b"the_symbol\0");
    let with = |at: usize, bytes: &[u8]| {
        let mut changed = library.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        changed
    };
    assert_eq!(refusal(&with(name, b"T"), &object), "its index lacks the symbol");
    assert!(refusal(&with(0, b"?"), &object).starts_with("it cannot be read"));
    assert_eq!(
        refusal(&with(8 + 16, b"1700000000"), &object),
        "its bytes depend on when and by whom it was made"
    );
    let mut other = object.clone();
    *other.last_mut().expect("it is not empty") ^= 1;
    assert_eq!(refusal(&library, &other), "its index does not lead to the object file");

    // Without the index: magic, and the rest behind the first member.
    let size: usize =
        std::str::from_utf8(&library[8 + 48..8 + 58]).expect("text").trim().parse().expect("a number");
    let bare = [&library[..8], &library[8 + 60 + size.next_multiple_of(2)..]].concat();
    assert_eq!(refusal(&bare, &object), "it has no symbol index");
}

/// Set where this test's own process is run again as one in which `cc` speaks to Cargo: the target to archive for.
const SPEAKING: &str = "VSP_BUILD_TEST_SPEAKING_TARGET";

/// `cc` itself says which variables it has read; all but those that only make it talk must be among those told to Cargo.
#[test]
fn cargo_is_told_of_the_variables_that_the_tool_depends_on() {
    const HOST: &str = "x86_64-unknown-linux-gnu";
    const ONLY_TALK: &str = "CC_ENABLE_DEBUG_OUTPUT";
    // Read only for its effect on compilers.
    const ONLY_COMPILERS: &str = "RUSTC_WRAPPER";
    if let Ok(target) = std::env::var(SPEAKING) {
        let folder = tempfile::tempdir().expect("there are temporary folders");
        let file = folder.path().join("the_symbol.o");
        std::fs::write(&file, object(&target)).expect("files can be written");
        let mut build = cc::Build::new();
        build.target(&target).host(HOST).opt_level(0).debug(false).out_dir(folder.path()).object(&file);
        // Whether it succeeds makes no difference to what it reads.
        let _ = build.try_compile("the_symbol");
        return;
    }
    for target in [HOST, "aarch64-unknown-linux-gnu", "aarch64-apple-darwin"] {
        let test = "native::archive::tests::cargo_is_told_of_the_variables_that_the_tool_depends_on";
        let mut read = BTreeSet::new();
        for (variable, value) in [("NONE", ""), ("AR", "ar"), ("AR", "ccache ar"), ("ARFLAGS", "-v")] {
            let executable = std::env::current_exe().expect("this is a process");
            let mut command = vsp_test_platform::command(executable);
            command.args(["--exact", test, "--nocapture"]).env(SPEAKING, target).env(variable, value);
            let output = command.output().expect("it can be run");
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let told = text.lines().filter_map(|line| line.strip_prefix("cargo:rerun-if-env-changed="));
            read.extend(told.map(str::to_owned));
        }
        read.retain(|variable| variable != ONLY_TALK && variable != ONLY_COMPILERS);
        let ours: BTreeSet<String> = variables(target, HOST).into_iter().collect();
        assert_eq!(ours, read, "{target}");
    }
}
