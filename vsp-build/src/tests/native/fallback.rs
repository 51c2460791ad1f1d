//! Messages if programs are interpreted in spite of a code generator.

use super::{ELSEWHERE, Package, native_targets};
use crate::Builder;
use crate::process::Process;
use crate::tests::fallback::{HALT, both, package, warnings};

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
fn where_there_is_native_code_requiring_it_changes_nothing() {
    for target in native_targets() {
        let package = Package::of_target(target).with("a.sil", HALT);
        let run = package.build(Builder::new().file("a.sil").require_native(true));
        assert_eq!(run.error, None, "{target}");
        assert_eq!(warnings(&run), [""; 0], "{target}");
        package.library("a");
    }
}

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
