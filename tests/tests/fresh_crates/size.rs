//! What a program adds to an executable, and crates without the interpreter.

use crate::lone::COLLATZ;
use crate::project::{BUILD_SCRIPT, NATIVE, Project, dependency, manifest, output_folder};
use std::env::consts::EXE_EXTENSION;
use std::fs;
use std::process::Command;
use vsp_test_platform::TARGET;

/// How somebody builds who looks at the size.
const SMALL: [(&str, &str); 7] = [
    ("CARGO_PROFILE_DEV_OPT_LEVEL", "s"),
    ("CARGO_PROFILE_DEV_LTO", "fat"),
    ("CARGO_PROFILE_DEV_CODEGEN_UNITS", "1"),
    ("CARGO_PROFILE_DEV_PANIC", "abort"),
    ("CARGO_PROFILE_DEV_STRIP", "symbols"),
    ("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false"),
    ("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false"),
];

/// What a program of integers and products may add, in bytes.
const MOST: u64 = 60_000;

/// The table of sums, and the pages that it ends in.
const TABLE: u64 = 65_536 + 4096;

/// Twice what [`COLLATZ`] and some products come to, in a machine with a host of this crate's own.
const MAIN: &str = r#"
use vsp_runtime::{Cell, Host, HostError, Outcome, Reg, Vm};

vsp_runtime::include_program!(mod prog);

struct Ports(u8);

impl Host for Ports {
    fn write_port(&mut self, port: u8, _: Cell) -> Result<(), HostError> {
        self.0 = port;
        Ok(())
    }
}

fn main() {
    let mut vm = Vm::builder(&prog::PROGRAM).host(Ports(0)).build().ok().unwrap();
    vm.set_integer(Reg::R0, 26 + std::env::args().count() as i64).unwrap();
    assert!(matches!(prog::steps(&mut vm), Outcome::Returned));
    let steps = vm.integer(Reg::R0).unwrap();
    vm.set_cell(Reg::R0, Cell { rho: 1, theta: 3 });
    assert!(matches!(prog::products(&mut vm), Outcome::Returned));
    let product = vm.cell(Reg::R0);
    std::process::exit((steps + i64::from(product.rho)) as i32 + i32::from(vm.host().0));
}
"#;

/// e^(1 + 3i pi/8) times itself: rho 2. Port 5 gets it.
const PRODUCTS: &str = "
.global products
products:
        MUL    R0, R0
        OUT    R0, 5
        RET
";

/// The same and a sum with 0, which changes nothing.
const SUMS: &str = "
.global products
products:
        MUL    R0, R0
        LI     R4, 0
        MOVI   R4, -8
        ADD    R0, R4
        OUT    R0, 5
        RET
";

/// A `Cargo.toml` of a crate without the interpreter.
fn without_interpreter(package: &str, more: &str) -> String {
    let runtime = dependency("vsp-runtime");
    let lone = format!("{runtime}, default-features = false, features = [\"std\"]");
    manifest(package, more).replace(&runtime, &lone)
}

/// How many bytes larger an executable with a program is than one without.
fn added(package: &str, products: &str) -> u64 {
    let empty = format!("{package}-empty");
    let binary = |name: &str, path: &str| format!("[[bin]]\nname = \"{name}\"\npath = \"{path}\"\n");
    let binaries = binary(package, "src/main.rs") + &binary(&empty, "src/empty.rs");
    let project = Project::new(&[
        ("Cargo.toml", &without_interpreter(package, &binaries)),
        ("build.rs", BUILD_SCRIPT),
        ("src/main.rs", MAIN),
        ("src/empty.rs", "fn main() {}"),
        ("src/prog.sil", &format!("{COLLATZ}{products}")),
    ]);
    project.run(project.command(["build"]).envs(SMALL)).succeeds();
    let file = |name: &str| output_folder().join("debug").join(name).with_extension(EXE_EXTENSION);
    // 27 takes 111 steps.
    let status = Command::new(file(package)).status().expect("it is built");
    assert_eq!(status.code(), Some(111 + 2 + 5));
    let size = |name: &str| fs::metadata(file(name)).expect("it is built").len();
    size(package) - size(&empty)
}

#[test]
fn a_small_program_adds_little() {
    if TARGET != "x86_64-unknown-linux-gnu" {
        return;
    }
    let plain = added("fresh-size", PRODUCTS);
    let sums = added("fresh-size-sums", SUMS);
    println!("{plain} bytes, with sums {sums}");
    assert!(plain <= MOST, "{plain}");
    assert!((65_536..=MOST + TABLE).contains(&sums), "{sums}");
}

/// Prints, stops in the middle of a block, and does what no machine code is made for; runs are then counted, which this code
/// does not do.
#[test]
fn without_the_interpreter_single_instructions_are_executed_all_the_same() {
    if !NATIVE {
        return;
    }
    let source = "
        .mode SIL-64
        .global shift
        .global fall
        shift:  SHIFTL
                LI       R0, 5
                SYSCALL  print_int
                RET
        fall:   LI       R4, 1
                COLLAPSE R2
                ADDINT   R4, R4
                FOLD
                RET
    ";
    let main = r#"
        use std::fmt;
        use vsp_runtime::{Cell, Engine, Host, HostError, Outcome, Reg, Vm};

        vsp_runtime::include_program!(mod prog);

        struct Text(String);

        impl Host for Text {
            fn print(&mut self, text: fmt::Arguments<'_>) -> Result<(), HostError> {
                self.0 += &text.to_string();
                Ok(())
            }
        }

        fn main() {
            for fuel in [None, Some(100)] {
                let mut vm = Vm::builder(&prog::PROGRAM).host(Text(String::new())).build().unwrap();
                vm.set_fuel(fuel);
                // Code of build scripts counts no fuel.
                assert_eq!(vm.engine(), if fuel.is_none() { Engine::Native } else { Engine::Interpreter });
                vm.set_cell(Reg::RE, Cell::I);
                assert_eq!(prog::shift(&mut vm), Outcome::Returned);
                assert_eq!((vm.cell(Reg::RF), vm.integer(Reg::R0)), (Cell::I, Ok(5)));
                vm.set_cell(Reg::R2, Cell::NULL);
                assert_eq!(prog::fall(&mut vm), Outcome::Collapsed);
                assert_eq!(vm.integer(Reg::R4), Ok(1));
                assert_eq!(vm.run(), Outcome::Returned);
                assert_eq!(vm.fuel_used(), fuel.map(|_| 9));
                println!("{}", vm.into_host().0);
            }
        }
    "#;
    let project = Project::new(&[
        ("Cargo.toml", &without_interpreter("fresh-lone-executor", "")),
        ("build.rs", BUILD_SCRIPT),
        ("src/main.rs", main),
        ("src/prog.sil", source),
    ]);
    assert_eq!(project.cargo(["run"]).succeeds(), "5\n5\n");
}

#[test]
fn without_native_code_and_interpreter_there_is_an_error() {
    let build = |package: &str, script: &str, source: &str| {
        Project::new(&[
            ("Cargo.toml", &without_interpreter(package, "")),
            ("build.rs", script),
            (
                "src/main.rs",
                "vsp_runtime::include_program!(mod prog);\nfn main() { let _ = &prog::PROGRAM; }\n",
            ),
            ("src/prog.sil", source),
        ])
    };
    let too_large = "fn main() {
        let limits = vsp_build::CompileLimits { instructions: 1, ..vsp_build::CompileLimits::default() };
        vsp_build::Builder::new().file(\"src/prog.sil\").limits(limits).warnings(false).compile();
    }";
    let project = build("fresh-neither", too_large, COLLATZ);
    let errors = project.cargo(["build"]).fails();
    let expected = "error: this program has no native code for the target, and vsp-runtime lacks its feature `interpreter`";
    assert!(errors.contains(expected), "{errors}");
    // Who only checks gets no native code, and no error.
    let project = build("fresh-neither-checked", BUILD_SCRIPT, COLLATZ);
    project.run(project.command(["check"]).env("VSP_BUILD", "check")).succeeds();
    // Nor is there code for this target in what `vsp!` makes where there is none for any.
    let inline = r#"
        mod halt {
            vsp_runtime::__unsafe_bindings! {
                version "0.1.0";
                name "halt";
                file b"SILC\x00\x01\x04\x00\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xfd\xfd\x14\x60\x00\x40\xb4\xc2\x01";
                marks b"\x02";
                limits { memory: [], calls: 4, stack: 2 }
                inline {}
                functions {}
                data {}
                typed {}
                statics {}
            }
        }
        fn main() { let _ = &halt::PROGRAM; }
    "#;
    project.write("src/main.rs", inline);
    assert!(project.cargo(["build"]).fails().contains(expected));
    // A program that is wrong is one error.
    let project = build("fresh-neither-wrong", BUILD_SCRIPT, "main: HLP");
    let errors = project.cargo(["build"]).fails();
    assert!(errors.contains("unknown mnemonic `HLP`") && !errors.contains("lacks its feature"), "{errors}");
}
