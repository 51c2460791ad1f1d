//! Targets without a native back end, and machines without the usual tools.

use crate::lone::{COLLATZ, lone};
use crate::project::{ENGINE, Project};

/// A build script that is told of another target, as if the crate were compiled for it.
const BUILD: &str = r#"
    fn main() {
        let target = [
            ("TARGET", "wasm32-unknown-unknown"),
            ("CARGO_CFG_TARGET_ARCH", "wasm32"),
            ("CARGO_CFG_TARGET_OS", "unknown"),
            ("CARGO_CFG_TARGET_ENV", ""),
            ("CARGO_CFG_TARGET_FEATURE", "bulk-memory,multivalue"),
            ("CARGO_CFG_TARGET_ENDIAN", "little"),
        ];
        for (variable, value) in target {
            // SAFETY: there is one thread.
            unsafe { std::env::set_var(variable, value) };
        }
        vsp_build::Builder::new().file("src/prog.sil").compile();
        vsp_build::Builder::new().file("src/second.sil").file("src/third.sil").compile();
    }
"#;

fn interpreted(package: &str, build: &str) -> Project {
    let project = lone(package, build);
    for name in ["second", "third"] {
        project.write(&format!("src/{name}.sil"), COLLATZ);
    }
    project
}

#[test]
fn without_a_back_end_the_same_crate_is_interpreted_and_one_warning_says_so() {
    let project = interpreted("fresh-interpreted", BUILD);
    let run = project.cargo(["run"]);
    assert_eq!(run.succeeds(), "returned, 111 steps, interpreter\n");
    let warnings = run.warnings();
    let expected = "warning: fresh-interpreted@0.1.0: no native code for target `wasm32-unknown-unknown`: ";
    assert!(warnings.len() == 1 && warnings[0].starts_with(expected), "{warnings:?}");
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);
}

#[test]
fn a_warning_can_be_silenced_or_made_an_error() {
    let silent = BUILD.replace("new()", "new().warnings(false)");
    let project = interpreted("fresh-silent", &silent);
    let run = project.cargo(["run"]);
    assert_eq!(run.succeeds(), "returned, 111 steps, interpreter\n");
    assert_eq!(run.warnings(), [""; 0]);

    project.write("build.rs", silent.replace("warnings(false)", "require_native(true)"));
    let message = project.cargo(["build"]).fails();
    assert!(message.contains("error: fresh-silent@0.1.0: "), "{message}");
    assert!(message.contains("wasm32-unknown-unknown"), "{message}");
}

/// The build script finds no program to run; only rustc finds a linker.
#[test]
fn neither_compiler_nor_archiver_is_needed() {
    let build = r#"
        fn main() {
            // SAFETY: there is one thread.
            unsafe { std::env::set_var("PATH", "") };
            for tool in ["cc", "gcc", "clang", "ar", "gcc-ar", "llvm-ar"] {
                assert!(std::process::Command::new(tool).arg("--version").output().is_err(), "{tool} is found");
            }
            vsp_build::compile("src/prog.sil");
        }
    "#;
    let project = lone("fresh-toolless", build);
    assert_eq!(project.cargo(["run"]).succeeds(), format!("returned, 111 steps, {ENGINE}\n"));
}
