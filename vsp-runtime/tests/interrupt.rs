//! Handles that stop machines, as their users have them; `tests/tests/interrupts.rs` has every engine.
#![cfg(all(feature = "alloc", feature = "interpreter"))]

use vsp_runtime::isa::asm::assemble;
use vsp_runtime::{Engine, InterruptFlag, InterruptHandle, Outcome, Program, Reg, Storage, Unattached, Vm};

fn program(source: &str) -> Program {
    let container = assemble(source, "test.sil").unwrap_or_else(|errors| panic!("{errors}"));
    Program::from_container(container).expect("the assembler makes sound programs")
}

/// Counts R0 down from 1000, in SIL-64.
const COUNTING: &str = "
    .mode SIL-64
    .global count
    main: LI R0, 1000
    count: LI R4, 1
    again: SUBINT R0, R4
          TESTINT R0, R0
          JZ done
          JMP again
          .align 32
    done: RET
";

#[test]
fn a_request_from_before_stops_the_next_run_once() {
    let program = program(COUNTING);
    for undecoded in [false, true] {
        let handle = InterruptHandle::new();
        let builder = Vm::builder(&program).interrupt(&handle);
        let mut vm = if undecoded { builder.undecoded() } else { builder }.build().unwrap();
        handle.interrupt();
        handle.interrupt();
        assert_eq!(vm.run(), Outcome::Interrupted);
        // The loop's head is where jumps back go; two LI of four bytes each stand before it.
        assert_eq!((vm.pc(), vm.integer(Reg::R0)), (8, Ok(1000)));
        assert_eq!(vm.outcome(), Some(Outcome::Interrupted));
        assert!(!handle.is_requested());
        assert_eq!(vm.run(), Outcome::Returned);
        assert_eq!(vm.integer(Reg::R0), Ok(0));
    }
}

#[test]
fn a_request_outlives_a_run_that_has_ended_and_calls_and_can_be_taken_back() {
    let program = program(COUNTING);
    let mut vm = Vm::new(&program);
    assert_eq!(vm.run(), Outcome::Returned);
    let handle = vm.interrupt_handle();
    handle.interrupt();
    // A machine that has ended does not run, so that nothing takes the request.
    assert_eq!(vm.run(), Outcome::Returned);
    assert!(handle.is_requested());
    vm.set_integer(Reg::R0, 5).unwrap();
    assert_eq!(vm.call("count"), Ok(Outcome::Interrupted));
    // What is called next begins anew.
    vm.set_integer(Reg::R0, 5).unwrap();
    handle.interrupt();
    handle.clear();
    assert_eq!(vm.call("count"), Ok(Outcome::Returned));
}

#[test]
fn a_machine_has_one_handle_and_may_lose_it() {
    let program = program(COUNTING);
    let mut vm = Vm::new(&program);
    let first = vm.interrupt_handle();
    vm.interrupt_handle().interrupt();
    assert!(first.is_requested(), "both are one");
    vm.set_interrupt(None);
    assert_eq!(vm.run(), Outcome::Returned);
    assert!(first.is_requested(), "nobody looks at it any more");
    let other = InterruptHandle::new();
    vm.set_interrupt(Some(&other));
    assert!(!vm.interrupt_handle().is_requested());
}

#[test]
fn snapshots_keep_where_a_run_was_interrupted() {
    let program = program(COUNTING);
    let mut vm = Vm::builder(&program).fuel(10_000).build().unwrap();
    vm.interrupt_handle().interrupt();
    assert_eq!(vm.run(), Outcome::Interrupted);
    let bytes = vm.snapshot().unwrap();
    let mut restored = Vm::builder(&program).restore(&bytes).unwrap();
    assert_eq!(restored.outcome(), Some(Outcome::Interrupted));
    for vm in [&mut vm, &mut restored] {
        assert_eq!((vm.run(), vm.integer(Reg::R0)), (Outcome::Returned, Ok(0)));
    }
    let mut undisturbed = Vm::builder(&program).fuel(10_000).build().unwrap();
    assert_eq!(undisturbed.run(), Outcome::Returned);
    assert_eq!(vm.fuel_used(), undisturbed.fuel_used());
    assert_eq!(restored.fuel_used(), undisturbed.fuel_used());
}

#[test]
fn a_static_flag_stops_a_machine_in_a_storage() {
    static STORAGE: Storage<65_536, 16, 16> = Storage::new();
    static FLAG: InterruptFlag = InterruptFlag::new();
    static HANDLE: InterruptHandle = InterruptHandle::from_static(&FLAG);
    let program = program("main: JMP main");
    let builder = Vm::builder(&program).host(Unattached).call_limit(16).stack_limit(16);
    let mut vm = builder.storage(&STORAGE).interrupt(&HANDLE).build().unwrap();
    HANDLE.interrupt();
    assert_eq!((vm.run(), vm.engine()), (Outcome::Interrupted, Engine::Interpreter));
}

#[test]
fn threads_stop_machines() {
    let program = program("main: JMP main");
    let mut vm = Vm::new(&program);
    let handle = vm.interrupt_handle();
    let asking = std::thread::spawn(move || handle.interrupt());
    assert_eq!(vm.run(), Outcome::Interrupted);
    asking.join().unwrap();
}
