//! Which files are written, and when.

use super::{Package, environment_of, native_targets, variables};
use crate::process::Process;
use crate::{Builder, Optimization};
use object::read::archive::ArchiveFile;
use std::ffi::OsString;
use std::fs::{self, File};
use std::time::{Duration, SystemTime};
use vsp_isa::container::{Container, fnv1a_64};

const HALT: &str = ".global main\nmain: HLT\n";

/// Gives all files a time of change that no write could give them.
fn age(package: &Package) {
    for file in package.files() {
        let file = File::options().append(true).open(package.out().join(file)).expect("it can be opened");
        file.set_modified(SystemTime::UNIX_EPOCH).expect("times can be set");
    }
}

/// The files that have been written since they were aged.
fn written(package: &Package) -> Vec<String> {
    let is_new = |file: &String| {
        let metadata = fs::metadata(package.out().join(file)).expect("it is there");
        metadata.modified().expect("there are times") != SystemTime::UNIX_EPOCH
    };
    package.files().into_iter().filter(is_new).collect()
}

#[test]
fn a_program_gives_bindings_a_silc_file_and_a_library() {
    let package = Package::new().with("programs/my-prog.sil", HALT);
    let directives = package.compile("programs/my-prog.sil");
    let library = package.library("my_prog");
    assert_eq!(package.files(), [library.as_str(), "my_prog.key", "my_prog.rs", "my_prog.silc"]);
    let container = Container::read(&package.read("my_prog.silc")).expect("it is a SILC file");
    assert_eq!(container.code, [0x01]);
    let symbol = library.strip_prefix("lib").and_then(|name| name.strip_suffix(".a")).expect("it is lib*.a");
    let bindings = package.text("my_prog.rs");
    assert!(bindings.contains(&format!("library \"{symbol}\";\n        symbol {symbol};")), "{bindings}");

    assert_eq!(directives[0], "cargo::rerun-if-changed=programs/my-prog.sil");
    let search = format!("cargo::rustc-link-search=native={}", package.out().display());
    assert_eq!(directives.last(), Some(&search));
    let between = &directives[1..directives.len() - 1];
    assert!(between.iter().all(|line| line.starts_with("cargo::rerun-if-env-changed=")), "{between:?}");
    assert!(between.contains(&"cargo::rerun-if-env-changed=AR_x86_64-unknown-linux-gnu".to_owned()));
}

#[test]
fn every_target_gets_a_library_with_an_index() {
    for target in native_targets() {
        let package = Package::of_target(target).with("a.sil", HALT);
        package.compile("a.sil");
        let library = package.read(&package.library("a"));
        let archive = ArchiveFile::parse(&*library).expect("it is an archive");
        let symbols = archive.symbols().expect("it can be read").expect("there is an index");
        let names: Vec<Vec<u8>> =
            symbols.map(|symbol| symbol.expect("it can be read").name().to_vec()).collect();
        let symbol = package.library("a").replace("lib", "").replace(".a", "").replace('.', "");
        let underscore = if target.contains("apple") { "_" } else { "" };
        assert_eq!(names, [format!("{underscore}{symbol}").into_bytes()], "{target}");
    }
}

#[test]
fn a_silc_file_is_taken_as_it_is_by_name_or_by_its_first_letters() {
    let program = vsp_isa::asm::assemble(HALT, "x.sil").expect("it is right");
    let bytes = program.write().expect("it can be written");
    let package = Package::new().with("a.silc", &bytes).with("b.bin", &bytes).with("c", &bytes);
    for (path, file) in [("a.silc", "a.silc"), ("b.bin", "b.silc"), ("c", "c.silc")] {
        package.compile(path);
        assert_eq!(package.read(file), bytes, "{path}");
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_program() {
    let package = Package::new().with("a.sil", format!("\u{feff}{HALT}"));
    package.compile("a.sil");
}

#[test]
fn a_second_build_writes_nothing_and_says_the_same() {
    for target in ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "wasm32-unknown-unknown"] {
        for executable in [Some("the tests".to_owned()), None] {
            let mut package = Package::of_target(target).with("a.sil", HALT);
            package.environment.executable = executable;
            let first = package.compile("a.sil");
            age(&package);
            assert_eq!(package.compile("a.sil"), first);
            assert_eq!(written(&package), [""; 0], "{target}");
        }
    }
}

#[test]
fn an_edit_rebuilds_one_program_and_leaves_nothing_behind() {
    let package = Package::new().with("a.sil", HALT).with("b.sil", HALT);
    let mut builder = Builder::new();
    builder.file("a.sil").file("b.sil");
    assert_eq!(package.build(&builder).error, None);
    let before = package.library("a");
    age(&package);
    package.write("a.sil", ".global main\nmain: NOP\n HLT\n");
    assert_eq!(package.build(&builder).error, None);
    // There is only one library of `a` now, or this would panic.
    let after = package.library("a");
    assert_ne!(after, before);
    assert_eq!(written(&package), ["a.key", "a.rs", "a.silc", after.as_str()]);
}

#[test]
fn programs_that_did_not_change_are_not_compiled_again() {
    let package = Package::new().with("a.sil", HALT);
    package.compile("a.sil");
    // A library that no compilation makes, with a key that says it is as it must be.
    let library = package.library("a");
    let key = package.text("a.key");
    let hash = format!("{:016x}", fnv1a_64(&package.read(&library)));
    package.write(&format!("out/vsp/{library}"), "mark");
    package.write("out/vsp/a.key", key.replace(&hash, &format!("{:016x}", fnv1a_64(b"mark"))));
    package.compile("a.sil");
    assert_eq!(package.text(&library), "mark");
}

#[test]
fn whatever_changes_makes_them_compiled_again() {
    let built = || {
        let package = Package::new().with("a.sil", HALT);
        package.compile("a.sil");
        package
    };
    let is_compiled = |package: &Package, builder: &Builder| {
        let before = package.read("a.key");
        assert_eq!(package.build(builder).error, None);
        package.read("a.key") != before
    };
    let mut same = Builder::new();
    same.file("a.sil");
    assert!(!is_compiled(&built(), &same));
    assert!(is_compiled(&built(), same.clone().metering(true)));
    assert!(is_compiled(&built(), same.clone().interrupts(true)));
    assert!(is_compiled(&built(), same.clone().optimization(Optimization::Quick)));
    assert!(is_compiled(&built(), same.clone().call_limit(7)));
    for (variable, value) in [("TARGET", "x86_64-unknown-linux-musl"), ("CARGO_CFG_TARGET_ENV", "msvc")] {
        let mut package = built();
        let mut set = variables("x86_64-unknown-linux-gnu", package.folder.path());
        set.insert(variable.into(), value.into());
        package.environment = environment_of(&set);
        assert!(is_compiled(&package, &same), "{variable}");
    }
    let mut package = built();
    package.environment.executable = Some("another build script".into());
    assert!(is_compiled(&package, &same));
    let mut package = built();
    let mut set = variables("x86_64-unknown-linux-gnu", package.folder.path());
    set.insert("CARGO_CFG_TARGET_FEATURE".into(), "fxsr,sse,sse2,sse4.1".into());
    package.environment = environment_of(&set);
    assert!(is_compiled(&package, &same));
    let mut package = built();
    package.environment.native.archiver[1].1 = Some("another archiver".into());
    assert!(is_compiled(&package, &same));
}

#[test]
fn damaged_files_are_made_anew() {
    let package = Package::new().with("a.sil", HALT);
    package.compile("a.sil");
    for file in package.files() {
        let content = package.read(&file);
        package.write(&format!("out/vsp/{file}"), "damaged");
        package.compile("a.sil");
        assert_eq!(package.read(&file), content, "{file}");
        fs::remove_file(package.out().join(&file)).expect("it can be removed");
        package.compile("a.sil");
        assert_eq!(package.read(&file), content, "{file}");
    }
}

#[test]
fn the_same_program_gives_the_same_bytes_in_any_folder() {
    for target in native_targets() {
        let builds = [("out", 1), ("target/debug/build/my-app-0123456789abcdef/out", 1_000_000_000)];
        let [one, other] = builds.map(|(out, time)| {
            let mut package = Package::of_target(target).with("a.sil", HALT);
            package.environment.out_dir = package.folder.path().join(out);
            let source = File::options().append(true).open(package.folder.path().join("a.sil"));
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(time);
            source.expect("it can be opened").set_modified(time).expect("times can be set");
            package.compile("a.sil");
            let files = ["a.rs".to_owned(), "a.silc".to_owned(), package.library("a")];
            files.map(|file| (package.read(&file), file))
        });
        assert_eq!(one, other, "{target}");
    }
}

/// Paths from the root, as build scripts have them of files that they have written themselves.
#[test]
fn absolute_paths_leave_no_trace() {
    let built = |out: &str, file: &str| {
        let mut package = Package::new().with("a.sil", HALT).with(&format!("{out}/made/b.sil"), HALT);
        let elsewhere = tempfile::tempdir().expect("there are temporary folders");
        fs::write(elsewhere.path().join("c.sil"), HALT).expect("files can be written");
        package.environment.out_dir = package.folder.path().join(out);
        let path = match file {
            "a.sil" => package.folder.path().join("a.sil"),
            "b.sil" => package.environment.out_dir.join("made/b.sil"),
            _ => elsewhere.path().join("c.sil"),
        };
        assert_eq!(package.build(Builder::new().named("x", path).out_dir("to")).error, None);
        let mut files: Vec<_> = fs::read_dir(package.folder.path().join("to"))
            .expect("it is a folder")
            .map(|entry| entry.expect("it can be listed").path())
            .filter(|path| path.extension().is_some_and(|extension| extension != "key"))
            .map(|path| (path.file_name().map(OsString::from), fs::read(&path).expect("it can be read")))
            .collect();
        files.sort();
        assert_eq!(files.len(), 3, "bindings, SILC file and library");
        files
    };
    for file in ["a.sil", "b.sil", "c.sil"] {
        assert_eq!(built("out", file), built("target/debug/build/x-0123/out", file), "{file}");
    }
    // As if the relative path had been given.
    let package = Package::new().with("a.sil", HALT);
    package.build(Builder::new().named("x", "a.sil"));
    assert_eq!(package.read("x.silc"), built("out", "a.sil")[2].1);
}

#[test]
fn another_folder_gets_the_files_themselves() {
    let package = Package::new().with("a.sil", HALT);
    let run = package.build(Builder::new().file("a.sil").out_dir("generated/code"));
    assert_eq!(run.error, None);
    let folder = package.folder.path().join("generated/code");
    assert!(folder.join("a.rs").is_file() && folder.join("a.silc").is_file());
    let search = format!("cargo::rustc-link-search=native={}", folder.display());
    assert_eq!(run.directives.last(), Some(&search));
    assert!(!package.out().exists());
}

#[test]
fn settings_reach_the_bindings() {
    let package = Package::new().with("a.sil", HALT);
    let mut builder = Builder::new();
    builder.named("Renamed", "a.sil").metering(true).memory_size(70_000).call_limit(3).stack_limit(0);
    assert_eq!(package.build(&builder).error, None);
    let bindings = package.text("Renamed.rs");
    assert!(bindings.contains("limits { memory: [0x0001_1170], calls: 3, stack: 0 }"), "{bindings}");
    assert!(bindings.contains("metering true;"), "{bindings}");
}

#[test]
fn names_can_be_used_once_in_a_build_script() {
    let package = Package::new().with("a/x.sil", HALT).with("b/X.sil", HALT);
    let run = package.build(Builder::new().file("a/x.sil").file("b/X.sil"));
    let error = run.error.expect("the names are the same");
    assert!(
        error.starts_with("b/X.sil: another program of this build, a/x.sil, is named `x` too"),
        "{error}"
    );
    assert!(package.out().join("x.rs").is_file(), "the first is built");

    let mut process = Process::default();
    assert_eq!(package.build_after(Builder::new().file("a/x.sil"), &mut process).error, None);
    assert!(package.build_after(Builder::new().file("b/X.sil"), &mut process).error.is_some());
    assert_eq!(package.build_after(Builder::new().named("y", "b/X.sil"), &mut process).error, None);
    let elsewhere = package.build_after(Builder::new().file("b/X.sil").out_dir("other"), &mut process);
    assert_eq!(elsewhere.error, None);
}

#[test]
fn a_name_is_free_again_if_its_program_cannot_be_compiled() {
    let package = Package::new().with("a/x.sil", "HLP").with("b/x.sil", HALT);
    let mut process = Process::default();
    assert!(package.build_after(Builder::new().file("a/x.sil"), &mut process).error.is_some());
    assert_eq!(package.build_after(Builder::new().file("b/x.sil"), &mut process).error, None);
}
