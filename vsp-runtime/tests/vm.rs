//! Machines as their users handle them.
#![cfg(all(feature = "alloc", feature = "interpreter"))]

use vsp_runtime::isa::asm::assemble;
use vsp_runtime::isa::{By, Intrinsic, Version};
use vsp_runtime::{
    Cell, DefaultHost, Engine, Flags, Host, HostError, HostLimits, Mode, OtherProgram, Outcome, Program, Reg,
    Registers, SetupError, Trap, TrapKind, Vm,
};

fn program(source: &str) -> Program {
    let container = assemble(source, "test.sil").unwrap_or_else(|errors| panic!("{errors}"));
    Program::from_container(container).expect("the assembler makes sound programs")
}

fn trapped(kind: TrapKind, pc: u32) -> Outcome {
    Outcome::Trapped(Trap::new(kind, pc))
}

#[test]
fn a_machine_begins_as_described() {
    let vm = Vm::new(&program(".mode SIL-32\n.data\n.byte 1, 2\n.code\n NOP\n main: HLT"));
    assert_eq!(*vm.registers(), Registers::NULL);
    assert_eq!(vm.flags(), Flags::NONE);
    assert_eq!(vm.mode(), Mode::Sil32);
    assert_eq!(vm.pc(), 1);
    assert_eq!(vm.memory().len(), 65_536);
    assert_eq!(vm.memory()[..3], [1, 2, 0]);
    assert_eq!(vm.data_stack().len(), 0);
    assert_eq!(vm.outcome(), None);
    assert_eq!(vm.fuel(), None);
    assert_eq!(vm.engine(), Engine::Interpreter);
}

#[test]
fn memory_holds_large_data_rounded_up_to_sixteen() {
    let container = vsp_runtime::isa::container::Container {
        data: vec![0x11; 65_537],
        ..assemble("main: HLT", "x.sil").unwrap()
    };
    let program = Program::from_container(container).unwrap();
    let vm = Vm::new(&program);
    assert_eq!(vm.memory().len(), 65_552);
    assert_eq!(vm.memory()[65_536..65_538], [0x11, 0]);
    // Less would cut the data off.
    let too_small = Vm::builder(&program).memory_size(65_536).build().err();
    assert_eq!(too_small, Some(SetupError::MemorySize { asked: 65_536, least: 65_537 }));
    assert!(Vm::builder(&program).memory_size(65_537).build().is_ok());
}

#[test]
fn a_new_machine_has_clear_memory_whatever_the_last_one_had() {
    let program = program("main: PUSH R0\n CALL main");
    for (size, calls) in [(1 << 16, 5), (1 << 16, 5), (1 << 17, 5), (1 << 16, 7), (1 << 16, 7)] {
        let mut vm = Vm::builder(&program).memory_size(size).call_limit(calls).build().unwrap();
        assert_eq!(vm.memory(), vec![0; size]);
        assert_eq!((vm.call_stack(), vm.data_stack().count()), (&[][..], 0));
        vm.memory_mut().fill(0xa5);
        assert!(matches!(vm.run(), Outcome::Trapped(_)));
        assert_eq!(vm.call_stack(), vec![6; calls as usize]);
    }
}

#[test]
fn sizes_of_memory_have_limits() {
    let program = program("main: HLT");
    for asked in [0, 65_535, (16 << 20) + 1, usize::MAX] {
        let error = Vm::builder(&program).memory_size(asked).build().err();
        assert_eq!(error, Some(SetupError::MemorySize { asked, least: 65_536 }));
    }
    assert_eq!(Vm::builder(&program).memory_size(16 << 20).build().unwrap().memory().len(), 16 << 20);
}

#[test]
fn there_is_no_native_code_of_a_program_that_was_loaded() {
    let error = Vm::builder(&program("main: HLT")).engine(Engine::Native).build().err();
    assert_eq!(error, Some(SetupError::NoNativeCode));
}

#[test]
fn a_run_that_has_ended_stays_ended() {
    let mut vm = Vm::new(&program("main: SCALE R0, 1\n HLT"));
    assert_eq!(vm.run(), Outcome::Halted);
    assert_eq!(vm.run(), Outcome::Halted);
    assert_eq!(vm.cell(Reg::R0), Cell { rho: -7, theta: 0 });
    vm.reset();
    assert_eq!(vm.outcome(), None);
    assert_eq!(vm.cell(Reg::R0), Cell::NULL);
    assert_eq!(vm.run(), Outcome::Halted);
    assert_eq!(vm.cell(Reg::R0), Cell { rho: -7, theta: 0 });
}

#[test]
fn calling_begins_anew_but_keeps_what_was_handed_over() {
    let source = "
        .mode SIL-64
        .global first
        first:  SETMODE SIL-8
                PUSH R1
                CALL inner
        inner:  HLT
        .global second
        second: POP R2
                RET
    ";
    let mut vm = Vm::new(&program(source));
    vm.set_cell(Reg::R1, Cell::I);
    vm.memory_mut()[100] = 7;
    assert_eq!(vm.call("first"), Ok(Outcome::Halted));
    assert_eq!((vm.mode(), vm.flags()), (Mode::Sil8, Flags::HALT));
    assert_eq!(vm.call_stack().len(), 1);
    assert_eq!(vm.call("second"), Ok(Outcome::Returned));
    assert_eq!((vm.mode(), vm.flags()), (Mode::Sil64, Flags::NONE));
    assert_eq!(vm.cell(Reg::R2), Cell::I);
    assert_eq!(vm.memory()[100], 7);
    let before = (vm.pc(), vm.outcome());
    assert!(vm.call("inner").is_err(), "a label is not exported");
    assert_eq!((vm.pc(), vm.outcome()), before);
}

#[test]
fn a_function_is_of_one_program_and_no_later_one() {
    let mut functions = Vec::new();
    for _ in 0..100 {
        let program = program(".mode SIL-64\n.global f\nf: ADDINT R0, R0\n RET");
        let mut vm = Vm::new(&program);
        // Where those are in memory that are no more, this one may be.
        for &function in &functions {
            assert_eq!(vm.call_function(function), Err(OtherProgram));
        }
        assert_eq!((vm.outcome(), vm.function("g").err()), (None, vm.call("g").err()));
        let f = vm.function("f").unwrap();
        vm.set_integer(Reg::R0, 5).unwrap();
        assert_eq!((vm.call_function(f), vm.integer(Reg::R0)), (Ok(Outcome::Returned), Ok(10)));
        functions.push(f);
    }
}

#[test]
fn words_are_as_wide_as_the_mode() {
    let mut vm = Vm::new(&program(".mode SIL-32\n main: HLT"));
    vm.set_integer(Reg::R0, 0x1_8000_0000).unwrap();
    assert_eq!(vm.integer(Reg::R0), Ok(-0x8000_0000));
    vm.set_float(Reg::R0, 1.0 / 3.0).unwrap();
    assert_eq!(vm.float(Reg::R0), Ok(f64::from(1.0f32 / 3.0)));
    assert_eq!(vm.set_integer(Reg::RF, 1), Err(TrapKind::RegisterGroup));
    vm.set_mode(Mode::Sil8);
    vm.set_integer(Reg::RF, 100).unwrap();
    assert_eq!(vm.integer(Reg::RF), Ok(7));
}

#[test]
fn small_limits_trap() {
    let program = program(
        "
        .global calls
        calls: CALL calls
        .global pushes
        pushes: PUSH R0
                JMP pushes
    ",
    );
    let mut vm = Vm::builder(&program).call_limit(3).stack_limit(0).build().unwrap();
    assert_eq!(vm.call("calls"), Ok(trapped(TrapKind::CallStackOverflow, 0)));
    assert_eq!(vm.call_stack(), [4, 4, 4]);
    assert_eq!(vm.call("pushes"), Ok(trapped(TrapKind::DataStackOverflow, 4)));
    assert_eq!(vm.push(Cell::ONE), Err(TrapKind::DataStackOverflow));
    assert_eq!(vm.pop(), None);
}

#[test]
fn fuel_can_be_added_and_no_longer_counted() {
    let mut vm = Vm::builder(&program("main: JMP main")).fuel(10).build().unwrap();
    assert_eq!(vm.run(), Outcome::OutOfFuel);
    assert_eq!((vm.fuel(), vm.fuel_used()), (Some(0), Some(10)));
    vm.add_fuel(5);
    assert_eq!(vm.run(), Outcome::OutOfFuel);
    assert_eq!((vm.fuel(), vm.fuel_used()), (Some(0), Some(15)));
    vm.add_fuel(u64::MAX);
    assert_eq!(vm.fuel(), Some(u64::MAX));
    vm.set_fuel(None);
    assert_eq!((vm.fuel(), vm.fuel_used()), (None, None));
    vm.set_fuel(Some(2));
    assert_eq!(vm.run(), Outcome::OutOfFuel);
    assert_eq!(vm.fuel_used(), Some(2));
}

#[test]
fn a_program_cannot_make_the_host_hold_more_than_its_limits() {
    let source = "
        .data
        text: .string \"12345\"
        .code
        .global acts
        acts:   ACT R0
                JMP acts
        .global prints
        prints: CALL print_string, text
                JMP prints
        .global sends
        sends:  BROADCAST 7
                JMP sends
        .global sleeps
        sleeps: MOVI R0, 7
                CALL sleep_millis
                JMP sleeps
        .global reads
        reads:  CALL read_int
                JMP reads
    ";
    let sleep = std::time::Duration::from_millis(15);
    let limits = HostLimits { output: 3, printed: 15, line: 4, messages: 2, sleep };
    let program = program(source);
    let mut host = DefaultHost::with_limits(limits);
    host.set_input("1234\n12345\n6");
    let mut vm = Vm::builder(&program).host(host).build().unwrap();
    let mut run = |function: &str| {
        let outcome = vm.call(function).unwrap();
        assert_eq!(outcome.trap().map(|trap| trap.kind), Some(TrapKind::HostError), "{function}");
        vm.host().clone()
    };
    assert_eq!(run("acts").output().len(), 3);
    // What would not fit whole, newline included, is not printed at all.
    assert_eq!(run("prints").printed(), "12345\n12345\n");
    assert!(run("sends").take_message(7).is_some());
    run("sleeps");
    // A line that is too long stays, for a reader that can take it.
    assert_eq!(run("reads").input_left(), b"12345\n6");
}

#[test]
fn the_last_line_of_the_input_may_be_as_long_as_any() {
    let program = program(".mode SIL-64\n main: CALL read_int\n HLT");
    let limits = HostLimits { line: 4, ..HostLimits::DEFAULT };
    for (input, outcome) in
        [("1234", Outcome::Halted), ("1234\n", Outcome::Halted), ("12345", trapped(TrapKind::HostError, 0))]
    {
        let mut host = DefaultHost::with_limits(limits);
        host.set_input(input);
        let mut vm = Vm::builder(&program).host(host).build().unwrap();
        assert_eq!(vm.run(), outcome, "{input:?}");
        if outcome == Outcome::Halted {
            assert_eq!((vm.integer(Reg::R0), vm.host().input_left()), (Ok(1234), &b""[..]));
        }
    }
}

#[test]
fn the_default_methods_of_hosts_are_those_of_a_machine_with_nothing_attached() {
    struct Nothing;
    impl Host for Nothing {}
    let source = "
        .mode SIL-64
        .global ports
        ports:   OUT R0, 1
                 IN R0, 1
                 RET
        .global streams
        streams: ACT R0
                 SENSE R0
                 CALL println
                 CALL read_int
                 RET
        .global others
        others:  YIELD
                 SYNC 1
                 BROADCAST 1
                 RECEIVE 1
                 ENTANGLE R0, 1
                 RET
        .global time
        time:    CALL timestamp_millis
        .global sleep
        sleep:   CALL sleep_millis
        .global call
        call:    CALL http_get
        .global transform
        transform: TRANS 0
    ";
    let program = program(source);
    let mut vm = Vm::builder(&program).host(Nothing).build().unwrap();
    for function in ["ports", "streams", "others"] {
        vm.set_cell(Reg::R0, Cell::I);
        assert_eq!(vm.call(function), Ok(Outcome::Returned), "{function}");
    }
    assert_eq!(vm.cell(Reg::R0), Cell::I, "receiving nothing changes nothing");
    let kind = |vm: &mut Vm<Nothing>, function| vm.call(function).unwrap().trap().unwrap().kind;
    vm.set_integer(Reg::R0, 1).unwrap();
    assert_eq!(kind(&mut vm, "time"), TrapKind::HostError);
    assert_eq!(kind(&mut vm, "sleep"), TrapKind::HostError);
    assert_eq!(kind(&mut vm, "call"), TrapKind::UnsupportedSyscall);
    assert_eq!(kind(&mut vm, "transform"), TrapKind::UnknownTransform);
}

#[test]
fn every_intrinsic_of_the_machine_is_carried_out() {
    // By a host that has no syscalls of its own.
    for intrinsic in Intrinsic::ALL.iter().step_by(if cfg!(miri) { 19 } else { 1 }) {
        for version in Version::ALL {
            let code = format!(".version {version}\n main: SYSCALL {}, 0\n HLT", intrinsic.id());
            let outcome = Vm::new(&program(&code)).run();
            let unsupported = outcome.trap().is_some_and(|trap| trap.kind == TrapKind::UnsupportedSyscall);
            // Older files do not have the newest ones.
            let is_of_host = intrinsic.by() == By::Host || intrinsic.since() > version;
            assert_eq!(unsupported, is_of_host, "{intrinsic:?} in {version}: {outcome}");
        }
    }
}

#[test]
fn a_host_may_fail_and_nothing_has_changed() {
    struct Failing;
    impl Host for Failing {
        fn has_transform(&self, _: u32) -> bool {
            true
        }
        fn transform(&mut self, _: u32, registers: &mut Registers) -> Result<(), HostError> {
            *registers = Registers::filled(Cell::MAX);
            Err(HostError::failed("the test wants it so"))
        }
        fn syscall(&mut self, call: vsp_runtime::Syscall<'_>) -> Result<(), HostError> {
            *call.registers = Registers::filled(Cell::MAX);
            *call.flags = Flags::COLLAPSE;
            Err(HostError::failed("the test wants it so"))
        }
    }
    for code in ["main: TRANS 0", "main: CALL http_get"] {
        let program = program(code);
        let mut vm = Vm::builder(&program).host(Failing).build().unwrap();
        assert_eq!(vm.run(), trapped(TrapKind::HostError, 0), "{code}");
        assert_eq!((*vm.registers(), vm.flags()), (Registers::NULL, Flags::NONE), "{code}");
    }
}

#[test]
fn a_syscall_of_the_host_can_collapse_the_machine() {
    struct Collapsing;
    impl Host for Collapsing {
        fn syscall(&mut self, call: vsp_runtime::Syscall<'_>) -> Result<(), HostError> {
            call.flags.set(Flags::COLLAPSE, true);
            call.memory[usize::from(call.arg)] = call.id;
            Ok(())
        }
    }
    let program = program("main: SYSCALL 0x70, 9\n SYSCALL 0x70, 8\n HLT");
    let mut vm = Vm::builder(&program).host(Collapsing).build().unwrap();
    assert_eq!(vm.run(), Outcome::Collapsed);
    assert_eq!(vm.pc(), 4);
    assert_eq!(vm.run(), Outcome::Halted, "C was set already");
    assert_eq!(vm.memory()[7..11], [0, 0x70, 0x70, 0]);
}

#[test]
fn machines_can_move_between_threads() {
    fn is_send_and_sync<T: Send + Sync>(_: &T) {}
    let program = program("main: HLT");
    let vm = Vm::new(&program);
    is_send_and_sync(&program);
    is_send_and_sync(&vm);
    let outcome = std::thread::spawn(move || {
        let mut vm = vm;
        vm.run()
    });
    assert_eq!(outcome.join().unwrap(), Outcome::Halted);
}
