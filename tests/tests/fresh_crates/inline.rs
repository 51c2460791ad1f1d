//! Programs written inline, with no build script.

use crate::cross::Cross;
use crate::lone::COLLATZ;
use crate::project::{
    ENGINE, Profile, Project, dependency, plain_manifest, target_folder, workspace_manifest,
};
use vsp_test_platform::{TARGET, variable};

/// A `Cargo.toml` for a package with the one dependency.
fn manifest(package: &str) -> String {
    plain_manifest(package, &runtime("vsp-runtime", "features = [\"macros\"]"))
}

/// The runtime as a dependency with the macro, by a name.
fn runtime(name: &str, more: &str) -> String {
    format!("{name} = {{ package = \"vsp-runtime\", {}, {more} }}", dependency("vsp-runtime"))
}

/// Runs two programs that it holds itself and one in a file, which gives the number to begin with.
fn main_file() -> String {
    let source = r#"
        #![forbid(unsafe_code)]
        use vsp_runtime::{Program, Reg, Vm, vsp};

        vsp! {
            /// How long a sequence takes.
            mod collatz { COLLATZ }

            mod start = file "programs/start.sil";
        }

        fn result(program: &Program, number: i64) -> i64 {
            let mut vm = Vm::new(program);
            vm.set_integer(Reg::R0, number).unwrap();
            assert!(matches!(vm.run(), vsp_runtime::Outcome::Halted | vsp_runtime::Outcome::Returned));
            vm.integer(Reg::R0).unwrap()
        }

        fn main() {
            let number = result(&start::PROGRAM, 0);
            let double = vsp! {
                .mode SIL-64
                ADDINT R0, R0
                HLT
            };
            let mut vm = Vm::new(&collatz::PROGRAM);
            vm.set_integer(Reg::R0, number).unwrap();
            let outcome = collatz::steps(&mut vm);
            let steps = vm.integer(Reg::R0).unwrap();
            let engines = [&start::PROGRAM, double, &collatz::PROGRAM].map(|program| program.engine().to_string());
            println!("{outcome}, {steps} steps from {number}, {} from its double, {}", result(&collatz::PROGRAM, result(double, number)), engines.join(" "));
        }
    "#;
    source.replace("COLLATZ", COLLATZ)
}

/// What the crate prints: it is known that from 27 it takes 111 steps, and from twice a number one more.
fn expected(engine: &str) -> String {
    format!("returned, 111 steps from 27, 112 from its double, {engine} {engine} {engine}\n")
}

fn start(number: i32) -> String {
    format!(".mode SIL-64\nmain: LI R0, {number}\n HLT\n")
}

fn project(package: &str) -> Project {
    Project::new(&[
        ("Cargo.toml", &manifest(package)),
        ("src/main.rs", &main_file()),
        ("programs/start.sil", &start(27)),
    ])
}

#[test]
fn inline_programs_are_native_in_every_profile() {
    let project = project("fresh-inline");
    for profile in Profile::ALL {
        assert_eq!(project.cargo_in(profile, ["run"]).succeeds(), expected(ENGINE), "{profile:?}");
    }
}

/// Everything is optimised together with the program's own code.
#[test]
fn inline_programs_are_native_with_optimisation_across_crates() {
    let project = project("fresh-inline-lto");
    // A profile that says so would have the code generator compiled again.
    let arguments = ["rustc", "--target", TARGET, "--", "-Clto=fat", "-Copt-level=3"];
    let mut command = project.command(arguments);
    project.run(command.env(variable(TARGET, "RUSTFLAGS"), "-Cembed-bitcode=yes")).succeeds();
    let executable = target_folder().join(TARGET).join("debug/fresh-inline-lto");
    let output = vsp_test_platform::command(executable).output().expect("it can be run");
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected(ENGINE));
}

#[test]
fn an_edit_of_the_file_compiles_the_crate_again() {
    let project = project("fresh-inline-edited");
    assert_eq!(project.cargo(["run"]).succeeds(), expected(ENGINE));
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);

    project.write("programs/start.sil", start(26));
    let printed = project.cargo(["run"]).succeeds();
    assert!(printed.starts_with("returned, 10 steps from 26, 11 from its double, "), "{printed}");
    assert_eq!(project.cargo(["build", "-v"]).work(), [""; 0]);

    // It can also be a compiled file, and one that is wrong is mended.
    let container = vsp_isa::asm::assemble(&start(6), "start.sil").unwrap();
    project.write("programs/start.sil", container.write().unwrap());
    let printed = project.cargo(["run"]).succeeds();
    assert!(printed.starts_with("returned, 8 steps from 6, 9 from its double, "), "{printed}");
    project.write("programs/start.sil", "main: LI R0 5\n");
    let message = project.cargo(["build"]).fails();
    assert!(message.contains("error: programs/start.sil:1:7: LI takes two operands"), "{message}");
    project.write("programs/start.sil", start(27));
    assert_eq!(project.cargo(["run"]).succeeds(), expected(ENGINE));

    // A path as seen from the source, as `include_str!` would have it, is told apart.
    project.write("src/main.rs", main_file().replace("programs/start.sil", "../programs/start.sil"));
    project.write("src/near.sil", start(27));
    let message = project.cargo(["build"]).fails();
    assert!(message.contains("cannot read `../programs/start.sil`"), "{message}");
    project.write("src/main.rs", main_file().replace("programs/start.sil", "near.sil"));
    let message = project.cargo(["build"]).fails();
    assert!(message.contains("; did you mean `src/near.sil`?"), "{message}");
}

#[test]
fn checks_make_no_code() {
    let project = project("fresh-inline-checked");
    let run = |value: &str| project.run(project.command(["run"]).env("VSP_BUILD", value));
    assert_eq!(run("check").succeeds(), expected("interpreter"));
    assert_eq!(run("").succeeds(), expected(ENGINE));
    let message = run("chek").fails();
    assert!(message.contains("error: the environment variable VSP_BUILD is \"chek\""), "{message}");
}

/// A library with programs, reached in every way.
const LIBRARY: &str = r#"
//! Without std, with another name for the runtime, no unsafe code, and no warnings, of the documentation neither.
//!
//! ```
//! assert_eq!(fresh_inline_library::plus(2, 1_u8), 3);
//!
//! // The programs of documentation tests.
//! let program = engine::vsp! {
//!     .mode SIL-8
//!     MOVI R0, 5 // with a comment
//!     HLT
//! };
//! assert_eq!(program.engine(), fresh_inline_library::add::PROGRAM.engine());
//! assert_eq!(engine::Vm::new(program).run(), engine::Outcome::Halted);
//! assert_eq!(engine::vsp!(file "src/add.sil").container(), fresh_inline_library::add::PROGRAM.container());
//! ```
#![no_std]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unused, unreachable_pub, rustdoc::all)]

pub use engine;

engine::vsp! {
    /// Adds integers.
    pub mod add = file "src/add.sil";
}

/// Adds integers, of any type.
pub fn plus<T: Into<i64>>(a: i64, b: T) -> i64 {
    let mut vm = engine::Vm::new(&add::PROGRAM);
    vm.set_integer(engine::Reg::R0, a).unwrap();
    vm.set_integer(engine::Reg::R4, b.into()).unwrap();
    let _returned = add::add(&mut vm);
    vm.integer(engine::Reg::R0).unwrap()
}

/// A program in a function that is compiled into its users.
#[inline(always)]
pub fn halting() -> &'static engine::Program {
    engine::vsp! { HLT }
}

/// The macro for users of this library.
#[macro_export]
macro_rules! sil {
    ($($source:tt)*) => { $crate::engine::vsp! { $($source)* } };
}
"#;

/// Uses the library, and has no other dependency.
const APPLICATION: &str = r#"
#![forbid(unsafe_code)]
use fresh_inline_library::{engine::{Outcome, Vm}, halting, plus, sil};

sil! { mod exported { .global run
                      run: RET } }

fn main() {
    let program = sil! { YIELD
                         HLT };
    let outcomes = [Vm::new(program).run(), Vm::new(halting()).run(), exported::run(&mut Vm::new(&exported::PROGRAM))];
    assert_eq!(outcomes, [Outcome::Halted, Outcome::Halted, Outcome::Returned]);
    let engines = [program, halting(), &exported::PROGRAM].map(|program| program.engine().to_string());
    println!("{} {}", plus(40, 2_i32), engines.join(" "));
}
"#;

#[test]
fn inline_programs_are_in_libraries_tests_examples_and_documentation() {
    let engine =
        runtime("engine", "default-features = false, features = [\"alloc\", \"interpreter\", \"macros\"]");
    let library =
        plain_manifest("fresh-inline-library", &engine).replace("edition = \"2024\"", "edition = \"2021\"");
    let application =
        plain_manifest("fresh-inline-application", "fresh-inline-library = { path = \"../library\" }");
    let test = APPLICATION.replace("fn main", "#[test]\nfn main");
    let project = Project::new(&[
        ("Cargo.toml", &workspace_manifest(&["library", "application"])),
        ("library/Cargo.toml", &library),
        ("library/src/lib.rs", LIBRARY),
        ("library/src/add.sil", ".mode SIL-64\n.global add\nadd: ADDINT R0, R4\n RET\n"),
        ("library/examples/fresh-inline-example.rs", APPLICATION),
        ("library/tests/use.rs", &test),
        ("application/Cargo.toml", &application),
        ("application/src/main.rs", APPLICATION),
        ("application/tests/use.rs", &test),
    ]);
    let expected = format!("42 {ENGINE} {ENGINE} {ENGINE}\n");
    assert_eq!(project.cargo(["run", "-p", "fresh-inline-application"]).succeeds(), expected);
    let example = ["run", "-p", "fresh-inline-library", "--example", "fresh-inline-example"];
    assert_eq!(project.cargo(example).succeeds(), expected);
    let tested = project.cargo(["test", "--workspace"]).succeeds();
    let passed = tested.matches("test result: ok. 1 passed").count();
    assert_eq!(passed, 3, "two tests and one in the documentation:\n{tested}");
    project.cargo(["doc", "--no-deps", "--document-private-items"]).succeeds();
}

/// The macro does not know its target: code for all is in the expansion, and the right one gets into the program.
#[test]
fn cross_built_inline_programs_are_native_too() {
    let Some(cross) = Cross::find() else { return };
    let project = project("fresh-inline-arm");
    for profile in Profile::ALL {
        let run = project.run(cross.tools(&mut project.command_in(profile, ["run"])));
        assert_eq!(run.succeeds(), expected("native"), "{profile:?}");
    }
}
