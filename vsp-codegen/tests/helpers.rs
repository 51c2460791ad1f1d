//! Which helpers code says that it calls.

use vsp_codegen::{Options, Target, compile};
use vsp_isa::abi::Helper;
use vsp_isa::flow::AnalysedProgram;

fn helpers(source: &str) -> Vec<Helper> {
    let program = vsp_isa::asm::assemble(source, "x.sil").expect("it is assembly");
    let program = AnalysedProgram::new(program).expect("it is sound");
    let target = Target::new("x86_64-unknown-linux-gnu", &[]).expect("there is code for it");
    compile(&program, &target, &Options::default()).expect("it compiles").helpers
}

#[test]
fn what_has_instructions_of_its_own_calls_none() {
    assert_eq!(helpers(".mode SIL-64\nmain: MULINT R0, R4\n MUL R0, R1\n HLT"), []);
}

#[test]
fn each_is_named_once_in_the_order_of_the_table() {
    let source = ".mode SIL-64\nmain: POWINT R0, R4\n OUT R0, 1\n FOLD\n POWINT R0, R4\n HLT";
    assert_eq!(helpers(source), [Helper::execute, Helper::write_port, Helper::pow_integer]);
}

/// What is in other regions counts, too.
#[test]
fn all_parts_are_looked_at() {
    let source = format!(".mode SIL-64\nmain: {}FOLD\n HLT", "ADDINT R0, R4\n".repeat(3000));
    assert_eq!(helpers(&source), [Helper::execute]);
}
