//! The bindings of programs with errors.

use super::Package;
use crate::Builder;
use std::fs;

const RIGHT: &str =
    ".data\ntaps: .byte 1\n.code\n.global run\n.global stop\nrun: NOP\ninner: NOP\nstop: HLT\n";

/// The names of a file's functions and constants.
fn items(bindings: &str) -> Vec<&str> {
    let item = |line: &'_ str| line.starts_with("fn ") || line.starts_with("const ");
    let lines = bindings.lines().map(str::trim).filter(|line| item(line));
    lines.map(|line| line.split_whitespace().nth(1).expect("it has a name")).collect()
}

#[test]
fn they_keep_the_items_and_are_one_located_error() {
    let package = Package::new().with("a.sil", RIGHT).with("b.sil", RIGHT);
    let mut builder = Builder::new();
    builder.file("a.sil").file("b.sil");
    assert_eq!(package.build(&builder).error, None);
    let good = [package.text("a.rs"), package.text("b.rs")];
    assert_eq!(items(&good[0]), ["run", "stop", "TAPS"]);

    // Neither `stop` nor the data is there any more, and something else is.
    package.write("a.sil", ".global run\n.global walk\nrun: HLP\nwalk: RET\n");
    for _ in 0..2 {
        let run = package.build(&builder);
        assert!(run.directives.contains(&"cargo::rerun-if-changed=a.sil".to_owned()));
        assert!(run.error.expect("one is wrong").starts_with("a.sil:3:6: error: "));
        let bindings = package.text("a.rs");
        assert!(bindings.contains("    error \"a.sil:3:6: error: unknown mnemonic `HLP`"), "{bindings}");
        assert_eq!(bindings.matches("error \"").count(), 1);
        assert!(bindings.contains("    checked;\n"), "{bindings}");
        assert_eq!(items(&bindings), ["run", "walk", "stop", "TAPS"]);
        assert_eq!(package.text("b.rs"), good[1]);
        // Nothing takes the old program for the new one.
        assert!(!package.out().join("a.silc").exists());
    }

    // Another fault: what was there at the last good build counts, not what came between.
    package.write("a.sil", "run: HLP\n");
    assert!(package.build(&builder).error.is_some());
    assert_eq!(items(&package.text("a.rs")), ["run", "stop", "TAPS"]);

    package.write("a.sil", RIGHT);
    assert_eq!(package.build(&builder).error, None);
    assert_eq!(package.text("a.rs"), good[0]);
    assert!(package.out().join("a.silc").exists() && !package.out().join("a.last").exists());
}

#[test]
fn without_a_build_that_went_well_they_have_what_the_program_would_have() {
    let package = Package::new().with("a.sil", ".global run\nrun: HLP\nother: RET\n");
    assert!(package.errors("a.sil").starts_with("a.sil:2:6: error: "));
    assert_eq!(items(&package.text("a.rs")), ["run", "other"]);
    assert_eq!(package.files(), ["a.rs"]);
}

#[test]
fn files_that_tell_nothing_leave_the_program_and_the_last_items() {
    let contents: [Option<&[u8]>; 3] = [None, Some(b"SILC\0"), Some(b"\xff")];
    for content in contents {
        let package = Package::new();
        let break_it = || match content {
            Some(content) => package.write("a.sil", content),
            None => drop(fs::remove_file(package.folder.path().join("a.sil"))),
        };
        break_it();
        let error = package.errors("a.sil");
        let heading = error.lines().next().expect("it says something").escape_default().to_string();
        assert!(package.text("a.rs").contains(&format!("    error \"{heading}")), "{}", package.text("a.rs"));
        assert_eq!(items(&package.text("a.rs")), [""; 0]);
        package.write("a.sil", RIGHT);
        package.compile("a.sil");
        break_it();
        package.errors("a.sil");
        assert_eq!(items(&package.text("a.rs")), ["run", "stop", "TAPS"]);
    }
}

/// What is wrong with the settings leaves the program's own items.
#[test]
fn a_limit_that_is_wrong_leaves_the_items() {
    let package = Package::new().with("a.sil", RIGHT);
    let error = package.build(Builder::new().file("a.sil").memory_size(1)).error.expect("it is too small");
    assert!(package.text("a.rs").contains(&format!("    error \"{error}\";\n")), "{error}");
    assert_eq!(items(&package.text("a.rs")), ["run", "stop", "TAPS"]);
}

/// A program whose label has lost its export still has its function, once.
#[test]
fn what_is_a_label_now_and_was_exported_is_one_function() {
    let package = Package::new().with("a.sil", RIGHT);
    package.compile("a.sil");
    package.write("a.sil", ".gobal run\nrun: NOP\nstop: HLT\n");
    package.errors("a.sil");
    assert_eq!(items(&package.text("a.rs")), ["run", "stop", "TAPS"]);
}
