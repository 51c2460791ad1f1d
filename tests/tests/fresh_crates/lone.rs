//! One crate that does what the documentation says and nothing else.

use crate::project::{BUILD_SCRIPT, ENGINE, NATIVE, Profile, Project, manifest};
use std::fs;

/// The number of steps from R0 to 1, in R0.
pub const COLLATZ: &str = "
.mode SIL-64
.global steps
steps:  LI     R4, 1
        LI     R8, 0
next:   CMPINT R0, R4
        JZ     done
        ADDINT R8, R4
        TESTINT R0, R4
        JZ     even
        LI     RC, 3
        MULINT R0, RC
        ADDINT R0, R4
        JMP    next
even:   SHRINT R0, R4
        JMP    next
done:   LI     R0, 0
        ADDINT R0, R8
        RET
";

/// Counts the steps from 27, which is known to take 111.
pub const MAIN: &str = r#"
use vsp_runtime::{Reg, Vm};

vsp_runtime::include_program!(mod prog);

fn main() {
    let mut vm = Vm::new(&prog::PROGRAM);
    vm.set_integer(Reg::R0, 27).unwrap();
    let outcome = prog::steps(&mut vm);
    println!("{outcome}, {} steps, {}", vm.integer(Reg::R0).unwrap(), prog::PROGRAM.engine());
}
"#;

/// A crate of its own, with this build script and [`MAIN`].
pub fn lone(package: &str, build_script: &str) -> Project {
    Project::new(&[
        ("Cargo.toml", &manifest(package, "")),
        ("build.rs", build_script),
        ("src/main.rs", MAIN),
        ("src/prog.sil", COLLATZ),
    ])
}

#[test]
fn it_runs_natively_in_debug_and_release() {
    let project = lone("fresh-lone", BUILD_SCRIPT);
    let expected = format!("returned, 111 steps, {ENGINE}\n");
    for profile in Profile::ALL {
        assert_eq!(project.cargo_in(profile, ["run"]).succeeds(), expected, "{profile:?}");
    }
}

/// As an editor does, which never builds.
#[test]
fn it_can_be_checked_before_it_is_ever_built() {
    let project = lone("fresh-checked", BUILD_SCRIPT);
    let check = project.cargo(["check", "--all-targets"]);
    check.succeeds();
    assert_eq!(check.warnings(), [""; 0]);
    assert_eq!(project.cargo(["check", "--all-targets", "-v"]).work(), [""; 0]);
}

#[test]
fn its_second_build_does_nothing() {
    let build_script = r#"
        use std::io::Write;

        fn main() {
            vsp_build::compile("src/prog.sil");
            let mut runs = std::fs::File::options().create(true).append(true).open("runs").unwrap();
            runs.write_all(b"+").unwrap();
        }
    "#;
    let project = lone("fresh-twice", build_script);
    let build = |variables: &[(&str, &str)]| {
        let mut command = project.command(["build", "-v"]);
        let run = project.run(command.envs(variables.iter().copied()));
        run.succeeds();
        (run.work().len(), fs::read_to_string(project.path("runs")).expect("the build script has run"))
    };
    let (_, runs) = build(&[]);
    assert_eq!(runs, "+");
    assert_eq!(build(&[]), (0, "+".into()));

    // Neither for files that have nothing to do with it does the build script run again.
    project.write("src/main.rs", format!("{MAIN}// changed"));
    project.write("src/other.sil", COLLATZ);
    let (work, runs) = build(&[]);
    assert!(work > 0);
    assert_eq!(runs, "+");
    assert_eq!(build(&[]), (0, "+".into()));

    // It does where another archiver is asked for.
    if NATIVE {
        let archiver = [("AR", "/no/such/archiver")];
        assert_eq!(build(&archiver).1, "++");
        assert_eq!(build(&archiver), (0, "++".into()));
    }
}
