//! A backtrace that is taken in a host's method leads through the code of the program to its caller.

use std::backtrace::Backtrace;
use vsp_runtime::{Cell, Engine, Host, HostError, Outcome, Program, Vm};
use vsp_tests::Runner;
use vsp_tests::programs::CORPUS;

// Several thousand instructions, at the beginning and at the end of which something is written to port 1.
vsp_runtime::include_program!(mod long in concat!(env!("OUT_DIR"), "/long"));

/// Keeps the backtraces of all writes to ports.
#[derive(Default)]
struct Tracer {
    backtraces: Vec<String>,
}

impl Host for Tracer {
    fn write_port(&mut self, _: u8, _: Cell) -> Result<(), HostError> {
        self.backtraces.push(Backtrace::force_capture().to_string());
        Ok(())
    }
}

/// Has a program call its host; a name that no other function has.
#[inline(never)]
fn caller_of_the_program(program: &Program, engine: Engine, function: &str) -> Vec<String> {
    let mut vm = Vm::builder(program)
        .host(Tracer::default())
        .engine(engine)
        .build()
        .expect("the program has such an engine");
    assert_eq!(vm.call(function), Ok(Outcome::Returned));
    vm.into_host().backtraces
}

/// Makes sure that all of it is there, and in its order.
#[track_caller]
fn check(backtrace: &str, engine: Engine) {
    let place = |name| backtrace.find(name).unwrap_or_else(|| panic!("no {name} in\n{backtrace}"));
    assert!(place("write_port") < place("caller_of_the_program"), "{backtrace}");
    // Windows has names only for what has debug information.
    if engine == Engine::Native && !cfg!(windows) {
        let code = place("vsp5_vsp_tests_");
        assert!((place("write_port")..place("caller_of_the_program")).contains(&code), "{backtrace}");
    }
}

#[test]
fn backtraces_lead_through_programs() {
    let asking =
        CORPUS.iter().find(|compiled| compiled.name == "corpus_asking").expect("it is in the corpus");
    // Nothing describes the frames of code that is made while running.
    let described = [Runner::Interpreter, Runner::Undecoded, Runner::Native, Runner::MeteredNative];
    for runner in described {
        let (program, engine) = (runner.program(asking), runner.engine(asking));
        let backtraces = caller_of_the_program(&program, engine, "write_port");
        assert_eq!(backtraces.len(), 1);
        check(&backtraces[0], engine);
    }
}

/// Long programs are compiled to several functions, which need not have the same frames.
#[test]
fn backtraces_lead_through_every_part_of_a_program() {
    let backtraces = caller_of_the_program(&long::PROGRAM, long::PROGRAM.engine(), "main");
    assert_eq!(backtraces.len(), 2);
    for backtrace in &backtraces {
        check(backtrace, long::PROGRAM.engine());
    }
}
