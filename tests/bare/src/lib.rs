//! Programs on a board: no operating system and, without the feature `alloc`, no allocator.
//!
//! What is here runs on every machine; `src/bin/board.rs` has what belongs to the board, and `src/bin/host.rs` prints the same
//! on the machine that builds all this. `run` compares the two.
#![no_std]
#![forbid(unsafe_code)]

use core::array;
use core::fmt::{self, Write};
use vsp_runtime::isa::container::Fnv1a64;
use vsp_runtime::{
    Cell, Engine, Host, HostError, Outcome, Program, Reg, Registers, Sensed, SetupError, Storage,
};
use vsp_runtime::{Unattached, Vm, vsp};

vsp_runtime::include_program!(mod smooth); // build.rs

vsp! {
    /// Whether a value is out of bounds.
    mod alarm {
        .mode SIL-64
        // high: takes a value in R0 to R3; actuator 0 gets (1, 0) if it is above 60, else (0, 0)
        .global check
        check:  LI     R4, 60
                CMPINT R4, R0       // sets N if 60 is less
                MOVI   R0, 0
                JN     high
                JMP    done
        high:   MOVI   R0, 1
        done:   ACT    R0
                RET
    }
}

/// The memory of the machines, one after the other: as much as the corpus wants.
static STORAGE: Storage<65536, 1024, 16384> = Storage::new();

/// A second machine, as small as can be: two at a time need a storage each. The limits are those in `build.rs`.
static SMALL: Storage<65536, 16, 64> = Storage::new();

/// The lamp of the alarm.
#[derive(Default)]
struct Lamp {
    is_on: bool,
}

impl Host for Lamp {
    fn act(&mut self, _: u8, cell: Cell) -> Result<(), HostError> {
        self.is_on = cell.rho > 0;
        Ok(())
    }
}

/// Smooths a signal, and watches it.
pub fn watch(signal: &[i64], to: &mut impl Write) -> Result<(), Failure> {
    let mut filter = Vm::builder(&smooth::PROGRAM).host(Unattached).storage(&SMALL).build()?;
    let mut watch = Vm::builder(&alarm::PROGRAM).host(Lamp::default()).storage(&STORAGE).build()?;
    for &value in signal {
        filter.set_integer(Reg::R0, value).expect("R0 begins a word");
        smooth::smooth(&mut filter);
        let mean = filter.integer(Reg::R0).expect("R0 begins a word");
        watch.set_integer(Reg::R0, mean).expect("R0 begins a word");
        alarm::check(&mut watch);
        writeln!(to, "{value} {mean}{}", if watch.host().is_on { " high" } else { "" })?;
    }
    Ok(())
}

include!(concat!(env!("OUT_DIR"), "/corpus.rs"));

/// Runs every program of the corpus, from its entry point and from each of its functions, and prints what can be seen of
/// the machine afterwards.
pub fn corpus(to: &mut impl Write) -> Result<(), Failure> {
    for program in CORPUS {
        let functions = program.image().functions().map(|(name, _)| Some(name));
        for start in [None].into_iter().chain(functions) {
            if run(program, start, Some(5000), to)?.can_go_on() {
                continue;
            }
            // What ends does so without counting, too; and there it may be native code that runs.
            run(program, start, None, to)?;
        }
    }
    Ok(())
}

/// Runs a program, and goes on where it stops, a few times.
fn run(
    program: &Program,
    start: Option<&str>,
    fuel: Option<u64>,
    to: &mut impl Write,
) -> Result<Outcome, Failure> {
    let mut vm = Vm::builder(program).host(Witness::default()).storage(&STORAGE).build()?;
    vm.set_fuel(fuel);
    *vm.registers_mut() = Registers::from_image(array::from_fn(|index| (index * 37) as u8));
    write!(to, "{} {}:", program.name(), start.unwrap_or("-"))?;
    let mut outcome = match start {
        Some(function) => vm.call(function).expect("the program has this function"),
        None => vm.run(),
    };
    for _ in 0..8 {
        write!(to, " {outcome},")?;
        if !outcome.can_go_on() {
            break;
        }
        vm.add_fuel(100);
        outcome = vm.run();
    }
    let mut hash = Fnv1a64::new();
    hash.update(vm.registers().image());
    hash.update(vm.memory());
    hash.update(&[vm.flags().bits(), vm.mode().code()]);
    hash.update(&vm.pc().to_le_bytes());
    for cell in vm.data_stack() {
        hash.update(&[cell.pack()]);
    }
    let (machine, host) = (hash.finish(), vm.host().heard.finish());
    writeln!(to, " {machine:016x} {host:016x}, fuel {:?}", vm.fuel_used())?;
    Ok(outcome)
}

/// A host that gives numbers and remembers what it heard.
#[derive(Default)]
struct Witness {
    heard: Fnv1a64,
    given: u8,
}

impl Host for Witness {
    fn sense(&mut self, _: u8) -> Result<Sensed, HostError> {
        self.given = self.given.wrapping_mul(5).wrapping_add(3);
        Ok(Sensed { cell: Cell::unpack(self.given), at_end: self.given % 16 == 0 })
    }
    fn act(&mut self, actuator: u8, cell: Cell) -> Result<(), HostError> {
        self.heard.update(&[actuator, cell.pack()]);
        Ok(())
    }
    fn write_port(&mut self, port: u8, cell: Cell) -> Result<(), HostError> {
        self.heard.update(&[port, cell.pack()]);
        Ok(())
    }
    fn print(&mut self, text: fmt::Arguments<'_>) -> Result<(), HostError> {
        write!(Hashing(&mut self.heard), "{text}").map_err(|_| HostError::failed("the test wants it so"))
    }
    fn yields(&mut self) -> bool {
        self.heard.update(b"yield");
        true
    }
}

/// Text that goes into a hash.
struct Hashing<'a>(&'a mut Fnv1a64);

impl Write for Hashing<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

/// All that there is to see.
pub fn report(to: &mut impl Write) -> Result<(), Failure> {
    watch(&[8, 16, 24, 80, 120, 160, 200, 120, 80, 40, 0, -8, -8, -16], to)?;
    corpus(to)
}

/// What can go wrong.
#[derive(Debug)]
pub enum Failure {
    /// A machine could not be set up.
    Setup(SetupError),
    /// There is nowhere to print.
    Print,
}

impl From<SetupError> for Failure {
    fn from(error: SetupError) -> Failure {
        Failure::Setup(error)
    }
}

impl From<fmt::Error> for Failure {
    fn from(_: fmt::Error) -> Failure {
        Failure::Print
    }
}

/// What carries the programs out, by name.
pub fn engine() -> Engine {
    smooth::PROGRAM.engine()
}
