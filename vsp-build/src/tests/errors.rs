//! Messages for programs that cannot be compiled.

use super::Package;
use crate::{Builder, Error};
use std::error::Error as _;
use std::fs;

const HALT: &str = "main: HLT\n";

#[test]
fn a_file_that_is_not_there() {
    let package = Package::new();
    let error = package.errors("programs/none.sil");
    assert!(error.starts_with("programs/none.sil: cannot read the program: "), "{error}");
    let relative = "paths are relative to the folder of the package's Cargo.toml, ";
    assert!(error.ends_with(&format!("{relative}{}", package.folder.path().display())), "{error}");
}

#[test]
fn a_folder() {
    let package = Package::new().with("programs.sil/a.sil", HALT);
    let error = package.errors("programs.sil");
    assert!(
        error.starts_with("programs.sil: this is not a file but a folder or device, and no project"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn a_device_that_never_ends() {
    let error = Package::new().errors("/dev/zero");
    assert!(error.starts_with("/dev/zero: this is not a file but a folder or device"), "{error}");
}

#[test]
fn a_file_of_another_kind() {
    let error = Package::new().with("a.txt", HALT).errors("a.txt");
    assert!(
        error.starts_with("a.txt: neither LIS nor assembly nor a SILC file: files of LIS are named *.lis"),
        "{error}"
    );
}

#[test]
fn assembly_that_is_not_text() {
    let error = Package::new().with("a.sil", b"main:\n  \xc3\xa9\xff\n").errors("a.sil");
    assert!(error.starts_with("a.sil:2:4: error: the bytes here are not UTF-8"), "{error}");
}

#[test]
fn all_errors_of_all_programs_are_told() {
    let package = Package::new()
        .with("programs/a.sil", "main:\n  MOVE R0\n  MOVI R2, 200\n")
        .with("b.silc", "SILC\u{0}\u{9}")
        .with("c.sil", HALT);
    let run = package.build(Builder::new().file("programs/a.sil").file("b.silc").file("c.sil"));
    let error = run.error.expect("two are wrong");
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines.len(), 7, "{error}");
    assert!(lines[0].starts_with("programs/a.sil:2:3: error: "), "{error}");
    assert_eq!(lines[1], "  MOVE R0");
    assert_eq!(lines[2], "  ^^^^");
    assert!(lines[3].starts_with("programs/a.sil:3:12: error: "), "{error}");
    assert_eq!(
        lines[6],
        "b.silc: bad SILC file: version at offset 0x4: 0x0900 is not known; 0x0100, 0x0101 and 0x0102 are"
    );
    assert!(package.out().join("c.rs").is_file(), "the one that is right is built");
}

#[test]
fn a_program_without_code() {
    let error = Package::new().with("a.sil", "; nothing\n").errors("a.sil");
    assert!(error.starts_with("a.sil:"), "{error}");
}

#[test]
fn no_program() {
    let error = Package::new().build(&Builder::new()).error;
    assert_eq!(error.as_deref(), Some("the builder was given no program: call `file` or `named` first"));
}

#[test]
fn a_name_that_no_module_can_have() {
    let package = Package::new().with("a.sil", HALT);
    let error = package.build(Builder::new().named("my-filter", "a.sil")).error.expect("it is no identifier");
    assert!(error.starts_with("a program cannot be named \"my-filter\""), "{error}");
    assert!(error.ends_with("such as `my_filter`"), "{error}");
    assert!(package.build(Builder::new().named("../a", "a.sil")).error.is_some());
    assert_eq!(package.files(), [""; 0]);
}

#[test]
fn a_path_that_would_be_two_directives() {
    let run = Package::new().build(Builder::new().file("a\ncargo::rustc-link-arg=x.sil"));
    let error = run.error.expect("Cargo cannot be told of it");
    assert!(error.contains("has control characters"), "{error}");
    assert_eq!(run.directives, [""; 0]);
}

/// Cargo would look for libraries in a folder without it.
#[test]
fn an_output_folder_that_ends_with_white_space() {
    let package = Package::new().with("a.sil", HALT);
    let run = package.build(Builder::new().file("a.sil").out_dir("generated "));
    let error = run.error.expect("Cargo cannot be told of it");
    assert!(error.contains("generated \" ends with white space, which Cargo drops"), "{error}");
    assert!(!run.directives.iter().any(|line| line.contains("generated")), "{:?}", run.directives);
    assert!(!package.folder.path().join("generated ").exists());
    let inside = package.build(Builder::new().file("a.sil").out_dir("generated /code"));
    assert_eq!(inside.error, None);
}

#[test]
fn memory_that_is_too_small_or_too_large() {
    let with_data = ".data\n.state 0\n.code\nmain: HLT\n.data\n".to_owned() + &".state 0\n".repeat(5000);
    let package = Package::new().with("a.sil", with_data);
    let error = |size| package.build(Builder::new().file("a.sil").memory_size(size)).error;
    assert_eq!(error(80_016), None);
    assert_eq!(error(1 << 24), None);
    let expected = "a.sil: a memory of 65535 bytes was asked for, and 65536 to 16777216 are possible";
    assert_eq!(error(65_535).as_deref(), Some(expected));
    assert!(error((1 << 24) + 1).is_some());
    let expected =
        "a.sil: a memory of 80015 bytes was asked for, and the program has 80016 bytes of data alone";
    assert_eq!(error(80_015).as_deref(), Some(expected));
}

#[test]
fn an_output_folder_that_cannot_be() {
    let package = Package::new().with("a.sil", HALT).with("out", "a file, where a folder is needed");
    let error = package.errors("a.sil");
    assert!(error.starts_with("cannot update ") && error.contains("vsp"), "{error}");
}

#[test]
fn errors_have_causes_and_say_the_same_twice() {
    let package = Package::new();
    let mut directives = Default::default();
    let result =
        Builder::new().file("none.sil").build(&package.environment, &mut Default::default(), &mut directives);
    let error: Error = result.expect_err("there is no such file");
    assert!(error.source().is_some_and(|cause| cause.is::<std::io::Error>()));
    assert_eq!(format!("{error:?}"), error.to_string());
    assert!(!error.is_bug());
    fs::remove_dir_all(package.folder.path()).expect("nothing was written there that stays");
}
