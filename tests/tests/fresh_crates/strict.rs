//! Crates that allow little, and crates whose dependencies do not fit together.

use crate::lone::{COLLATZ, MAIN, lone};
use crate::project::{BUILD_SCRIPT, ENGINE, Project, manifest};

/// With an older edition, another name for the runtime, no unsafe code, and no warnings, of the documentation neither.
#[test]
fn bindings_are_fit_for_crates_that_allow_little() {
    let strict =
        "#![forbid(unsafe_code)]\n#![deny(warnings, missing_docs, unused, unreachable_pub, rustdoc::all)]\n";
    let library = format!(
        "//! Strict.\n{strict}rt::include_program!(\n    /// The steps.\n    pub mod prog\n);\n\
         mod unused {{ rt::include_program!(mod prog); }}\n"
    );
    let main = format!("//! Strict.\n{strict}{}", MAIN.replace("vsp_runtime", "rt"));
    let manifest = manifest("fresh-strict", "")
        .replace("edition = \"2024\"", "edition = \"2021\"")
        .replace("vsp-runtime = { ", "rt = { package = \"vsp-runtime\", ");
    let project = Project::new(&[
        ("Cargo.toml", &manifest),
        ("build.rs", BUILD_SCRIPT),
        ("src/main.rs", &main),
        ("src/lib.rs", &library),
        ("src/prog.sil", &format!(".data\ntable: .byte 1\n.code\n{COLLATZ}")),
    ]);
    let run = project.cargo(["run"]);
    assert_eq!(run.succeeds(), format!("returned, 111 steps, {ENGINE}\n"));
    let documentation = project.cargo(["doc", "--no-deps", "--document-private-items"]);
    documentation.succeeds();
    for run in [run, documentation] {
        assert_eq!(run.warnings(), [""; 0]);
    }
}

/// Bindings of another version, and so perhaps of another form, are one error that says what to do.
#[test]
fn two_versions_are_one_clear_error() {
    let build = r#"
        fn main() {
            vsp_build::compile("src/prog.sil");
            let path = std::path::Path::new(&std::env::var_os("OUT_DIR").unwrap()).join("vsp/prog.rs");
            let bindings = std::fs::read_to_string(&path).unwrap();
            assert!(bindings.contains("version \"OURS\";"));
            let other = bindings.replace("version \"OURS\";", "version \"0.0.7\"; new { thing: 1 }");
            std::fs::write(path, other).unwrap();
        }
    "#;
    let ours = env!("CARGO_PKG_VERSION");
    let project = lone("fresh-mismatched", &build.replace("OURS", ours));
    let message = project.cargo(["build"]).fails();
    let expected = format!(
        "error: this program was compiled by vsp-build 0.0.7, but vsp-runtime is {ours}; use the same version of both in \
         Cargo.toml\n"
    );
    assert!(message.contains(&expected), "{message}");
    // The other is that the crate cannot be compiled.
    assert_eq!(message.lines().filter(|line| line.starts_with("error")).count(), 2, "{message}");
}

#[test]
fn a_crate_without_a_build_script_is_told_so() {
    let project = lone("fresh-scriptless", BUILD_SCRIPT);
    std::fs::remove_file(project.path("build.rs")).expect("the file is there");
    let message = project.cargo(["check"]).fails();
    let expected =
        "error: this crate has no build script: a build.rs must compile the program with vsp-build\n";
    assert!(message.contains(expected), "{message}");
}
