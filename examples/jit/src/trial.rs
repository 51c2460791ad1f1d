//! One engine's turn.

use crate::memory;
use std::time::{Duration, Instant};
use vsp_runtime::{Engine, Flags, Jit, Outcome, Program, Registers, Vm};

/// What a run may cost at the most, in instructions: no program need be trusted to end.
const FUEL: u64 = 20_000_000;

/// How long runs are repeated.
const PATIENCE: Duration = Duration::from_millis(300);

/// What an engine did with a program.
#[derive(Clone, Debug)]
pub struct Trial {
    /// From the bytes of the file to the end of the first run.
    pub first_result: Duration,
    /// How much of that was compiling; none for the interpreter.
    pub compiling: Duration,
    /// A run once everything is ready: the shortest of many.
    pub run: Duration,
    /// Bytes of machine code.
    pub code_bytes: u64,
    /// By how many bytes the process grew up to the first result, machine included, if the system tells.
    pub memory: Option<u64>,
    /// What the run led to.
    pub end: End,
}

/// What a run leaves, which is the same by every engine.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// How it ended.
    pub outcome: Outcome,
    /// Instructions that it was charged for.
    pub fuel_used: u64,
    pub registers: Registers,
    pub flags: Flags,
    pub pc: u32,
    pub memory: Vec<u8>,
}

impl Trial {
    /// Lets an engine run a program that nobody has seen before.
    ///
    /// # Errors
    /// Why the engine, or anything before it, refuses the program.
    pub fn of(engine: Engine, file: &[u8]) -> Result<Trial, String> {
        let before = memory::resident();
        let start = Instant::now();
        let program = Program::from_bytes(file).map_err(|error| error.to_string())?;
        let jit = Jit::new(engine);
        let program = match engine {
            Engine::Interpreter => program,
            _ => jit.compile(&program).map_err(|error| error.to_string())?,
        };
        let mut vm = Vm::builder(&program).fuel(FUEL).build().map_err(|error| error.to_string())?;
        let outcome = vm.run();
        let first_result = start.elapsed();
        let after = memory::resident();

        let statistics = jit.statistics();
        Ok(Trial {
            first_result,
            compiling: statistics.compile_time,
            code_bytes: statistics.code_bytes,
            memory: before.zip(after).map(|(before, after)| after.saturating_sub(before)),
            end: End::of(&vm, outcome),
            run: shortest_run(&mut vm),
        })
    }
}

/// Runs from the beginning, again and again.
fn shortest_run(vm: &mut Vm) -> Duration {
    let mut shortest = Duration::MAX;
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        vm.reset();
        vm.set_fuel(Some(FUEL));
        // What the last run has sent and printed.
        vm.take_output();
        vm.take_printed();
        let start = Instant::now();
        let _as_before = vm.run();
        shortest = shortest.min(start.elapsed());
    }
    shortest
}

impl End {
    fn of(vm: &Vm, outcome: Outcome) -> End {
        End {
            outcome,
            fuel_used: vm.fuel_used().expect("fuel is counted"),
            registers: *vm.registers(),
            flags: vm.flags(),
            pc: vm.pc(),
            memory: vm.memory().to_vec(),
        }
    }

    /// Whether the other is the same.
    ///
    /// # Errors
    /// The first thing that differs, by its name.
    pub fn check(&self, other: &End) -> Result<(), &'static str> {
        let checks = [
            (self.outcome == other.outcome && self.pc == other.pc, "outcome"),
            (self.registers == other.registers, "registers"),
            (self.flags == other.flags, "flags"),
            (self.memory == other.memory, "memory"),
            (self.fuel_used == other.fuel_used, "fuel"),
        ];
        checks.iter().find(|(same, _)| !same).map_or(Ok(()), |(_, what)| Err(what))
    }
}
