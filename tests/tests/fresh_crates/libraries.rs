//! Programs in libraries, and wherever else a package has code.

use crate::lone::COLLATZ;
use crate::project::{
    BUILD_SCRIPT, ENGINE, Profile, Project, dependency, manifest, plain_manifest, workspace_manifest,
};

/// A library with a program, reached in every way.
const INNER: &str = r#"
//! The program itself:
//!
//! ```
//! assert_eq!(fresh_inner::steps(27), 111);
//!
//! vsp_runtime::include_program!(mod prog);
//! assert_eq!(prog::PROGRAM.engine(), fresh_inner::prog::PROGRAM.engine());
//! let mut vm = vsp_runtime::Vm::new(&prog::PROGRAM);
//! vm.set_integer(vsp_runtime::Reg::R0, 27).unwrap();
//! assert_eq!(prog::steps(&mut vm), vsp_runtime::Outcome::Returned);
//! assert_eq!(vm.integer(vsp_runtime::Reg::R0), Ok(111));
//! ```
use vsp_runtime::{Reg, Vm};

vsp_runtime::include_program!(pub mod prog);

/// The number of steps to 1.
pub fn steps(from: i64) -> i64 {
    let mut vm = Vm::new(&prog::PROGRAM);
    vm.set_integer(Reg::R0, from).unwrap();
    assert_eq!(prog::steps(&mut vm), vsp_runtime::Outcome::Returned);
    vm.integer(Reg::R0).unwrap()
}

/// The same, for other languages.
#[unsafe(no_mangle)]
pub extern "C" fn fresh_inner_steps(from: i64) -> i64 {
    steps(from)
}

#[test]
fn unit() {
    assert_eq!(steps(27), 111);
}
"#;

/// An integration test that uses the library's program and its own.
const INTEGRATION: &str = r#"
vsp_runtime::include_program!(mod prog);

#[test]
fn integration() {
    assert_eq!(fresh_inner::steps(27), 111);
    let mut vm = vsp_runtime::Vm::new(&prog::PROGRAM);
    vm.set_integer(vsp_runtime::Reg::R0, 27).unwrap();
    assert_eq!(prog::steps(&mut vm), vsp_runtime::Outcome::Returned);
    assert_eq!(vm.integer(vsp_runtime::Reg::R0), Ok(111));
}
"#;

/// A binary that loads the dynamic library.
const LOADER: &str = r#"
use std::ffi::{CString, c_char, c_int, c_void};

unsafe extern "C" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, symbol: *const c_char) -> *mut c_void;
}

fn main() {
    const NOW: c_int = 2;
    let file = CString::new(std::env::args().nth(1).unwrap()).unwrap();
    // SAFETY: the library has such a function, and stays loaded.
    let steps = unsafe {
        let library = dlopen(file.as_ptr(), NOW);
        assert!(!library.is_null());
        let symbol = dlsym(library, c"fresh_inner_steps".as_ptr());
        assert!(!symbol.is_null());
        std::mem::transmute::<*mut c_void, extern "C" fn(i64) -> i64>(symbol)
    };
    println!("{} steps", steps(27));
}
"#;

#[test]
fn programs_are_reached_from_all_targets_of_a_package_and_from_two_levels_up() {
    let project = Project::new(&[
        ("Cargo.toml", &workspace_manifest(&["inner", "middle", "outer", "loader"])),
        (
            "inner/Cargo.toml",
            &manifest("fresh-inner", "[lib]\ncrate-type = [\"lib\", \"cdylib\", \"staticlib\"]\n"),
        ),
        ("inner/build.rs", BUILD_SCRIPT),
        ("inner/src/prog.sil", COLLATZ),
        ("inner/src/lib.rs", INNER),
        ("inner/tests/integration.rs", INTEGRATION),
        ("inner/examples/shows.rs", "fn main() { println!(\"{} steps\", fresh_inner::steps(27)); }"),
        ("middle/Cargo.toml", &plain_manifest("fresh-middle", "fresh-inner = { path = \"../inner\" }")),
        (
            "middle/src/lib.rs",
            "pub fn twice() -> i64 { 2 * fresh_inner::steps(27) }\npub use fresh_inner::prog;",
        ),
        ("outer/Cargo.toml", &plain_manifest("fresh-outer", "fresh-middle = { path = \"../middle\" }")),
        (
            "outer/src/main.rs",
            "fn main() { println!(\"{} steps, {}\", fresh_middle::twice(), fresh_middle::prog::PROGRAM.engine()); }",
        ),
        ("loader/Cargo.toml", &plain_manifest("fresh-loader", "")),
        ("loader/src/main.rs", LOADER),
    ]);
    for profile in Profile::ALL {
        let cargo = |arguments: &[&str]| project.cargo_in(profile, arguments).succeeds();
        assert_eq!(cargo(&["run", "-p", "fresh-outer"]), format!("222 steps, {ENGINE}\n"), "{profile:?}");
        let tests = cargo(&["test", "-p", "fresh-inner"]);
        for test in ["unit", "integration", "inner/src/lib.rs - (line 4)"] {
            assert!(tests.contains(&format!("test {test} ... ok\n")), "{profile:?}: {tests}");
        }
        let example = cargo(&["run", "-p", "fresh-inner", "--example", "shows"]);
        assert_eq!(example, "111 steps\n", "{profile:?}");
        if cfg!(unix) {
            cargo(&["build", "-p", "fresh-inner"]);
            let library = project.dynamic_library("fresh_inner");
            let library = library.to_str().expect("the path is text");
            assert_eq!(cargo(&["run", "-p", "fresh-loader", library]), "111 steps\n", "{profile:?}");
        }
    }
}

#[test]
fn programs_of_one_name_in_several_crates_stay_apart() {
    let library = r#"
        vsp_runtime::include_program!(pub mod prog);

        /// What the program leaves in R0.
        pub fn answer() -> i64 {
            let mut vm = vsp_runtime::Vm::new(&prog::PROGRAM);
            assert_eq!(prog::main(&mut vm), vsp_runtime::Outcome::Returned);
            vm.integer(vsp_runtime::Reg::R0).unwrap()
        }
    "#;
    let source = |number| format!(".mode SIL-64\n.global main\nmain: LI R0, {number}\n RET\n");
    let dependencies =
        "[dependencies.fresh-left]\npath = \"../left\"\n[dependencies.fresh-right]\npath = \"../right\"\n";
    let binary = |sign: &str| {
        format!(
            "{library}
             fn main() {{
                 println!(\"{sign}{{}} {{}} {{}}\", answer(), fresh_left::answer(), fresh_right::answer());
             }}"
        )
    };
    let project = Project::new(&[
        ("Cargo.toml", &workspace_manifest(&["left", "right", "both"])),
        ("left/Cargo.toml", &manifest("fresh-left", "")),
        ("left/build.rs", BUILD_SCRIPT),
        ("left/src/prog.sil", &source(11)),
        ("left/src/lib.rs", library),
        ("right/Cargo.toml", &manifest("fresh-right", "")),
        ("right/build.rs", BUILD_SCRIPT),
        ("right/src/prog.sil", &source(22)),
        ("right/src/lib.rs", library),
        ("both/Cargo.toml", &manifest("fresh-both", dependencies)),
        ("both/build.rs", BUILD_SCRIPT),
        // The same program as in one of the libraries.
        ("both/src/prog.sil", &source(22)),
        ("both/src/bin/plus.rs", &binary("+")),
        ("both/src/bin/minus.rs", &binary("-")),
    ]);
    for profile in Profile::ALL {
        for (binary, sign) in [("plus", "+"), ("minus", "-")] {
            let run = project.cargo_in(profile, ["run", "-p", "fresh-both", "--bin", binary]);
            assert_eq!(run.succeeds(), format!("{sign}22 11 22\n"), "{profile:?}");
        }
    }
}

/// What makes the runtime do with an allocator.
const WITHOUT_STD: &str = "default-features = false, features = [\"alloc\", \"interpreter\"]";

#[test]
fn a_library_without_std_has_a_program() {
    let runtime = dependency("vsp-runtime");
    let bare = manifest("fresh-bare", "").replace(&runtime, &format!("{runtime}, {WITHOUT_STD}"));
    let library = r#"
        #![no_std]
        extern crate alloc;

        use alloc::string::{String, ToString};
        use vsp_runtime::{Reg, Vm};

        vsp_runtime::include_program!(mod prog);

        pub fn report() -> String {
            let mut vm = Vm::new(&prog::PROGRAM);
            vm.set_integer(Reg::R0, 27).unwrap();
            let outcome = prog::steps(&mut vm);
            alloc::format!("{outcome}, {} steps, {}", vm.integer(Reg::R0).unwrap(), prog::PROGRAM.engine().to_string())
        }
    "#;
    let project = Project::new(&[
        ("Cargo.toml", &workspace_manifest(&["bare", "roomy"])),
        ("bare/Cargo.toml", &bare),
        ("bare/build.rs", BUILD_SCRIPT),
        ("bare/src/lib.rs", library),
        ("bare/src/prog.sil", COLLATZ),
        ("roomy/Cargo.toml", &plain_manifest("fresh-roomy", "fresh-bare = { path = \"../bare\" }")),
        ("roomy/src/main.rs", "fn main() { println!(\"{}\", fresh_bare::report()); }"),
    ]);
    let features = project.cargo(["tree", "-p", "fresh-roomy", "-e", "normal", "-f", "{p} [{f}]"]).succeeds();
    assert!(
        features.lines().any(|line| line.contains("vsp-runtime") && line.ends_with("[alloc,interpreter]")),
        "{features}"
    );
    let run = project.cargo(["run", "-p", "fresh-roomy"]);
    assert_eq!(run.succeeds(), format!("returned, 111 steps, {ENGINE}\n"));
}
