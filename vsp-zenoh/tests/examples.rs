//! The examples do what they say.

use std::path::PathBuf;
use std::process::Command;

/// Runs an example, which Cargo has built with the tests.
fn run(name: &str) -> String {
    let mut path: PathBuf = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    let output = Command::new(path.join("examples").join(name)).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (output, errors, status) = (text(output.stdout), text(output.stderr), output.status);
    assert!(status.success(), "{output}\n{errors}");
    output
}

#[test]
fn the_fleet_finds_what_one_machine_finds() {
    let output = run("fleet");
    assert!(output.contains("beats       495, in"), "{output}");
    assert!(output.contains("one machine finds the same"), "{output}");
}

#[test]
fn the_swarm_falls_into_step() {
    let output = run("swarm");
    assert!(output.lines().count() > 25, "{output}");
    assert!(output.contains("in step: "), "{output}");
}
