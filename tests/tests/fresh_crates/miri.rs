//! Programs under Miri, which runs no machine code: brought into the crate by each of the three ways, they are interpreted.

use crate::lone::COLLATZ;
use crate::project::{BUILD_SCRIPT, Project, dependency, plain_manifest, target_folder};
use std::env;
use std::process::Command;
use vsp_test_platform::is_cross;

const LIBRARY: &str = r#"
//! Programs of all kinds.

vsp_runtime::include_program!(pub mod prog);

#[cfg(test)]
mod tests {
    use super::prog;
    use vsp_runtime::{Engine, Jit, JitError, Outcome, Reg, Vm, vsp};

    #[test]
    fn all_are_interpreted() {
        let inline = vsp! {
            .mode SIL-64
            .global double
            double: ADDINT R0, R0
                    RET
        };
        let loaded = vsp_runtime::Program::from_container(inline.container().clone()).unwrap();
        let reason = Jit::new(Engine::Dynasm).compile(&loaded).unwrap_err();
        let expected = JitError::UnsupportedTarget { reason: "Miri runs no machine code".into() };
        assert_eq!(reason, expected);
        for (program, function, result) in [(&prog::PROGRAM, "steps", 8), (inline, "double", 12), (&loaded, "double", 12)] {
            assert_eq!(program.engine(), Engine::Interpreter);
            let mut vm = Vm::new(program);
            vm.set_integer(Reg::R0, 6).unwrap();
            assert_eq!(vm.call(function), Ok(Outcome::Returned));
            assert_eq!(vm.integer(Reg::R0), Ok(result));
        }
    }
}
"#;

/// Cargo of the toolchain that has Miri, with nothing of what is set for this one.
fn miri(arguments: &[&str]) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo", "miri"]).args(arguments);
    for (variable, _) in env::vars_os() {
        let name = variable.as_encoded_bytes();
        let of_cargo = name.starts_with(b"CARGO") && variable != "CARGO_HOME";
        if of_cargo || name.starts_with(b"RUST") && variable != "RUSTUP_HOME" || variable == "OUT_DIR" {
            command.env_remove(variable);
        }
    }
    command
}

#[test]
fn programs_are_interpreted_by_miri() {
    let is_there = miri(&["--version"]).output().is_ok_and(|output| output.status.success());
    if is_cross() || !is_there {
        let required = env::var_os("VSP_REQUIRE_MIRI").is_some() && !is_cross();
        assert!(!required, "there is no Miri: rustup component add miri rust-src --toolchain nightly");
        println!(
            "skipped, since there is no nightly toolchain with Miri: set VSP_REQUIRE_MIRI where it must not be"
        );
        return;
    }
    let (runtime, build) = (dependency("vsp-runtime"), dependency("vsp-build"));
    let dependencies = format!(
        "vsp-runtime = {{ {runtime}, features = [\"macros\", \"jit\"] }}\n\n[build-dependencies]\nvsp-build = {{ {build} }}\n"
    );
    let project = Project::new(&[
        ("Cargo.toml", &plain_manifest("fresh-miri", &dependencies)),
        ("build.rs", BUILD_SCRIPT),
        ("src/lib.rs", LIBRARY),
        ("src/prog.sil", COLLATZ),
    ]);
    // In a folder of its own, since the compiler is another one; nothing is gained by optimising what it compiles there.
    let mut command = miri(&["test", "--offline"]);
    command.current_dir(project.path("")).env("CARGO_TARGET_DIR", target_folder().join("miri"));
    command
        .env("__VSP_BUILD_PATIENCE", "3600000")
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_PROFILE_DEV_BUILD_OVERRIDE_DEBUG", "false");
    let run = project.run(&mut command);
    assert!(run.succeeds().contains("test tests::all_are_interpreted ... ok"), "{}", run.stdout());
    assert_eq!(run.warnings(), [""; 0]);
}
