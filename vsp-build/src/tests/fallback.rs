//! What is said where programs are interpreted because there is no native code.

use super::{Package, Run};
use crate::Builder;
#[cfg(feature = "native")]
use crate::builder::Process;
use std::fs;

const HALT: &str = "main: HLT\n";

/// A target without native code, and why there is none.
#[cfg(feature = "native")]
const ELSEWHERE: (&str, &str) =
    ("wasm32-unknown-unknown", "the code generator does not know its processor, `wasm32`");
#[cfg(not(feature = "native"))]
const ELSEWHERE: (&str, &str) = ("x86_64-unknown-linux-gnu", "built without the native back end");

fn package() -> Package {
    Package::of_target(ELSEWHERE.0).with("a.sil", HALT).with("b.sil", HALT)
}

fn both() -> Builder {
    let mut builder = Builder::new();
    builder.file("a.sil").file("b.sil");
    builder
}

fn warnings(run: &Run) -> Vec<&String> {
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

#[cfg(feature = "native")]
#[test]
fn one_warning_says_why_for_a_whole_build_script() {
    let package = package();
    let mut process = Process::default();
    let first = package.build_after(&both(), &mut process);
    let (target, reason) = ELSEWHERE;
    assert_eq!(
        warnings(&first),
        [&format!(
            "cargo::warning=no native code for target `{target}`: {reason}; programs are interpreted there, with the same \
             results (`Builder::require_native(true)` makes this an error, and `Builder::warnings(false)` hides it)"
        )]
    );
    let second = package.build_after(Builder::new().named("c", "a.sil"), &mut process);
    assert_eq!(second.error, None);
    assert_eq!(warnings(&second), [""; 0]);
    // The next time that it runs it is said again, though nothing has to be done.
    assert_eq!(warnings(&package.build(&both())).len(), 1);
}

#[test]
fn the_warning_can_be_hidden() {
    let run = package().build(both().warnings(false));
    assert_eq!(run.error, None);
    assert_eq!(warnings(&run), [""; 0]);
}

/// Whoever leaves the code generator out knows what that means.
#[cfg(not(feature = "native"))]
#[test]
fn without_the_code_generator_nothing_is_said() {
    let run = package().build(&both());
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

#[cfg(feature = "native")]
#[test]
fn where_there_is_native_code_requiring_it_changes_nothing() {
    for target in super::native_targets() {
        let package = Package::of_target(target).with("a.sil", HALT);
        let run = package.build(Builder::new().file("a.sil").require_native(true));
        assert_eq!(run.error, None, "{target}");
        assert_eq!(warnings(&run), [""; 0], "{target}");
        package.library("a");
    }
}

#[cfg(feature = "native")]
#[test]
fn what_is_too_large_is_interpreted_and_the_rest_is_not() {
    use vsp_isa::limits::CompileLimits;
    let target = "x86_64-unknown-linux-gnu";
    let large = format!("main: {}HLT\n", "NOP\n".repeat(9));
    let package = Package::of_target(target).with("a.sil", HALT).with("b.sil", &large);
    let limits = |instructions, code_bytes| CompileLimits { instructions, code_bytes };
    for (limits, reason) in [
        (
            limits(9, 1 << 20),
            "the program has 10 instructions to compile, counted for each mode that can reach them, and the limit \
             `instructions` allows 9",
        ),
        (limits(10, 1), "the program's machine code has "),
    ] {
        let mut builder = Builder::new();
        builder.file("b.sil").limits(limits);
        // The second time it is said again.
        for _ in 0..2 {
            let run = package.build(&builder);
            assert_eq!(run.error, None);
            let [warning] = &warnings(&run)[..] else { panic!("{:?}", run.directives) };
            assert!(
                warning.starts_with(&format!("cargo::warning=b.sil: no native code: {reason}")),
                "{warning}"
            );
            assert!(
                warning.contains("`Builder::limits` allows more; the program is interpreted"),
                "{warning}"
            );
            assert!(package.text("b.rs").contains("    interpreted;\n"));
            assert!(!package.files().iter().any(|file| file.ends_with(".a")), "{:?}", package.files());
        }
        assert_eq!(warnings(&package.build(builder.warnings(false))), [""; 0]);
        let error = package.build(builder.require_native(true)).error.expect("it must be native");
        assert!(
            error.starts_with(&format!("b.sil: no native code for target `{target}`: {reason}")),
            "{error}"
        );
    }
    let mut builder = Builder::new();
    let run =
        package.build(builder.file("a.sil").file("b.sil").limits(limits(10, 1 << 20)).require_native(true));
    assert_eq!((run.error.as_deref(), warnings(&run).len()), (None, 0));
    assert!(!package.text("b.rs").contains("interpreted;"));
}
