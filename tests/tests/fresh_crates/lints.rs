//! A crate that allows nothing, held against every lint that there is.

use crate::lone::COLLATZ;
use crate::project::{Project, dependency};
use std::process::Command;
use vsp_test_platform::is_cross;

/// What Clippy's group for manifests asks of one.
fn manifest(package: &str) -> String {
    let (runtime, build) = (dependency("vsp-runtime"), dependency("vsp-build"));
    format!(
        "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\ndescription = \"Strict\"\n\
         license = \"MIT\"\nrepository = \"https://example.org/strict\"\nreadme = \"README.md\"\n\
         keywords = [\"strict\"]\ncategories = [\"embedded\"]\npublish = false\n\n\
         [dependencies]\nvsp-runtime = {{ {runtime}, default-features = false, features = [\"macros\"] }}\n\n\
         [build-dependencies]\nvsp-build = {{ {build} }}\n"
    )
}

/// What must stand elsewhere: the first two are in the text, and the third is for crates that are linked.
const APART: [&str; 3] = ["unknown-lints", "warnings", "linker-messages"];

/// All lints of the compiler's, by name.
fn lints() -> Vec<String> {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler).args(["-W", "help"]).output().expect("there is a compiler");
    let text = String::from_utf8(output.stdout).expect("it is text");
    let lint = |line: &str| {
        let mut words = line.split_whitespace();
        let (name, level) = (words.next()?, words.next()?);
        let is_level = ["allow", "warn", "deny"].contains(&level);
        (is_level && !APART.contains(&name)).then(|| name.replace('-', "_"))
    };
    text.lines().filter_map(lint).collect()
}

const LIBRARY: &str = r#"//! A library that allows nothing.
#![no_std]
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![allow(unknown_lints, reason = "unstable ones are not known")]
#![deny(
    warnings,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
    clippy::cargo,
    LINTS
)]
#![allow(
    clippy::blanket_clippy_restriction_lints,
    clippy::multiple_crate_versions,
    reason = "all of a group is denied on purpose, and what others depend on is not this crate's choice"
)]
::vsp_runtime::include_program!(
    /// How many steps it takes.
    pub mod prog
);

::vsp_runtime::include_program!(
    /// Functions and statics with types.
    pub mod typed
);

/// Nothing of it is used.
mod unused {
    ::vsp_runtime::include_program!(mod prog);
    ::vsp_runtime::include_program!(mod typed);
    ::vsp_runtime::vsp! {
        /// Inline.
        mod x = file "src/prog.sil";
    }
}

::vsp_runtime::vsp! {
    /// The same program.
    pub mod inline = file "src/prog.sil";
    /// Tokens of LIS.
    pub mod tokens {
        pub static h: (Float, Int) = (0.5, 2);
        pub fn f(t: Bool) -> Bool { return !t; }
    }
}

/// A program without a name.
pub static PROGRAM: &::vsp_runtime::Program = ::vsp_runtime::vsp! {
    .global f
    f: HLT
};
"#;

/// With a function and data of one letter, a large address, and more than a few entries.
fn program() -> String {
    let long = "x".repeat(20_000);
    format!(".data\ntable: .string \"{long}\"\nt: .byte 2\n.code\n.global f\nf: CALL steps\n RET\n{COLLATZ}")
}

/// All types that can cross, more parameters than a function should have, a large address, and names of one letter.
const TYPED: &str = "
pub static large: [Float; 3000] = [0.0; 3000];
pub static t: (Int, (Float, Bool), State) = (1, (0.5, true), State { });
pub fn f(a: Int, b: Float, c: Bool, d: ByteSil, e: State, g: [Int; 3], i: (Int, Float), j: (), k: [State; 2]) -> (ByteSil, [Float; 3000]) {
    return (d, large);
}
pub fn none() { }
";

#[test]
fn no_lint_has_anything_against_expansions() {
    let project = Project::new(&[
        ("Cargo.toml", &manifest("fresh-lints")),
        ("README.md", "# Strict\n"),
        (
            "build.rs",
            "fn main() { vsp_build::compile(\"src/prog.sil\"); vsp_build::compile(\"src/typed.lis\"); }\n",
        ),
        ("src/typed.lis", TYPED),
        ("src/lib.rs", &LIBRARY.replace("LINTS", &lints().join(",\n    "))),
        ("src/prog.sil", &program()),
    ]);
    // By the compiler itself, with all of the code made.
    let build = project.cargo(["build", "--lib"]);
    build.succeeds();
    assert_eq!(build.warnings(), [""; 0]);
    if is_cross() || !project.cargo(["clippy", "--version"]).is_success() {
        println!("skipped: Clippy is not there, or looks at another machine's code");
        return;
    }
    let clippy = project.cargo(["clippy", "--lib"]);
    clippy.succeeds();
    assert_eq!(clippy.warnings(), [""; 0]);
}
