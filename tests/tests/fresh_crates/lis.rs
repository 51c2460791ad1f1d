//! Crates with programs in LIS: what they print, and what they are told.

use crate::project::{ENGINE, Project, manifest};
use std::fs;

const SMOOTH: &str = "
pub static level: Float = 0.0;
pub fn smooth(x: Float) -> Float {
    level = level + 0.25 * (x - level);
    return level;
}
";

const MAIN: &str = r#"
use vsp_runtime::{Outcome, Vm};

vsp_runtime::include_program!(mod filter);

fn main() {
    let mut vm = Vm::new(&filter::PROGRAM);
    let y: Result<f64, Outcome> = filter::smooth(&mut vm, 2.0);
    println!("{y:?} {:?} {} {}", filter::smooth::result(&vm), filter::level::get(&vm), vm.engine());
}
"#;

fn project(package: &str) -> Project {
    Project::new(&[
        ("Cargo.toml", &manifest(package, "")),
        ("build.rs", "fn main() { vsp_build::compile(\"src/filter.lis\"); }\n"),
        ("src/main.rs", MAIN),
        ("src/filter.lis", SMOOTH),
    ])
}

fn expected() -> String {
    format!("Ok(0.5) Some(0.5) 0.5 {ENGINE}\n")
}

/// The lines that begin with `error`.
fn errors(message: &str) -> Vec<&str> {
    message.lines().filter(|line| line.starts_with("error")).collect()
}

#[test]
fn a_second_build_does_nothing_and_a_check_makes_no_code() {
    let project = project("fresh-lis");
    let mut command = project.command(["check", "--all-targets"]);
    let check = project.run(command.env("VSP_BUILD", "check"));
    check.succeeds();
    assert_eq!(check.warnings(), [""; 0]);
    let run = project.cargo(["run"]);
    assert_eq!(run.succeeds(), expected());
    assert_eq!(run.warnings(), [""; 0]);
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);
}

/// The errors are the compiler's only ones: uses of the program are none.
#[test]
fn a_typo_is_shown_where_it_is_until_it_is_mended() {
    let project = project("fresh-lis-typo");
    let faulty = SMOOTH.replace("(x - level)", "(x - levle)").replace("return level", "return levl");
    let check = || {
        let message = project.cargo(["check"]).fails();
        let errors = errors(&message);
        assert_eq!(errors.len(), 2, "{message}");
        assert!(
            errors[0].starts_with("error: src/filter.lis:4:33: error: there is no variable `levle`"),
            "{message}"
        );
        assert!(errors[1].starts_with("error: could not compile `fresh-lis-typo` "), "{message}");
        // All in one go, each with its line.
        assert!(message.contains("src/filter.lis:5:12: error: there is no variable `levl`"), "{message}");
        let lines: Vec<&str> = message.lines().collect();
        let at = lines.iter().position(|line| line.contains("(x - levle)")).expect("the line is shown");
        assert_eq!(lines[at].find("levle"), lines[at + 1].find("^^^^^"), "{message}");
    };
    // Before it was ever right, and after it was.
    project.write("src/filter.lis", &faulty);
    check();
    project.write("src/filter.lis", SMOOTH);
    assert_eq!(project.cargo(["run"]).succeeds(), expected());
    project.write("src/filter.lis", &faulty);
    check();
    // With nothing left of the program, the items of its last build stay.
    project.write("src/filter.lis", "pub fn (\n");
    let message = project.cargo(["check"]).fails();
    assert_eq!(errors(&message).len(), 2, "{message}");
    fs::remove_file(project.path("src/filter.lis")).expect("the file is there");
    let message = project.cargo(["check"]).fails();
    assert_eq!(errors(&message).len(), 2, "{message}");
    let start = "error: src/filter.lis: cannot read the program: ";
    assert!(errors(&message)[0].starts_with(start), "{message}");
    project.write("src/filter.lis", SMOOTH);
    assert_eq!(project.cargo(["run"]).succeeds(), expected());
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);
}

#[test]
fn an_edit_of_any_file_of_a_project_compiles_it_again() {
    let main = r#"
        vsp_runtime::include_program!(mod receiver);
        fn main() {
            println!("{:?}", receiver::run(&mut vsp_runtime::Vm::new(&receiver::PROGRAM), 2));
        }
    "#;
    let project = Project::new(&[
        ("Cargo.toml", &manifest("fresh-lis-project", "")),
        ("build.rs", "fn main() { vsp_build::compile(\"receiver\"); }\n"),
        ("src/main.rs", main),
        ("receiver/lis.toml", "[package]\nname = \"receiver\"\n"),
        ("receiver/src/main.lis", "use gain::louder;\npub fn run(x: Int) -> Int { return louder(x); }\n"),
        ("receiver/src/gain.lis", "pub fn louder(x: Int) -> Int { return 2 * x; }\n"),
    ]);
    assert_eq!(project.cargo(["run"]).succeeds(), "Ok(4)\n");
    project.write("receiver/src/gain.lis", "pub fn louder(x: Int) -> Int { return 3 * x; }\n");
    assert_eq!(project.cargo(["run"]).succeeds(), "Ok(6)\n");
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);
    project.write("receiver/src/gain.lis", "pub fn louder(x: Int) -> Int { return 3 * y; }\n");
    let message = project.cargo(["check"]).fails();
    let start = "error: receiver/src/gain.lis:1:43: error: there is no variable `y`";
    assert!(errors(&message)[0].starts_with(start), "{message}");
}
