//! Compiles the programs, and tells the linker about the board's memory.

use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

fn main() {
    vsp_build::Builder::new().call_limit(16).stack_limit(64).file("programs/smooth.sil").compile();
    corpus();
    println!("cargo::rerun-if-changed=board.x");
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "none") {
        let folder = env::var("CARGO_MANIFEST_DIR").expect("Cargo sets it");
        println!("cargo::rustc-link-arg-bin=board=-T{folder}/board.x");
    }
}

/// Compiles the corpus of the tests, too, and lists its programs in `corpus.rs`.
fn corpus() {
    println!("cargo::rerun-if-changed=../corpus");
    let mut files: Vec<PathBuf> = fs::read_dir("../corpus")
        .expect("the corpus is a folder")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    files.sort();
    let mut builder = vsp_build::Builder::new();
    // What looks wrong is there on purpose.
    builder.warnings(false);
    let (mut modules, mut list) = (String::new(), String::new());
    for file in &files {
        let name = file.file_stem().expect("it has a name").display().to_string();
        builder.named(&name, file);
        writeln!(modules, "vsp_runtime::include_program!(mod {name});").expect("a String takes all text");
        write!(list, "&{name}::PROGRAM, ").expect("a String takes all text");
    }
    builder.compile();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets it"));
    let text = format!("{modules}static CORPUS: &[&vsp_runtime::Program] = &[{list}];\n");
    fs::write(out.join("corpus.rs"), text).expect("OUT_DIR can be written");
}
