//! One crate that does what the documentation says and nothing else.

use crate::project::{BUILD_SCRIPT, ENGINE, Project, manifest};

/// The number of steps from an integer to 1.
const COLLATZ: &str = "
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
done:   RET
";

const MAIN: &str = r#"
vsp_runtime::include_program!(mod prog);

fn main() {
    let mut vm = vsp_runtime::Vm::new(&prog::PROGRAM);
    vm.set_integer(vsp_runtime::Reg::R0, 27).unwrap();
    let outcome = prog::steps(&mut vm);
    println!("{outcome}, {} steps, {}", vm.integer(vsp_runtime::Reg::R8).unwrap(), prog::PROGRAM.engine());
}
"#;

fn lone(package: &str) -> Project {
    let manifest = manifest(package, "");
    let files = [("Cargo.toml", &*manifest), ("build.rs", BUILD_SCRIPT), ("src/main.rs", MAIN), ("src/prog.sil", COLLATZ)];
    Project::new(&files)
}

#[test]
fn it_runs_natively_in_debug_and_release() {
    let project = lone("fresh-lone");
    // 27 is known for its 111 steps.
    let expected = format!("returned, 111 steps, {ENGINE}\n");
    assert_eq!(project.cargo(["run"]).succeeds(), expected);
    assert_eq!(project.cargo(["run", "--release"]).succeeds(), expected);
}
