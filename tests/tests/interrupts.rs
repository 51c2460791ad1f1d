//! A handle stops every engine, at the same places.

use std::sync::mpsc::{self, Sender};
use std::thread;
use vsp_runtime::{Cell, Engine, Host, HostError, InterruptFlag, InterruptHandle, Outcome, Program, Vm};
use vsp_tests::Runner;

/// What ports are for in these programs: a write to one has something happen.
struct Asking {
    /// At how many more writes nothing happens.
    writes_left: u32,
    what: Box<dyn FnMut() + Send>,
}

impl Host for Asking {
    fn write_port(&mut self, _: u8, _: Cell) -> Result<(), HostError> {
        match self.writes_left.checked_sub(1) {
            Some(left) => self.writes_left = left,
            None => (self.what)(),
        }
        Ok(())
    }
}

/// A host that asks for an interrupt by itself, at every write from the one with this number on.
fn asking(handle: &InterruptHandle, number: u32) -> Asking {
    let handle = handle.clone();
    Asking { writes_left: number - 1, what: Box::new(move || handle.interrupt()) }
}

fn program(source: &str) -> Program {
    let container = vsp_isa::asm::assemble(source, "test.sil").unwrap_or_else(|errors| panic!("{errors}"));
    Program::from_container(container).expect("the assembler makes sound programs")
}

fn address(program: &Program, label: &str) -> u32 {
    let symbols = &program.container().symbols;
    symbols.iter().find(|symbol| symbol.name == label).expect("there is such a label").address
}

/// The runners that take any program: all but those that need a build script.
fn runners() -> impl Iterator<Item = Runner> {
    Runner::here().filter(|runner| !matches!(runner, Runner::Native | Runner::MeteredNative))
}

/// A machine for each runner, with fuel where that is counted; each must run by its own engine.
fn machines(
    program: &Program,
    fuel: u64,
    handle: &InterruptHandle,
    host: impl Fn() -> Asking,
) -> Vec<(Runner, Vm<Asking>)> {
    let machine = |runner: Runner| {
        let form = runner.form_of(program);
        let mut builder = runner.builder_for(&form, host()).interrupt(handle);
        if runner.counts_fuel() {
            builder = builder.fuel(fuel);
        }
        let vm = builder.build().expect("the program has such an engine");
        assert_eq!(vm.engine(), form.engine(), "{runner:?}");
        (runner, vm)
    };
    runners().map(machine).collect()
}

#[test]
fn a_loop_stops_at_its_head_before_that_is_charged() {
    let program = program("main: MOVI R0, 1\n again: OUT R0, 7\n INV R0\n JMP again");
    let handle = InterruptHandle::new();
    for (runner, mut vm) in machines(&program, 100, &handle, || asking(&handle, 3)) {
        assert_eq!(vm.run(), Outcome::Interrupted, "{runner:?}");
        assert_eq!(vm.pc(), address(&program, "again"), "{runner:?}");
        // The first block, then the loop three times.
        assert_eq!(vm.fuel_used(), runner.counts_fuel().then_some(1 + 3 * 3), "{runner:?}");
        assert!(!handle.is_requested(), "{runner:?}: the run has taken the request");
        // The host goes on asking: each run has one turn.
        assert_eq!(vm.run(), Outcome::Interrupted, "{runner:?}");
        assert_eq!(vm.fuel_used(), runner.counts_fuel().then_some(1 + 4 * 3), "{runner:?}");
    }
}

#[test]
fn calls_and_returns_stop() {
    let source = "
        main: OUT  R0, 7
              CALL part
        back: HLT
        part: OUT  R0, 7
              RET
    ";
    let program = program(source);
    let [part, back] = ["part", "back"].map(|label| address(&program, label));
    let handle = InterruptHandle::new();
    for (runner, mut vm) in machines(&program, 100, &handle, || asking(&handle, 1)) {
        assert_eq!(vm.run(), Outcome::Interrupted, "{runner:?}");
        assert_eq!((vm.pc(), vm.call_stack()), (part, &[back][..]), "{runner:?}");
        assert_eq!(vm.run(), Outcome::Interrupted, "{runner:?}");
        assert_eq!((vm.pc(), vm.call_stack()), (back, &[][..]), "{runner:?}");
        assert_eq!(vm.run(), Outcome::Halted, "{runner:?}");
        assert_eq!(vm.fuel_used(), runner.counts_fuel().then_some(5), "{runner:?}");
    }
}

#[test]
fn going_forward_does_not_stop() {
    let program = program("main: OUT R0, 7\n JMP end\n NOP\n end: HLT");
    let handle = InterruptHandle::new();
    for (runner, mut vm) in machines(&program, 100, &handle, || asking(&handle, 1)) {
        assert_eq!(vm.run(), Outcome::Halted, "{runner:?}");
        assert!(handle.is_requested(), "{runner:?}: it came too late for this run");
        handle.clear();
    }
}

#[test]
fn an_interrupt_goes_before_a_lack_of_fuel_and_after_a_trap() {
    let loops = program("main: OUT R0, 7\n JMP main");
    // The byte after the JMP is no opcode, and the CALL goes there.
    let traps = program("main: OUT R0, 7\n CALL nothing\n nothing: .byte 0xff");
    let handle = InterruptHandle::new();
    for (runner, mut vm) in machines(&loops, 2, &handle, || asking(&handle, 1)) {
        assert_eq!(vm.run(), Outcome::Interrupted, "{runner:?}");
        if runner.counts_fuel() {
            assert_eq!(vm.run(), Outcome::OutOfFuel, "{runner:?}");
        }
    }
    for (runner, mut vm) in machines(&traps, 2, &handle, || asking(&handle, 1)) {
        assert_eq!(vm.run().name(), "trapped", "{runner:?}");
        handle.clear();
    }
}

/// Programs that never end by themselves, in every way that there is, and tell when they have begun.
const ENDLESS: [&str; 6] = [
    "main: OUT R0, 7\n again: JMP again",
    "main: OUT R0, 7\n again: MOVI RC, 7\n LOOP again\n JMP again",
    "main: OUT R0, 7\n again: CALL part\n JMP again\n part: RET",
    "main: OUT R0, 7\n one: JMP two\n NOP\n two: JMP one",
    ".mode SIL-64\n main: OUT R0, 7\n again: CMPINT R0, R0\n JN out\n JMP again\n .align 32\n out: HLT",
    // Two subroutines that call each other until they have counted down, again and again.
    "main: OUT R0, 7\n again: MOVI RC, 7\n CALL one\n JMP again\n one: LOOP two\n RET\n two: CALL one\n RET",
];

#[test]
fn another_thread_stops_what_does_not_end() {
    let handle = InterruptHandle::new();
    for source in ENDLESS {
        let program = program(source);
        let (began, heard) = mpsc::channel();
        let host = || {
            let began: Sender<()> = began.clone();
            Asking { writes_left: 0, what: Box::new(move || began.send(()).expect("somebody hears it")) }
        };
        for (runner, mut vm) in machines(&program, u64::MAX, &handle, host) {
            let outcome = thread::scope(|scope| {
                let running = scope.spawn(|| vm.run());
                heard.recv().expect("the program begins");
                handle.interrupt();
                running.join().expect("nothing panics")
            });
            assert_eq!(outcome, Outcome::Interrupted, "{runner:?}: {source}");
        }
    }
}

vsp_runtime::include_program!(mod nested in concat!(env!("OUT_DIR"), "/nested"));

/// Code whose loads an optimiser has looked at.
#[test]
fn optimised_code_looks_again_in_each_loop() {
    let handle = InterruptHandle::new();
    let (began, heard) = mpsc::channel();
    let host = Asking { writes_left: 0, what: Box::new(move || began.send(()).expect("somebody hears it")) };
    let mut vm =
        Vm::builder(&nested::PROGRAM).host(host).interrupt(&handle).build().expect("it has its engine");
    assert_eq!(vm.engine(), nested::PROGRAM.engine());
    let outcome = thread::scope(|scope| {
        let running = scope.spawn(|| nested::main(&mut vm));
        heard.recv().expect("the program begins");
        handle.interrupt();
        running.join().expect("nothing panics")
    });
    assert_eq!(outcome, Outcome::Interrupted);
}

#[test]
fn a_signal_handler_stops_a_machine() {
    static FLAG: InterruptFlag = InterruptFlag::new();
    static HANDLE: InterruptHandle = InterruptHandle::from_static(&FLAG);
    let program = program("main: OUT R0, 7\n JMP main");
    #[cfg(unix)]
    let host = || {
        extern "C" fn on_signal(_: libc::c_int) {
            HANDLE.interrupt();
        }
        let handler = on_signal as extern "C" fn(libc::c_int);
        // SAFETY: the handler does nothing but one store to an atomic.
        let before = unsafe { libc::signal(libc::SIGUSR1, handler as libc::sighandler_t) };
        assert_ne!(before, libc::SIG_ERR);
        let raise = || {
            // SAFETY: there is a handler for the signal.
            let failed = unsafe { libc::raise(libc::SIGUSR1) };
            assert_eq!(failed, 0);
        };
        Asking { writes_left: 4, what: Box::new(raise) }
    };
    #[cfg(not(unix))]
    let host = || asking(&HANDLE, 5);
    for (runner, mut vm) in machines(&program, 100, &HANDLE, host) {
        assert_eq!(vm.run(), Outcome::Interrupted, "{runner:?}");
        assert_eq!(vm.fuel_used(), runner.counts_fuel().then_some(10), "{runner:?}");
    }
}

/// Code that was compiled without checks gives way to the interpreter, and only where there is a handle.
#[test]
fn code_without_checks_is_not_run_with_a_handle() {
    let compiled = vsp_tests::programs::GENERATED.first().expect("there are some");
    let handle = InterruptHandle::new();
    for (program, with_handle) in
        [(compiled.plain, Engine::Interpreter), (compiled.metered, compiled.metered.engine())]
    {
        let mut vm = Vm::builder(program).interrupt(&handle).build().expect("it has its engine");
        assert_eq!(vm.engine(), with_handle);
        vm.set_interrupt(None);
        assert_eq!(vm.engine(), program.engine());
        vm.interrupt_handle();
        assert_eq!(vm.engine(), with_handle);
    }
}
