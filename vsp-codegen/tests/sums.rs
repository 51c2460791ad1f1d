//! Which code looks sums up, and which calls a helper for them.

use vsp_codegen::{Code, Optimization, Options, Target, compile, targets::TARGETS};
use vsp_isa::flow::AnalysedProgram;

fn code(source: &str, triple: &str, optimization: Optimization) -> Code {
    let program = vsp_isa::asm::assemble(source, "sums.sil").expect("it is right");
    let program = AnalysedProgram::new(program).expect("it is sound");
    // Needed where there is no system, and of no meaning elsewhere.
    let features: &[&str] = if triple.starts_with("x86_64") { &["sse2"] } else { &[] };
    let target = Target::new(triple, features).expect("there is a back end");
    compile(&program, &target, &Options { optimization, ..Options::default() }).expect("it compiles")
}

#[test]
fn where_there_is_an_operating_system_sums_are_looked_up() {
    let native = TARGETS.iter().filter(|target| target.promise.is_native()).map(|target| target.triple);
    for triple in native.chain(["x86_64-unknown-none"]) {
        for optimization in Optimization::ALL {
            for operation in ["ADD", "SUB"] {
                let source = format!("main: {operation} R0, R1\n HLT");
                let uses_sums = code(&source, triple, optimization).uses_sums;
                assert_eq!(uses_sums, !triple.ends_with("-none"), "{triple}: {operation}");
            }
        }
    }
}

#[test]
fn only_code_that_adds_looks_sums_up() {
    for source in [
        "main: MUL R0, R1\n LERP R2, R3, 5\n HLT",
        // Words are added otherwise, and what nobody wants is not added at all.
        ".mode SIL-64\nmain: ADDINT R0, R4\n HLT",
        "main: ADD R0, R1\n MOVI R0, 1\n MUL R0, R0\n HLT",
    ] {
        assert!(!code(source, "x86_64-unknown-linux-gnu", Optimization::Fast).uses_sums, "{source}");
    }
}

#[test]
fn one_part_that_adds_is_enough() {
    let source = format!("main: ADD R0, R1\n{}HLT", "MUL R0, R1\n".repeat(3000));
    let code = code(&source, "aarch64-unknown-linux-gnu", Optimization::Fast);
    assert!(code.regions.len() > 2 && code.uses_sums);
}
