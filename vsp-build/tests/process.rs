//! Build scripts as processes: what they print, and how they end.

use std::path::Path;
use std::process::Output;

/// Set where this test's own process is run again as a build script: the program to compile.
const PROGRAM: &str = "VSP_BUILD_TEST_PROGRAM";

/// Runs a build script that compiles a program in a folder and then says so; with Cargo's variables, or without.
fn build_script(folder: &Path, program: &str, under_cargo: bool) -> Output {
    let mut command = vsp_test_platform::command(std::env::current_exe().expect("this is a process"));
    command.args(["--exact", "a_program_that_is_right_is_compiled", "--nocapture"]).env(PROGRAM, program);
    for variable in ["OUT_DIR", "TARGET", "HOST"] {
        command.env_remove(variable);
    }
    if under_cargo {
        command.envs([
            ("CARGO_PKG_NAME", "my-app"),
            ("CARGO_PKG_VERSION", "0.3.0"),
            ("TARGET", "x86_64-unknown-linux-gnu"),
            ("HOST", "x86_64-unknown-linux-gnu"),
            ("CARGO_CFG_TARGET_ARCH", "x86_64"),
            ("CARGO_CFG_TARGET_ENDIAN", "little"),
            ("CARGO_CFG_TARGET_POINTER_WIDTH", "64"),
            ("CARGO_CFG_TARGET_VENDOR", "unknown"),
            ("CARGO_CFG_TARGET_OS", "linux"),
            ("CARGO_CFG_TARGET_FEATURE", "fxsr,sse,sse2"),
        ]);
        command.env("CARGO_MANIFEST_DIR", folder).env("OUT_DIR", folder.join("out"));
    }
    command.output().expect("it can be run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn package(source: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there are temporary folders");
    std::fs::write(folder.path().join("a.sil"), source).expect("files can be written");
    folder
}

#[test]
fn a_program_that_is_right_is_compiled() {
    if let Ok(program) = std::env::var(PROGRAM) {
        vsp_build::compile(program);
        println!("compiled");
        return;
    }
    let folder = package("main: HLT\n");
    let output = build_script(folder.path(), "a.sil", true);
    let stdout = text(&output.stdout);
    assert!(output.status.success(), "{stdout}");
    assert!(stdout.contains("compiled"), "{stdout}");
    assert!(stdout.contains("cargo::rerun-if-changed=a.sil\n"), "{stdout}");
    assert!(folder.path().join("out/vsp/a.rs").is_file());
    // Every directive is ours, in the form with two colons; `cc` prints others.
    assert!(
        !stdout.lines().any(|line| line.starts_with("cargo:") && !line.starts_with("cargo::")),
        "{stdout}"
    );
}

#[test]
fn what_is_wrong_with_a_program_is_left_to_the_compiler_with_a_warning() {
    let folder = package("main: HLP\n");
    let output = build_script(folder.path(), "a.sil", true);
    let stdout = text(&output.stdout);
    assert!(stdout.contains("compiled"), "the build script goes on: {stdout}");
    assert!(stdout.contains("cargo::rerun-if-changed=a.sil\n"), "{stdout}");
    assert!(!stdout.contains("cargo::error="), "{stdout}");
    let told: Vec<&str> = stdout.lines().filter_map(|line| line.strip_prefix("cargo::warning=")).collect();
    assert_eq!(told.len(), 1, "{stdout}");
    assert!(told[0].starts_with("a.sil:1:7: error: unknown mnemonic `HLP`"), "{stdout}");
    let bindings = std::fs::read_to_string(folder.path().join("out/vsp/a.rs")).expect("there are bindings");
    // The error, with the line and its caret.
    assert!(bindings.contains("    error \"a.sil:1:7: error: "), "{bindings}");
    assert!(bindings.contains("\\nmain: HLP\\n      ^^^\";\n"), "{bindings}");
    assert!(output.status.success());
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn what_has_no_bindings_is_told_to_cargo_and_ends_the_build_script() {
    let folder = package("main: HLT\n");
    let output = build_script(folder.path(), "a.sil ", true);
    let stdout = text(&output.stdout);
    assert!(!stdout.contains("compiled"), "{stdout}");
    let errors: Vec<&str> = stdout.lines().filter_map(|line| line.strip_prefix("cargo::error=")).collect();
    let expected = "the path \"a.sil \" ends with white space, which Cargo drops, so Cargo cannot be told of it; use another";
    assert_eq!(errors, [expected]);
    // Cargo fails the build because of the errors, and shows them once, if the status is 0.
    assert!(output.status.success());
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn without_cargo_the_message_and_the_status_tell() {
    let folder = package("main: HLT\n");
    let output = build_script(folder.path(), "a.sil", false);
    assert_eq!(output.status.code(), Some(1));
    let stderr = text(&output.stderr);
    assert!(stderr.starts_with("error: the environment variable OUT_DIR is not set"), "{stderr}");
}
