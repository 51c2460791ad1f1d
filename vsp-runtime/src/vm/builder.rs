//! Setting a machine up.

use super::Vm;
use crate::default_host::DefaultHost;
use crate::host::Host;
use crate::limits::Limits;
use crate::machine::Machine;
use crate::program::{Engine, Program};
use crate::snapshot::{self, SnapshotError};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

/// A machine cannot be set up as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetupError {
    /// Memory must have from 65,536 to 16,777,216 bytes, and hold the program's data.
    MemorySize {
        /// What was asked for, in bytes.
        asked: usize,
        /// The least that would do.
        least: usize,
    },
    /// There is no machine code of the program.
    NoNativeCode,
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::MemorySize { asked, least } => {
                let greatest = Limits::MEMORY.1;
                write!(f, "memory of {asked} bytes: the program needs {least} to {greatest}")
            }
            SetupError::NoNativeCode => {
                f.write_str("there is no native code of this program here; use the interpreter")
            }
        }
    }
}

impl core::error::Error for SetupError {}

/// Sets up a [`Vm`].
///
/// ```
/// use vsp_runtime::{Outcome, Program, Vm};
/// let endless = vsp_isa::asm::assemble("main: JMP main", "endless.sil").unwrap();
/// let endless = Program::from_container(endless).unwrap();
/// let mut vm = Vm::builder(&endless).memory_size(1 << 20).fuel(1000).build().unwrap();
/// assert_eq!(vm.run(), Outcome::OutOfFuel);
/// assert_eq!(vm.fuel_used(), Some(1000));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` or `restore`"]
pub struct VmBuilder<H: Host = DefaultHost> {
    program: Program,
    host: H,
    limits: Limits,
    engine: Option<Engine>,
    fuel: Option<u64>,
}

impl VmBuilder {
    pub(super) fn new(program: &Program) -> VmBuilder {
        let limits = program.limits();
        VmBuilder { program: program.clone(), host: DefaultHost::new(), limits, engine: None, fuel: None }
    }

    /// Attaches an input stream.
    pub fn input(mut self, input: impl Into<Vec<u8>>) -> VmBuilder {
        self.host.set_input(input);
        self
    }
}

impl<H: Host> VmBuilder<H> {
    /// Puts another host in place.
    pub fn host<G: Host>(self, host: G) -> VmBuilder<G> {
        let VmBuilder { program, limits, engine, fuel, host: _ } = self;
        VmBuilder { program, host, limits, engine, fuel }
    }

    /// Asks for an engine, rather than the program's own.
    pub fn engine(mut self, engine: Engine) -> VmBuilder<H> {
        self.engine = Some(engine);
        self
    }

    /// The size of memory in bytes.
    pub fn memory_size(mut self, bytes: usize) -> VmBuilder<H> {
        self.limits.memory = Some(bytes);
        self
    }

    /// How many return addresses the call stack holds.
    pub fn call_limit(mut self, calls: u32) -> VmBuilder<H> {
        self.limits.calls = calls;
        self
    }

    /// How many cells the data stack holds.
    pub fn stack_limit(mut self, cells: u32) -> VmBuilder<H> {
        self.limits.stack = cells;
        self
    }

    /// Counts fuel, with this much: see [`Vm::set_fuel`].
    pub fn fuel(mut self, fuel: u64) -> VmBuilder<H> {
        self.fuel = Some(fuel);
        self
    }

    /// A machine at the program's entry point.
    ///
    /// # Errors
    /// If memory is too small or too large, or native code was asked for where there is none.
    pub fn build(self) -> Result<Vm<H>, SetupError> {
        let container = self.program.container();
        let least = container.default_memory_size();
        let memory = self.limits.memory.unwrap_or(least);
        let needed = container.data.len().max(Limits::MEMORY.0);
        if memory < needed || memory > Limits::MEMORY.1 {
            return Err(SetupError::MemorySize { asked: memory, least: needed });
        }
        let engine = self.engine.unwrap_or(self.program.engine());
        if engine == Engine::Native && self.program.engine() != Engine::Native {
            return Err(SetupError::NoNativeCode);
        }
        let machine = Machine::new(Arc::clone(self.program.loaded()), memory, self.limits);
        let mut vm =
            Vm { machine, host: self.host, program: self.program, engine, fuel_given: None, stopped: None };
        vm.set_fuel(self.fuel);
        Ok(vm)
    }

    /// A machine that goes on where a snapshot was taken.
    ///
    /// The program must be the same. Memory has the size that it had; fuel is as it was, unless this builder sets another.
    /// The call stack and the data stack may be smaller or larger than before, if only they hold what is on them.
    ///
    /// # Errors
    /// If the bytes are no snapshot of a machine with this program, are damaged, pass this machine's limits, or are not what
    /// the host takes.
    ///
    /// ```
    /// use vsp_runtime::{Outcome, Program, Vm};
    /// let endless = vsp_isa::asm::assemble("main: JMP main", "endless.sil").unwrap();
    /// let endless = Program::from_container(endless).unwrap();
    /// let mut vm = Vm::builder(&endless).fuel(10).build().unwrap();
    /// assert_eq!(vm.run(), Outcome::OutOfFuel);
    /// let bytes = vm.snapshot().unwrap();
    /// let mut vm = Vm::builder(&endless).fuel(5).restore(&bytes).unwrap();
    /// assert_eq!(vm.run(), Outcome::OutOfFuel);
    /// assert_eq!(vm.fuel_used(), Some(5));
    /// ```
    pub fn restore(mut self, bytes: &[u8]) -> Result<Vm<H>, SnapshotError> {
        let snapshot = snapshot::read(bytes)?;
        snapshot.check_program(self.program.loaded())?;
        self.limits.memory = Some(snapshot.memory_size());
        let fuel = self.fuel.take();
        let mut vm = self.build().map_err(SnapshotError::setup)?;
        snapshot.restore(&mut vm.machine)?;
        vm.host.load(snapshot.host()).map_err(|_| SnapshotError::host())?;
        vm.stopped = snapshot.stopped();
        match (fuel, snapshot.fuel()) {
            (Some(fuel), _) => vm.set_fuel(Some(fuel)),
            (None, Some((given, left))) => {
                vm.set_fuel(Some(given));
                vm.machine.context.fuel = left;
            }
            (None, None) => {}
        }
        Ok(vm)
    }
}
