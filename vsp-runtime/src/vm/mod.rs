//! The machine as its users see it.

mod access;
mod builder;
mod setup_error;
mod snapshots;
#[cfg(feature = "alloc")]
mod streams;

pub use builder::VmBuilder;
pub use setup_error::SetupError;

#[cfg(feature = "alloc")]
use crate::default_host::DefaultHost;
use crate::guard;
use crate::host::Host;
use crate::interpreter::Decoding;
use crate::machine::Machine;
use crate::native::NativeCode;
use crate::outcome::Outcome;
use crate::program::{Engine, Program};
use crate::{interpreter, native};
use core::fmt;
use vsp_isa::abi::Exit;
use vsp_isa::{Flags, Trap, TrapKind};

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
/// host, and the memory is that of a [`Storage`](crate::Storage).
pub struct Vm<
    #[cfg(feature = "alloc")] H: Host = DefaultHost, //
    #[cfg(not(feature = "alloc"))] H: Host,
> {
    machine: Machine,
    host: H,
    /// What was asked for; native code may still give way to the interpreter, which alone can count fuel for code without
    /// metering.
    engine: Engine,
    decoding: Decoding,
    /// The fuel that has been given in all, if it is counted.
    fuel_given: Option<u64>,
    /// How the last run came back; `None` at a start.
    stopped: Option<Outcome>,
}

/// A program has no exported function of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFunction;

impl fmt::Display for UnknownFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the program exports no function of this name; `.global NAME` exports one")
    }
}

impl core::error::Error for UnknownFunction {}

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
    /// Runs from where the machine stands: at first the entry point, later where the last run stopped.
    ///
    /// A machine whose run has ended (Halted, Returned, Trapped) stays as it is and gives the same outcome again; see
    /// [`call`](Self::call) and [`reset`](Self::reset).
    ///
    /// # Panics
    /// If a method of the host panics, with what it panicked with. The run has then ended as if the host had failed:
    /// `Trapped(HostError)` at the instruction that called it.
    pub fn run(&mut self) -> Outcome {
        if let Some(outcome) = self.stopped.filter(|outcome| !outcome.can_go_on()) {
            return outcome;
        }
        let exit = match self.native() {
            Some(code) => native::run(&mut self.machine, &mut self.host, code),
            None => {
                let (machine, host) = (&mut self.machine, &mut self.host);
                let (program, metered) = (machine.program.clone(), self.fuel_given.is_some());
                guard::catch(|| interpreter::run(machine, host, &program, self.decoding, metered))
            }
        };
        match exit {
            Ok(exit) => self.stop(exit),
            Err(panic) => {
                self.stop(Exit::Trapped(TrapKind::HostError));
                guard::go_on(panic)
            }
        }
    }

    fn stop(&mut self, exit: Exit) -> Outcome {
        if self.fuel_given.is_none() {
            // Code with metering has counted all the same.
            self.machine.context.fuel = u64::MAX;
        }
        let outcome = match exit {
            Exit::Halted => Outcome::Halted,
            Exit::Returned => Outcome::Returned,
            Exit::Collapsed => Outcome::Collapsed,
            Exit::Yielded => Outcome::Yielded,
            Exit::OutOfFuel => Outcome::OutOfFuel,
            Exit::Trapped(kind) => Outcome::Trapped(Trap { kind, pc: self.machine.context.pc }),
            Exit::Dispatch => unreachable!("no engine stops without a reason"),
        };
        self.stopped = Some(outcome);
        outcome
    }

    /// Begins a new run at an exported function, whatever the last one came to.
    ///
    /// The call stack is emptied, flags are cleared and the mode is the program's first; registers, memory, data stack and
    /// gradient stay, so that a caller can hand over arguments and read results.
    ///
    /// # Errors
    /// If the program exports no such function; nothing has changed then.
    ///
    /// # Panics
    /// As [`run`](Self::run).
    ///
    /// ```
    /// use vsp_runtime::{Outcome, Program, Reg, Vm};
    /// let source = "
    ///     .mode SIL-64
    ///     .global double
    ///     double: ADDINT R0, R0
    ///             RET
    /// ";
    /// let program = Program::from_container(vsp_isa::asm::assemble(source, "double.sil").unwrap()).unwrap();
    /// let mut vm = Vm::new(&program);
    /// vm.set_integer(Reg::R0, 21).unwrap();
    /// assert_eq!(vm.call("double"), Ok(Outcome::Returned));
    /// assert_eq!(vm.integer(Reg::R0), Ok(42));
    /// ```
    pub fn call(&mut self, function: &str) -> Result<Outcome, UnknownFunction> {
        let address = self.program().image().function(function).ok_or(UnknownFunction)?;
        Ok(self.call_address(address))
    }

    /// Begins a new run at the address of an exported function.
    pub(crate) fn call_address(&mut self, address: u32) -> Outcome {
        self.stopped = None;
        self.machine.context.call_depth = 0;
        self.machine.set_flags(Flags::NONE);
        self.machine.set_mode(self.program().image().mode);
        self.machine.context.pc = address;
        self.run()
    }

    /// Puts the machine back to its start: registers, flags, mode, stacks, memory, gradient and pc. Fuel and host stay as
    /// they are.
    pub fn reset(&mut self) {
        self.machine.reset();
        self.stopped = None;
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.machine.program
    }

    /// How the last run came back; `None` if there was none since the start.
    pub fn outcome(&self) -> Option<Outcome> {
        self.stopped
    }

    /// What the next run will use.
    pub fn engine(&self) -> Engine {
        if self.native().is_some() { Engine::Native } else { Engine::Interpreter }
    }

    /// The code that the next run will use, if it is native.
    fn native(&self) -> Option<&'static NativeCode> {
        let usable = |code: &&NativeCode| match self.engine {
            Engine::Native => self.fuel_given.is_none() || code.is_metered(),
            Engine::Interpreter => false,
        };
        self.program().native().filter(usable)
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
    /// A block costs one unit an instruction, all paid on entering it. If the program's native code does not count
    /// fuel, runs with fuel use the interpreter.
    pub fn set_fuel(&mut self, fuel: Option<u64>) {
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

    /// Makes sure that nothing need be allocated while running.
    fn prepare(&self) {
        if self.native().is_none() {
            interpreter::prepare(self.program(), self.decoding);
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
