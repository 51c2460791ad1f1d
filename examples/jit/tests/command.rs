//! The command as its users meet it.
#![forbid(unsafe_code)]

use std::fs;
use std::path::Path;
use std::process::Output;
use vsp_runtime::isa::asm::assemble;

fn jit(arguments: &[&Path]) -> Output {
    let mut command = vsp_test_platform::command(env!("CARGO_BIN_EXE_jit"));
    command.args(arguments).output().expect("it can be started")
}

fn file(source: &str) -> Vec<u8> {
    assemble(source, "test.sil").unwrap().write().unwrap()
}

/// What is said of a file, which cannot be run.
fn complaint(arguments: &[&Path]) -> String {
    let output = jit(arguments);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn every_engine_runs_the_program_that_comes_along() {
    let output = jit(&[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{text}");
    assert!(text.starts_with("halted after "), "{text}");
    for engine in ["interpreter  ", "dynasm  ", "cranelift  "] {
        assert_eq!(text.lines().filter(|line| line.starts_with(engine)).count(), 1, "{engine} in {text}");
    }
    // Which of them are there depends on the processor alone.
    let all = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));
    assert!(!(all && text.contains("refused")), "{text}");
}

#[test]
fn a_file_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("six.silc");
    fs::write(&path, file(".mode SIL-16\nmain: LI R0, 6\n LI R1, 0\n DIVINT R0, R1\n RET")).unwrap();
    let output = jit(&[&path]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("returned after 4 instructions, the same by every engine"));
    // The rest of the registers are NULL: rho -8.
    assert_eq!(lines.next(), Some(format!("0006 0000{}", " 00f8".repeat(14)).as_str()));
}

#[test]
fn traps_and_endless_programs_are_outcomes_like_others() {
    let folder = tempfile::tempdir().unwrap();
    for (source, begin) in [
        ("main: NOP\n POP R0\n HLT", "trapped"),
        ("main: JMP main", "out of fuel after 20000000 instructions"),
    ] {
        let path = folder.path().join("test.silc");
        fs::write(&path, file(source)).unwrap();
        let output = jit(&[&path]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.starts_with(begin), "{text}");
    }
}

#[test]
fn a_path_that_leads_nowhere_is_named() {
    let complaint = complaint(&[Path::new("no/such.silc")]);
    assert!(complaint.starts_with("jit: no/such.silc: "), "{complaint}");
}

#[test]
fn a_damaged_file_is_described() {
    let folder = tempfile::tempdir().unwrap();
    let whole = file("main: HLT");
    for length in [0, 3, 31, whole.len() - 1] {
        let path = folder.path().join("cut.silc");
        fs::write(&path, &whole[..length]).unwrap();
        let complaint = complaint(&[&path]);
        assert!(complaint.starts_with(&format!("jit: {}: ", path.display())), "{complaint}");
        assert!(complaint.contains("offset"), "{complaint}");
    }
}

#[test]
fn other_arguments_are_answered_with_the_usage() {
    for arguments in [&[Path::new("--fast")][..], &[Path::new("a.silc"), Path::new("b.silc")]] {
        assert_eq!(complaint(arguments), "jit: usage: jit [PROGRAM.silc]\n");
    }
}
