//! Compiled code under Windows' rules on x86-64, where a linker for it and Wine are at hand: what it calls can be unwound to
//! its caller with all registers, and it gives the caller its registers back.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;
use vsp_codegen::{Options, Target, compile, object};
use vsp_isa::flow::AnalysedProgram;

/// A program that uses many registers, those for floats too, between two calls of its host.
const SOURCE: &str = "
    .mode SIL-64
    .global main
    main: OUT       R0, 1
          POWFLOAT  RC, R8
          ADDFLOAT  R8, R4
          MULFLOAT  R4, R0
          ADDINT    R0, R4
          OUT       R0, 2
          HLT
";

/// Whether a command succeeded; `None` if there is no such program.
fn run(command: &mut Command) -> Option<std::process::Output> {
    match command.output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => panic!("{command:?}: {error}"),
    }
}

/// Leaves the test out, but where it is said that everything it needs is there.
fn skip(what: &str) {
    assert!(std::env::var_os("VSP_REQUIRE_LINKERS").is_none(), "there is no {what}");
    eprintln!("skipped: there is no {what}");
}

#[test]
fn unwinders_and_callers_get_their_registers() {
    let program = vsp_isa::asm::assemble(SOURCE, "registers.sil").expect("it is right");
    let target = Target::new("x86_64-pc-windows-gnu", &[]).expect("there is a back end");
    let code = compile(&AnalysedProgram::of(&program).expect("it is sound"), &target, &Options::default())
        .expect("it compiles");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let [object_file, executable] = ["registers.o", "registers.exe"].map(|name| folder.join(name));
    std::fs::write(&object_file, object(&code, &target, "the_program").expect("it is an object"))
        .expect("files can be written");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/windows/registers.c");
    let mut link = Command::new("x86_64-w64-mingw32-gcc");
    link.arg("-O1").arg(source).arg(&object_file).arg("-o").arg(&executable);
    let Some(linked) = run(&mut link) else { return skip("linker for Windows") };
    assert!(linked.status.success(), "{}", String::from_utf8_lossy(&linked.stderr));
    let mut wine = Command::new("wine");
    wine.arg(&executable).env("WINEPREFIX", folder.join("wine")).env("WINEDEBUG", "-all");
    wine.env("WINEDLLOVERRIDES", "mscoree=;mshtml=");
    let Some(ran) = run(&mut wine) else { return skip("Wine") };
    assert_eq!(String::from_utf8_lossy(&ran.stdout).trim(), "as it must be: 2 frames", "{ran:?}");
}
