//! Where nothing can be fetched: vendored dependencies, no code generator, and the site for documentation.

use crate::lone::{COLLATZ, MAIN, lone};
use crate::project::{BUILD_SCRIPT, Project, manifest};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// All files below a folder, and when they were changed.
fn files(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let entry = entry.expect("the folder can be read");
        let metadata = entry.metadata().expect("it is there");
        files.insert(entry.path(), metadata.modified().expect("there are times"));
        if metadata.is_dir() {
            files.extend(self::files(&entry.path()));
        }
    }
    files
}

/// With the code generator left out, programs are interpreted; and of the crates that it consists of, none is needed.
#[test]
fn without_the_code_generator_a_vendored_crate_is_interpreted() {
    let manifest =
        manifest("fresh-vendored", "").replace("vsp-build' }", "vsp-build', default-features = false }");
    let project = Project::new(&[
        ("Cargo.toml", &manifest),
        ("build.rs", BUILD_SCRIPT),
        ("src/main.rs", MAIN),
        ("src/prog.sil", COLLATZ),
    ]);
    // What vendoring takes is in Cargo's own folder, or nothing could have been built here.
    let configuration = project.cargo(["vendor", "vendored"]).succeeds();
    assert!(configuration.contains("replace-with"), "{configuration}");
    project.write(".cargo/config.toml", configuration);
    let tree = project.cargo(["tree", "--frozen", "--edges", "all"]).succeeds();
    assert!(!tree.contains("cranelift"), "{tree}");

    let mut command = project.command(["run", "--frozen"]);
    // Crates from other places are compiled in another folder.
    command.env("CARGO_TARGET_DIR", project.path("target")).env("CARGO_HOME", project.path("no home"));
    let run = project.run(&mut command);
    assert_eq!(run.succeeds(), "returned, 111 steps, interpreter\n");
    assert!(run.stderr().contains("Compiling vsp-build"), "{}", run.stderr());
}

/// Documentation is made as docs.rs does, where nothing can be fetched, and only Cargo's target folder be written.
#[test]
fn documentation_is_made_without_writing_to_the_package() {
    let project = lone("fresh-documented", BUILD_SCRIPT);
    project.write("src/lib.rs", "//! Documented.\nvsp_runtime::include_program!(pub mod prog);\n");
    let before = files(&project.path(""));
    let mut command = project.command(["doc", "--frozen", "--no-deps", "--lib"]);
    project.run(command.env("DOCS_RS", "1")).succeeds();
    assert_eq!(files(&project.path("")), before);
    let page = crate::project::output_folder().join("doc/fresh_documented/prog/fn.steps.html");
    assert!(page.exists(), "{} is missing", page.display());
}
