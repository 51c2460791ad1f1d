//! What Cargo does when a program is edited, rightly and wrongly.

use crate::lone::{COLLATZ, lone};
use crate::project::{BUILD_SCRIPT, ENGINE, NATIVE, Project, manifest};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// When each of the files in a folder was changed that have this in their names.
fn times(folder: &Path, with: &str) -> BTreeMap<String, SystemTime> {
    let entries =
        fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be read"));
    let time = |entry: fs::DirEntry| {
        let changed =
            entry.metadata().and_then(|metadata| metadata.modified()).expect("it has a time of change");
        (entry.file_name().to_string_lossy().into_owned(), changed)
    };
    entries.map(time).filter(|(name, _)| name.contains(with)).collect()
}

fn answer(number: i32) -> String {
    format!(".mode SIL-64\n.global main\nmain: LI R0, {number}\n RET\n")
}

#[test]
fn an_edit_compiles_one_program_again() {
    let main = r#"
        vsp_runtime::include_program!(mod first);
        vsp_runtime::include_program!(mod second);

        fn main() {
            let mut vms = [&first::PROGRAM, &second::PROGRAM].map(vsp_runtime::Vm::new);
            let _ends = [first::main(&mut vms[0]), second::main(&mut vms[1])];
            let [first, second] = vms.map(|vm| vm.integer(vsp_runtime::Reg::R0).unwrap());
            println!("{first} {second}\n{}", env!("OUT_DIR"));
        }
    "#;
    let build =
        "fn main() { vsp_build::Builder::new().file(\"src/first.sil\").file(\"src/second.sil\").compile(); }";
    let project = Project::new(&[
        ("Cargo.toml", &manifest("fresh-edited", "")),
        ("build.rs", build),
        ("src/main.rs", main),
        ("src/first.sil", &answer(11)),
        ("src/second.sil", &answer(22)),
    ]);
    let printed = project.cargo(["run"]).succeeds();
    let (numbers, out_dir) = printed.trim_end().split_once('\n').expect("there are two lines");
    assert_eq!(numbers, "11 22");
    let folder = Path::new(out_dir).join("vsp");
    let before = (times(&folder, "first"), times(&folder, "second"));

    project.write("src/first.sil", answer(33));
    assert_eq!(project.cargo(["run"]).succeeds(), format!("33 22\n{out_dir}\n"));
    let after = (times(&folder, "first"), times(&folder, "second"));
    assert_eq!(after.1, before.1);
    // Bindings, program, key and, where there is native code, one library: that of before is gone.
    let files = if NATIVE { 4 } else { 3 };
    assert_eq!((before.0.len(), after.0.len(), after.1.len()), (files, files, files));
    for (name, time) in &after.0 {
        assert_ne!(before.0.get(name), Some(time), "{name}");
    }
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);
}

/// The lines that begin with `error`, which are all that the compiler and Cargo have against a crate.
fn errors(message: &str) -> Vec<&str> {
    message.lines().filter(|line| line.starts_with("error")).collect()
}

/// The fault is the compiler's only error: uses of the program are none.
#[test]
fn a_fault_is_shown_where_it_is_until_it_is_mended() {
    let project = lone("fresh-faulty", BUILD_SCRIPT);
    // Tabs before and after, so that the carets need the same.
    let line = "\tADDINT\tR0, R16 ; seventeen";
    let faulty = COLLATZ.replace("        ADDINT R0, R8", line);
    let check = || {
        let run = project.cargo(["check"]);
        let message = run.fails();
        let errors = errors(&message);
        assert_eq!(errors.len(), 2, "{message}");
        assert!(errors[0].starts_with("error: src/prog.sil:18:13: error: "), "{message}");
        assert!(errors[1].starts_with("error: could not compile `fresh-faulty` "), "{message}");
        let lines: Vec<&str> = message.lines().collect();
        let at = lines.iter().position(|line| line.contains("R16 ; seventeen")).expect("the line is shown");
        assert_eq!(lines[at].find("R16"), lines[at + 1].find("^^^"), "{message}");
        // Where nothing includes the program, this is all that is said. (Of a build that fails Cargo says it twice.)
        let mut warnings = run.warnings();
        warnings.dedup();
        let start = "warning: fresh-faulty@0.1.0: src/prog.sil:18:13: error: ";
        assert!(warnings.len() == 1 && warnings[0].starts_with(start), "{message}");
    };
    // Before it was ever right, while it is not, and after it was.
    project.write("src/prog.sil", &faulty);
    check();
    check();
    project.write("src/prog.sil", COLLATZ);
    let expected = project.cargo(["run"]).succeeds();
    project.write("src/prog.sil", &faulty);
    check();
    // With nothing left of the program, the items of its last build stay.
    project.write("src/prog.sil", "HLP\n");
    let message = project.cargo(["check"]).fails();
    assert_eq!(errors(&message).len(), 2, "{message}");
    assert!(errors(&message)[0].starts_with("error: src/prog.sil:1:1: error: "), "{message}");

    fs::remove_file(project.path("src/prog.sil")).expect("the file is there");
    let message = project.cargo(["build"]).fails();
    assert_eq!(errors(&message).len(), 2, "{message}");
    assert!(errors(&message)[0].starts_with("error: src/prog.sil: cannot read the program: "), "{message}");

    project.write("src/prog.sil", COLLATZ);
    assert_eq!(project.cargo(["run"]).succeeds(), expected);
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);
}

/// An editor, and the site for documentation, need no code; and the same folder serves both.
#[test]
fn checks_make_no_code() {
    let project = lone("fresh-only-checked", BUILD_SCRIPT);
    let run = |variable: &str, value: &str| {
        let run = project.run(project.command(["run"]).env(variable, value));
        (run.stdout(), run.stderr())
    };
    assert_eq!(run("VSP_BUILD", "check").0, "returned, 111 steps, interpreter\n");
    assert_eq!(run("VSP_BUILD", "").0, format!("returned, 111 steps, {ENGINE}\n"));
    assert_eq!(run("DOCS_RS", "1").0, "returned, 111 steps, interpreter\n");
    let (_, message) = run("VSP_BUILD", "chek");
    let expected =
        "the environment variable VSP_BUILD is \"chek\"; it may be `check`, or nothing for native code";
    assert!(message.contains(expected), "{message}");
    assert_eq!(run("VSP_BUILD", "").0, format!("returned, 111 steps, {ENGINE}\n"));
}

/// As it would be after two seconds.
#[test]
fn a_build_script_that_takes_long_says_what_to_do() {
    let project = lone("fresh-slow", BUILD_SCRIPT);
    let run = project.run(project.command(["check"]).env("__VSP_BUILD_PATIENCE", "0"));
    run.succeeds();
    let warnings = run.warnings();
    let start = "warning: fresh-slow@0.1.0: compiling programs to native code took ";
    let is_told = |warning: &String| warning.starts_with(start) && warning.contains("src/prog.sil");
    let told = warnings.len() == 1 && warnings.iter().all(is_told);
    assert!(told && warnings[0].contains("[profile.dev.build-override]"), "{warnings:?}");
}

/// With `try_compile`, the build script decides what a fault means.
#[test]
fn a_build_script_can_end_with_the_fault_or_go_on() {
    let build = r#"
        fn main() -> Result<(), vsp_build::Error> {
            println!("cargo::rerun-if-env-changed=GO_ON");
            let compiled = vsp_build::try_compile("src/prog.sil");
            if std::env::var_os("GO_ON").is_none() {
                return compiled;
            }
            vsp_build::Builder::new().named("prog", "src/spare.sil").compile();
            Ok(())
        }
    "#;
    let project = lone("fresh-trying", build);
    project.write("src/prog.sil", "steps: HLP\n");
    project.write("src/spare.sil", COLLATZ);
    let message = project.cargo(["build"]).fails();
    assert!(message.contains("src/prog.sil:1:8: error: "), "{message}");
    let run = project.run(project.command(["run"]).env("GO_ON", "1"));
    assert_eq!(run.succeeds(), format!("returned, 111 steps, {ENGINE}\n"));
}
