//! Programs written inline, with no build script.

use crate::lone::COLLATZ;
use crate::project::{Project, dependency, workspace_manifest};
use std::path::Path;
use std::process::Command;

/// The engine that inline programs have on this machine.
const ENGINE: &str = if cfg!(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "s390x")) {
    "native"
} else {
    "interpreter"
};

/// A `Cargo.toml` for a package with the one dependency, which `more` goes behind.
fn manifest(package: &str, more: &str) -> String {
    let runtime = dependency("vsp-runtime");
    format!(
        "[package]\n\
         name = \"{package}\"\n\
         version = \"0.1.0\"\n\
         edition = \"2024\"\n\
         \n\
         [dependencies]\n\
         vsp-runtime = {{ {runtime}, features = [\"macros\"] }}\n\
         \n\
         {more}"
    )
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
            vm.run();
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
        ("Cargo.toml", &manifest(package, "")),
        ("src/main.rs", &main_file()),
        ("programs/start.sil", &start(27)),
    ])
}

#[test]
fn inline_programs_are_native_in_every_profile() {
    let project = project("fresh-inline");
    assert_eq!(project.cargo(["run"]).succeeds(), expected(ENGINE));
    assert_eq!(project.cargo(["run", "--release"]).succeeds(), expected(ENGINE));
    let mut with_lto = project.command(["run", "--release"]);
    let with_lto = project.run(with_lto.env("CARGO_PROFILE_RELEASE_LTO", "fat"));
    assert_eq!(with_lto.succeeds(), expected(ENGINE));
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
    add::add(&mut vm);
    vm.integer(engine::Reg::R0).unwrap()
}

/// A program in a function that is compiled into its users.
#[inline(always)]
pub fn halting() -> &'static engine::Program {
    engine::vsp! { HLT }
}

/// The macro for whoever uses this library.
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
    let (runtime, engine) = (dependency("vsp-runtime"), "engine = { package = \"vsp-runtime\"");
    let library = format!(
        "[package]\n\
         name = \"fresh-inline-library\"\n\
         version = \"0.1.0\"\n\
         edition = \"2021\"\n\
         \n\
         [dependencies]\n\
         {engine}, {runtime}, default-features = false, features = [\"macros\"] }}\n"
    );
    let application = "[package]\n\
                       name = \"fresh-inline-application\"\n\
                       version = \"0.1.0\"\n\
                       edition = \"2024\"\n\
                       \n\
                       [dependencies]\n\
                       fresh-inline-library = { path = \"../library\" }\n";
    let test = APPLICATION.replace("fn main", "#[test]\nfn main");
    let project = Project::new(&[
        ("Cargo.toml", &workspace_manifest(&["library", "application"])),
        ("library/Cargo.toml", &library),
        ("library/src/lib.rs", LIBRARY),
        ("library/src/add.sil", ".mode SIL-64\n.global add\nadd: ADDINT R0, R4\n RET\n"),
        ("library/examples/fresh-inline-example.rs", APPLICATION),
        ("library/tests/use.rs", &test),
        ("application/Cargo.toml", application),
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

/// What it takes to build for another machine and to run that here.
struct Cross {
    compiler: &'static str,
}

const CROSS_TARGET: &str = "aarch64-unknown-linux-gnu";
const LINKER: &str = "aarch64-linux-gnu-gcc";
const EMULATOR: &str = "qemu-aarch64-static";
const LIBRARIES: &str = "/usr/aarch64-linux-gnu";

impl Cross {
    /// The tools, or what is missing.
    fn find() -> Result<Cross, String> {
        for tool in [LINKER, EMULATOR] {
            if Command::new(tool).arg("--version").output().is_err() {
                return Err(format!("there is no {tool}"));
            }
        }
        if !Path::new(LIBRARIES).exists() {
            return Err(format!("there is no {LIBRARIES}"));
        }
        // Rather the compiler that builds everything else; but it may be a distribution that has the target's library.
        let compilers = ["rustc", "/usr/bin/rustc"];
        let compiler = compilers.into_iter().find(|compiler| {
            let arguments = ["--print", "target-libdir", "--target", CROSS_TARGET];
            let output = Command::new(compiler).args(arguments).output();
            output.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).exists())
        });
        compiler
            .map(|compiler| Cross { compiler })
            .ok_or(format!("no compiler has the library of {CROSS_TARGET}"))
    }

    /// Runs the project's program, without and with optimisation, and gives what it prints.
    fn run(&self, project: &Project) -> [String; 2] {
        // Compilers that take turns in one folder compile everything each time.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fresh-crates-arm");
        let runner = format!("{EMULATOR} -L {LIBRARIES}");
        ["0", "3"].map(|optimisation| {
            let mut command = project.command(["run", "--target", CROSS_TARGET]);
            command
                .env("RUSTC", self.compiler)
                .env("CARGO_TARGET_DIR", &folder)
                // Unlike another profile, this leaves the code generator as it is.
                .env("CARGO_PROFILE_DEV_OPT_LEVEL", optimisation)
                .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", LINKER)
                .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", &runner);
            project.run(&mut command).succeeds()
        })
    }
}

/// The macro does not know its target: code for all is in the expansion, and the right one gets into the program.
#[test]
fn cross_built_inline_programs_are_native_too() {
    match Cross::find() {
        Ok(cross) => {
            let expected = expected("native");
            assert_eq!(cross.run(&project("fresh-inline-arm")), [expected.as_str(), &expected]);
        }
        Err(missing) => {
            let required = std::env::var_os("VSP_REQUIRE_CROSS").is_some();
            assert!(!required, "cannot build for {CROSS_TARGET}: {missing}");
            println!("skipped, since {missing}: set VSP_REQUIRE_CROSS where it must not be");
        }
    }
}
