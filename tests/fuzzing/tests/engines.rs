//! The targets that run the JITs, over their kept corpora and mutations of these; and that failing cases are shrunk.
#![cfg(feature = "engines")]

mod common;

use fastrand::Rng;
use vsp_fuzzing::mutate::mutate;
use vsp_fuzzing::shrink::shrink;
use vsp_fuzzing::{engines, restoring};
use vsp_isa::asm::assemble;
use vsp_isa::container::Container;
use vsp_runtime::{Program, Vm};

/// Runs a target over its corpus and so many mutations of it, of which some must be of use.
fn run(target: &str, check: fn(&[u8]) -> bool, mutations: usize, least: usize) {
    let corpus = common::corpus(target);
    for (name, input) in &corpus {
        assert!(check(input), "{name} is of no use: make the seeds again with VSP_BLESS=1");
    }
    let mut rng = Rng::with_seed(22);
    let mut of_use = 0;
    for _ in 0..mutations {
        let [input, other] = [(); 2].map(|()| &corpus[rng.usize(..corpus.len())].1);
        of_use += usize::from(check(&mutate(&mut rng, input, other)));
    }
    println!("{target}: {of_use} of {mutations} mutations were of use");
    assert!(
        of_use >= least,
        "{target}: {of_use} of {mutations} mutations were of use: the test tells little"
    );
}

#[test]
fn programs_of_any_kind() {
    run("engines", engines::check, 1_500, 150);
}

#[test]
fn snapshots_of_any_kind() {
    run("restoring", restoring::check, 3_000, 300);
}

/// Whether a program prints something, which stands for a difference between engines.
fn prints(program: &Container) -> bool {
    let Ok(program) = Program::from_container(program.clone()) else { return false };
    let mut vm = Vm::builder(&program).fuel(1000).build().unwrap();
    let _how_it_ends = vm.run();
    vm.printed() == "ByteSil(ρ=3, θ=0)\n"
}

#[test]
fn a_failing_program_is_shrunk_to_what_fails() {
    let source = "
        .mode SIL-64
        .data
        text:   .string \"text\"
        .code
        .global main
        .global other
        main:   LI      R4, 70
                MOVI    R0, 3
                CALL    sub
                MOVI    RC, 5
        again:  INV     R2
                LOOP    again
                JMP     on
                CALL    print_string, text
        on:     CALL    print_bytesil
                HLT
        other:  HLT
        sub:    SUBINT  R4, R8
                RET
    ";
    let program = assemble(source, "large.sil").unwrap();
    assert!(prints(&program));
    let small = shrink(&program, prints);
    assert!(prints(&small));
    // All that must be left: the register is set and printed, and the run falls off the end.
    let wanted = assemble(".mode SIL-64\n MOVI R0, 3\n CALL print_bytesil\n", "small.sil").unwrap();
    assert_eq!((small.code, small.data, small.symbols), (wanted.code, vec![], vec![]));
}

#[test]
fn differences_name_what_differs() {
    use vsp_tests::{Observation, Runner, Setup, compare};
    let forms = ["MOVI R0, 3\n HLT", "MOVI R0, 4\n HLT"].map(|source| {
        let program = assemble(source, "x.sil").unwrap();
        (Runner::Interpreter, Program::from_container(program).unwrap())
    });
    let setup = Setup { fuel: Some(10), ..Setup::default() };
    let difference = compare(&forms, &setup).map(|_: (Vec<Observation>, u64)| ()).unwrap_err();
    assert_eq!(difference.stop, 0);
    let text = difference.to_string();
    assert!(text.starts_with("[Interpreter] / [Interpreter] differ at stop 0:\n  registers: "), "{text}");
    assert_eq!(difference.lines.len(), 1, "{text}");
    assert!(compare(&[forms[0].clone(), forms[0].clone()], &setup).is_ok());
}
