//! How much of a caller's stack everything needs: 32 KiB is enough, in debug builds, too. What needs more ends this process.
#![cfg(all(feature = "alloc", feature = "interpreter"))]

use std::thread;
use vsp_isa::container::Container;
use vsp_isa::flow::Flow;
use vsp_isa::{asm, disasm};
#[cfg(any(feature = "jit", feature = "cranelift"))]
use vsp_runtime::{Engine, Jit, Tiering};
use vsp_runtime::{Outcome, Program, Vm};

/// How large the caller's stack is in bytes.
const STACK: usize = 32 << 10;

/// Does something on a thread with a small stack.
fn on_small_stack<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> R {
    let thread = thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread starts");
    thread.join().expect("it does not panic")
}

/// A program of several regions with much of what there is: all kinds of words, memory, stacks, calls, helpers and text, in two
/// modes.
fn source() -> String {
    let mut source = String::from(
        ".mode SIL-64
        .data
        text: .string \"text\"
        state: .state [80, 84, 88, 8C, 90, 94, 98, 9C, A0, A4, A8, AC, B0, B4, B8, BC]
        .code
        .global main
        main: CALL part
              SETMODE SIL-16
              CALL part
              HLT
        part: LSTATE state
        ",
    );
    for round in 0..120 {
        source += &format!(
            "PUSH R{:X}\n LERP R1, R2, {round}\n SLERP R3, R4, {round}\n MUL R{:X}, R5\n",
            round % 15,
            round % 15
        );
        source += "ADD R1, R2\n POW R3, 5\n ROOT R4, 3\n ADDINT R4, R8\n DIVINT R4, R0\n MULFLOAT R0, R4\n POWFLOAT R0, R8\n";
        source += "CVTF2I R8\n STOREW R8, 512\n SQRTFLOAT R8\n POWINT R4, R8\n GRAD R1\n FOLD\n POP R6\n";
    }
    source += "CALL print_string, text\n CALL print_float\n CALL print_state\n SYSCALL 0x56\n SYSCALL 0x42, state\n SYSCALL 0x3D\n SSTATE 600\n RET\n";
    source
}

fn program() -> Program {
    let container = asm::assemble(&source(), "stack.sil").unwrap_or_else(|errors| panic!("{errors}"));
    Program::from_container(container).expect("it is sound")
}

/// What the interpreter makes of the program.
fn expected() -> (Outcome, String) {
    let program = program();
    let mut vm = Vm::new(&program);
    (vm.run(), vm.printed().to_owned())
}

#[test]
fn reading_and_writing_programs() {
    on_small_stack(|| {
        let container = asm::assemble(&source(), "stack.sil").unwrap_or_else(|errors| panic!("{errors}"));
        let bytes = container.write().expect("it can be written");
        let read = Container::read(&bytes).expect("it can be read");
        assert_eq!(read, container);
        assert!(disasm::disassemble(&read).contains("SLERP"));
        let flow = Flow::analyse(&read);
        assert!(flow.count_instructions(&read) > 4000 && flow.warnings(&read).is_empty());
        assert!(asm::assemble(&"MOVI R99\n".repeat(200), "wrong.sil").is_err());
    });
}

#[test]
fn interpreting() {
    let (outcome, text) = on_small_stack(expected);
    assert_eq!(outcome, Outcome::Halted);
    assert!(text.starts_with("text\n"), "{text}");
}

#[test]
fn snapshots() {
    on_small_stack(|| {
        let program = program();
        let mut vm = Vm::builder(&program).fuel(3000).build().expect("there is memory");
        assert_eq!(vm.run(), Outcome::OutOfFuel);
        let snapshot = vm.snapshot();
        let snapshot = snapshot.expect("the default host has all");
        let mut other = Vm::builder(&program).restore(&snapshot).expect("it is whole");
        other.set_fuel(Some(1_000_000));
        assert_eq!(other.run(), Outcome::Halted);
    });
}

#[cfg(any(feature = "jit", feature = "cranelift"))]
#[test]
fn compiling_and_running_what_was_compiled() {
    let expected = expected();
    for engine in [Engine::Dynasm, Engine::Cranelift] {
        let compiled = on_small_stack(move || {
            let (jit, program) = (Jit::new(engine), program());
            if jit.compile(&program).is_err() {
                // What is not there in this build, or not for this processor.
                return None;
            }
            let mut vm = Vm::new(&program);
            let outcome = jit.compile_and_execute(&mut vm);
            assert_eq!(vm.engine(), engine);
            let tiering = Tiering::new().then(100, &Jit::new(engine));
            let mut tiered = Vm::builder(&program).tiering(tiering).build().expect("there is memory");
            assert_eq!(tiered.run(), outcome);
            Some((outcome, vm.printed().to_owned()))
        });
        assert!(compiled.is_none_or(|compiled| compiled == expected), "{engine}");
    }
}
