//! Targets without a native back end, and machines without the usual tools.

use crate::lone::lone;
use crate::project::ENGINE;

/// The build script is told of another target, as if the crate were compiled for it.
#[test]
fn without_a_back_end_the_same_crate_is_interpreted() {
    let build = r#"
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
                unsafe { std::env::set_var(variable, value) };
            }
            vsp_build::compile("src/prog.sil");
        }
    "#;
    let project = lone("fresh-interpreted", build);
    let run = project.cargo(["run"]);
    assert_eq!(run.succeeds(), "returned, 111 steps, interpreter\n");
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);
}

/// The build script finds no program to run; only rustc finds a linker.
#[test]
fn neither_compiler_nor_archiver_is_needed() {
    let build = r#"
        fn main() {
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
