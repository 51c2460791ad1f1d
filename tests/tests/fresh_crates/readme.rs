//! What a newcomer types, from nothing to a result, as the README says it.

use crate::project::{Project, dependency, manifest, plain_manifest};

const README: &str = include_str!("../../../README.md");

/// The first block of code of a language behind a text.
fn block(after: &str, language: &str) -> &'static str {
    let (_, rest) = README.split_once(after).expect("the README says so");
    let (_, rest) = rest.split_once(&format!("\n```{language}\n")).expect("there is a block of code");
    rest.split_once("```\n").expect("it ends").0
}

#[test]
fn a_program_compiled_by_a_build_script() {
    let project = Project::new(&[
        ("Cargo.toml", &manifest("fresh-readme-smoother", "")),
        ("filter.lis", block("# vsp\n", "lis")),
        ("build.rs", block("`build.rs`, in full:", "rust,no_run")),
        ("src/main.rs", block("And `src/main.rs`:", "rust")),
    ]);
    let run = project.cargo(["run"]);
    let expected = block("`cargo run` then says", "text");
    let engine = format!("by {} code\n", crate::project::ENGINE);
    assert_eq!(run.succeeds(), expected.replace("by native code\n", &engine));
    assert_eq!(run.warnings(), [""; 0]);
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);
}

#[test]
fn a_program_written_inline() {
    let runtime = dependency("vsp-runtime");
    let dependencies = format!("vsp-runtime = {{ {runtime}, features = [\"macros\"] }}");
    let project = Project::new(&[
        ("Cargo.toml", &plain_manifest("fresh-readme-inline", &dependencies)),
        ("src/main.rs", block("`src/main.rs`, in full:", "rust")),
    ]);
    let run = project.cargo(["run"]);
    assert!(README.contains("\n`cargo run` prints 25."));
    assert_eq!(run.succeeds(), "25\n");
    assert_eq!(run.warnings(), [""; 0]);
}
