//! A panic in any method of a host reaches the caller on every engine, and leaves the machine usable.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use vsp_runtime::{Cell, Host, HostError, Outcome, Reg, Registers, Sensed, Syscall, Trap, TrapKind};
use vsp_tests::Runner;
use vsp_tests::programs::{CORPUS, Compiled};

/// Panics whatever it is asked, unless it is calm.
struct Nervous {
    calm: bool,
    /// Stays calm when asked whether it has a transform, so that it can be asked for one.
    has_transforms: bool,
}

impl Nervous {
    fn ask<T>(&self, what: &str, answer: T) -> Result<T, HostError> {
        assert!(self.calm, "{what} is too much");
        Ok(answer)
    }
}

impl Host for Nervous {
    fn read_port(&mut self, _: u8) -> Result<Cell, HostError> {
        self.ask("read_port", Cell::ONE)
    }
    fn write_port(&mut self, _: u8, _: Cell) -> Result<(), HostError> {
        self.ask("write_port", ())
    }
    fn sense(&mut self, _: u8) -> Result<Sensed, HostError> {
        self.ask("sense", Sensed { cell: Cell::ONE, at_end: false })
    }
    fn act(&mut self, _: u8, _: Cell) -> Result<(), HostError> {
        self.ask("act", ())
    }
    fn print(&mut self, _: std::fmt::Arguments<'_>) -> Result<(), HostError> {
        self.ask("print", ())
    }
    fn read_line(&mut self) -> Result<Option<&[u8]>, HostError> {
        self.ask("read_line", None)
    }
    fn yields(&mut self) -> bool {
        self.ask("yields", false).expect("it is calm")
    }
    fn has_transform(&self, _: u32) -> bool {
        self.has_transforms || self.ask("has_transform", true).expect("it is calm")
    }
    fn transform(&mut self, _: u32, _: &mut Registers) -> Result<(), HostError> {
        self.ask("transform", ())
    }
    fn sync(&mut self, _: u8) -> Result<(), HostError> {
        self.ask("sync", ())
    }
    fn broadcast(&mut self, _: u32, _: &Registers) -> Result<(), HostError> {
        self.ask("broadcast", ())
    }
    fn receive(&mut self, _: u32) -> Result<Option<Registers>, HostError> {
        self.ask("receive", None)
    }
    fn entangle(&mut self, _: Reg, _: u8, _: Cell) -> Result<(), HostError> {
        self.ask("entangle", ())
    }
    fn now(&mut self) -> Result<Duration, HostError> {
        self.ask("now", Duration::ZERO)
    }
    fn sleep(&mut self, _: Duration) -> Result<(), HostError> {
        self.ask("sleep", ())
    }
    fn syscall(&mut self, _: Syscall<'_>) -> Result<(), HostError> {
        self.ask("syscall", ())
    }
}

/// Runs one function of the program, which asks the host for one thing.
fn run(compiled: &Compiled, runner: Runner, function: &str, address: u32) {
    let host = Nervous { calm: false, has_transforms: function == "transform" };
    let builder = runner.builder(compiled, host);
    let mut vm = builder.build().expect("the program has such an engine");
    vm.set_cell(Reg::R0, Cell::I);
    vm.push(Cell::NEG_ONE).expect("there is room");
    let registers = *vm.registers();

    let panic = catch_unwind(AssertUnwindSafe(|| vm.call(function))).expect_err("the host panics");
    let message = panic.downcast::<String>().expect("it panics with a text");
    assert_eq!(*message, format!("{function} is too much"), "{runner:?}");

    // The machine is as before the instruction, which counts as one that the host failed in.
    let trapped = Outcome::Trapped(Trap::new(TrapKind::HostError, address));
    assert_eq!(vm.outcome(), Some(trapped.clone()), "{function}, {runner:?}");
    assert_eq!(vm.run(), trapped, "{function}, {runner:?}");
    assert_eq!(*vm.registers(), registers, "{function}, {runner:?}");
    assert_eq!(vm.data_stack().collect::<Vec<_>>(), [Cell::NEG_ONE], "{function}, {runner:?}");

    // And it can be used again.
    vm.host_mut().calm = true;
    assert_eq!(vm.call(function), Ok(Outcome::Returned), "{function}, {runner:?}");
}

#[test]
fn a_panic_reaches_the_caller() {
    let compiled =
        CORPUS.iter().find(|compiled| compiled.name == "corpus_asking").expect("it is in the corpus");
    let functions: Vec<_> = compiled.plain.container().functions().cloned().collect();
    assert_eq!(functions.len(), 16, "one for each method of a host");
    for function in functions {
        for runner in Runner::here() {
            run(compiled, runner, &function.name, function.address);
        }
    }
}
