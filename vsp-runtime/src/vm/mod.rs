//! The machine as its users see it.

mod access;
mod builder;
mod entrances;
mod function;
#[cfg(any(feature = "jit", feature = "cranelift"))]
mod jit;
mod running;
mod setup_error;
mod snapshots;
#[cfg(feature = "alloc")]
mod streams;
#[cfg(any(feature = "jit", feature = "cranelift"))]
mod tiers;
mod unknown_function;

pub use builder::{Bounds, VmBuilder};
pub use function::Function;
pub use running::OtherProgram;
pub use setup_error::SetupError;
pub use unknown_function::UnknownFunction;

#[cfg(feature = "alloc")]
use crate::default_host::DefaultHost;
use crate::engine::Engine;
use crate::host::Host;
use crate::interpreter::{self, Decoding};
use crate::interrupt::InterruptHandle;
#[cfg(any(feature = "jit", feature = "cranelift"))]
use crate::jit::Tiers;
use crate::machine::Machine;
use crate::native_code::Checks;
use crate::outcome::Outcome;
use crate::program::Program;
use core::fmt;
use entrances::Entrances;
use running::code;

/// A Virtual SIL Processor with a program, and the host that it talks to.
///
/// ```
/// use vsp_runtime::{Outcome, Program, Reg, Vm};
/// let source = "
///     .mode SIL-64
///     main:   LI     R0, 6
///             LI     R4, 7
///             MULINT R0, R4
///             HLT
/// ";
/// let program = Program::from_container(vsp_isa::asm::assemble(source, "product.sil").unwrap()).unwrap();
/// let mut vm = Vm::new(&program);
/// assert_eq!(vm.run(), Outcome::Halted);
/// assert_eq!(vm.integer(Reg::R0), Ok(42));
/// ```
///
/// While a program runs nothing is allocated, but for what the host does. Without the feature `alloc` there is no default
/// host, and the memory is that of a [`Storage`](crate::Storage). With the feature `std` a thread keeps the memory and the
/// stacks of its last machine, each of up to 64 KiB and cleared, for the next one.
pub struct Vm<
    #[cfg(feature = "alloc")] H: Host = DefaultHost, //
    #[cfg(not(feature = "alloc"))] H: Host,
> {
    machine: Machine,
    /// What is run. The machine has the same, for helpers of compiled code.
    program: Program,
    host: H,
    /// What was asked for; machine code may still give way to the interpreter, which can count fuel and be
    /// interrupted where the code does not look for that.
    engine: Engine,
    /// When it moves to another engine.
    #[cfg(any(feature = "jit", feature = "cranelift"))]
    tiers: Tiers,
    decoding: Decoding,
    entrances: Entrances,
    /// The fuel that has been given in all, if it is counted.
    fuel_given: Option<u64>,
    /// How the last run came back; `None` at a start.
    stopped: Option<Outcome>,
}

#[cfg(feature = "alloc")]
impl Vm {
    /// A machine with the default host and the program's own limits, at the program's entry point.
    ///
    /// Only with the feature `alloc`.
    pub fn new(program: &Program) -> Vm {
        Vm::builder(program).build().expect("a program's own limits hold it")
    }

    /// A machine with other limits, another host, or from a snapshot.
    pub fn builder(program: &Program) -> VmBuilder {
        VmBuilder::new(program, DefaultHost::new())
    }
}

#[cfg(not(feature = "alloc"))]
impl Vm<crate::Unattached> {
    /// A machine of a program. It needs a host and a storage before it can be built; with the feature `alloc` there are
    /// defaults.
    pub fn builder(program: &Program) -> VmBuilder<()> {
        VmBuilder::new(program, ())
    }
}

impl<H: Host> Vm<H> {
    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// How the last run came back; `None` if there was none since the start.
    pub fn outcome(&self) -> Option<Outcome> {
        self.stopped.clone()
    }

    /// What the next run will use.
    pub fn engine(&self) -> Engine {
        let code = code(&self.program, self.engine, self.needed());
        if code.is_some() { self.engine } else { Engine::Interpreter }
    }

    /// What runs need machine code to do.
    fn needed(&self) -> Checks {
        Checks { fuel: self.fuel_given.is_some(), interrupts: self.machine.interrupt().is_some() }
    }

    /// The handle that can stop the machine while it runs; it gets one if it has none.
    ///
    /// If the program's machine code cannot be interrupted, runs use the interpreter from now on.
    ///
    /// Only with the feature `alloc`; see [`VmBuilder::interrupt`].
    ///
    /// ```
    /// use vsp_runtime::{Outcome, Program, Vm};
    /// let endless = vsp_isa::asm::assemble("main: JMP main", "endless.sil").unwrap();
    /// let mut vm = Vm::new(&Program::from_container(endless).unwrap());
    /// let handle = vm.interrupt_handle();
    /// // A request that is made before waits for the run.
    /// handle.interrupt();
    /// assert_eq!(vm.run(), Outcome::Interrupted);
    /// assert!(!handle.is_requested());
    /// ```
    #[cfg(feature = "alloc")]
    pub fn interrupt_handle(&mut self) -> InterruptHandle {
        if let Some(handle) = self.machine.interrupt() {
            return handle.clone();
        }
        let handle = InterruptHandle::new();
        self.set_interrupt(Some(&handle));
        handle
    }

    /// Says which handle can stop the machine from now on, or that none can.
    pub fn set_interrupt(&mut self, handle: Option<&InterruptHandle>) {
        self.machine.set_interrupt(handle.cloned());
        self.entrances.forget();
        self.prepare();
    }

    /// The fuel that is left, if it is counted.
    pub fn fuel(&self) -> Option<u64> {
        self.fuel_given.map(|_| self.machine.context.fuel)
    }

    /// The fuel that has been used since it was set, if it is counted.
    pub fn fuel_used(&self) -> Option<u64> {
        self.fuel_given.map(|given| given - self.machine.context.fuel)
    }

    /// Counts fuel from now on, with this much; or no longer counts it.
    ///
    /// A block costs one unit an instruction, all paid on entering it. If the program's machine code does not count
    /// fuel, runs with fuel use the interpreter.
    pub fn set_fuel(&mut self, fuel: Option<u64>) {
        if self.fuel_given.is_some() != fuel.is_some() {
            self.entrances.forget();
        }
        self.fuel_given = fuel;
        self.machine.context.fuel = fuel.unwrap_or(u64::MAX);
        self.prepare();
    }

    /// Adds fuel, where it is counted; what passes 2^64 - 1 is lost.
    pub fn add_fuel(&mut self, more: u64) {
        if let Some(given) = &mut self.fuel_given {
            let left = self.machine.context.fuel;
            self.machine.context.fuel = left.saturating_add(more);
            *given = given.saturating_add(self.machine.context.fuel - left);
        }
    }

    /// Both, for tests of the interpreter's parts.
    #[cfg(all(test, feature = "alloc", feature = "interpreter"))]
    pub(crate) fn machine_and_host(&mut self) -> (&mut Machine, &mut H) {
        (&mut self.machine, &mut self.host)
    }

    /// Makes sure that nothing need be allocated while running.
    fn prepare(&self) {
        if self.engine() == Engine::Interpreter {
            let Checks { fuel, interrupts } = self.needed();
            #[cfg(any(feature = "jit", feature = "cranelift"))]
            let fuel = fuel || self.tiers.left().is_some();
            interpreter::prepare(&self.program, self.decoding, fuel || interrupts);
        }
    }

    /// The host.
    pub fn host(&self) -> &H {
        &self.host
    }

    /// The host, to be changed.
    pub fn host_mut(&mut self) -> &mut H {
        &mut self.host
    }

    /// Gives the host back.
    pub fn into_host(self) -> H {
        self.host
    }
}

impl<H: Host> fmt::Debug for Vm<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vm")
            .field("program", self.program())
            .field("registers", self.registers())
            .field("flags", &self.flags())
            .field("mode", &self.mode())
            .field("pc", &self.pc())
            .field("stopped", &self.stopped)
            .finish_non_exhaustive()
    }
}
