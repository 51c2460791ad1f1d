//! Messages if programs are interpreted because there is no native code.

use super::{ELSEWHERE, Package, Run};
use crate::Builder;
use std::fs;

pub(super) const HALT: &str = "main: HLT\n";

pub(super) fn package() -> Package {
    Package::of_target(ELSEWHERE.0).with("a.sil", HALT).with("b.sil", HALT)
}

pub(super) fn both() -> Builder {
    let mut builder = Builder::new();
    builder.file("a.sil").file("b.sil");
    builder
}

pub(super) fn warnings(run: &Run) -> Vec<&String> {
    run.directives.iter().filter(|line| line.starts_with("cargo::warning=")).collect()
}

#[test]
fn the_bindings_say_so_and_there_is_no_library() {
    let package = package();
    let run = package.build(&both());
    assert_eq!(run.error, None);
    assert_eq!(package.files(), ["a.key", "a.rs", "a.silc", "b.key", "b.rs", "b.silc"]);
    assert!(package.text("a.rs").contains("    interpreted;\n"));
    assert!(!run.directives.iter().any(|line| line.contains("rustc-link")));
}

#[test]
fn the_warning_can_be_hidden() {
    let run = package().build(both().warnings(false));
    assert_eq!(run.error, None);
    assert_eq!(warnings(&run), [""; 0]);
}

#[test]
fn it_can_be_made_an_error_that_says_which_program_which_target_and_why() {
    let package = package();
    assert_eq!(package.build(&both()).error, None);
    let mut builder = both();
    let run = package.build(builder.require_native(true));
    let (target, reason) = ELSEWHERE;
    let line = |program: &str| {
        format!(
            "{program}: no native code for target `{target}`: {reason}; `Builder::require_native` asks for it, and without \
             that the program is interpreted"
        )
    };
    assert_eq!(run.error, Some(format!("{}\n{}", line("a.sil"), line("b.sil"))));
    assert_eq!(warnings(&run), [""; 0]);
    let bindings = package.text("a.rs");
    assert!(bindings.contains("    error \"a.sil: no native code for target "), "{bindings}");
    // What is wrong with a program itself is told first.
    fs::write(package.folder.path().join("a.sil"), "main: HLP\n").expect("files can be written");
    let error = package.build(builder.require_native(true)).error.expect("both are wrong");
    assert!(error.starts_with("a.sil:1:7: error: ") && error.ends_with(&line("b.sil")), "{error}");
    assert_eq!(
        package.build(builder.require_native(false).warnings(false)).error.map(|error| error.lines().count()),
        Some(3)
    );
}
