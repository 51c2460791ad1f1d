//! Running a machine, and what comes of it.

use super::entrances::Entrance;
use super::{UnknownFunction, Vm};
use crate::engine::Engine;
use crate::guard::{self, Panic};
use crate::host::Host;
#[cfg(any(feature = "jit", feature = "cranelift"))]
use crate::jit::{Tiering, Tiers};
use crate::machine_code::{self, MachineCode};
use crate::native_code::Checks;
use crate::outcome::Outcome;
use crate::program::Program;
use crate::trap::Trap;
use crate::{interpreter, native};
use core::fmt;
use vsp_isa::abi::Exit;
use vsp_isa::{Flags, Mode, TrapKind};

/// A program is not another form of a machine's own, or a function is not of the machine's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherProgram;

impl fmt::Display for OtherProgram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the machine runs another program, not a form of this one")
    }
}

impl core::error::Error for OtherProgram {}

/// The machine code that an engine runs of a program, if it has some that does what is needed.
pub(super) fn code(program: &Program, engine: Engine, needed: Checks) -> Option<MachineCode<'_>> {
    program.code(engine).filter(|code| code.checks().cover(needed))
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
        if let Some(outcome) = self.stopped.as_ref().filter(|outcome| !outcome.can_go_on()) {
            return outcome.clone();
        }
        #[cfg(any(feature = "jit", feature = "cranelift"))]
        let exit = self.run_tiers();
        #[cfg(not(any(feature = "jit", feature = "cranelift")))]
        let exit = self.run_engine(self.fuel_given.is_some());
        self.end(exit)
    }

    /// Runs by the engine that the machine has, or the interpreter where fuel is to be counted, or the run may be interrupted,
    /// and that cannot.
    pub(super) fn run_engine(&mut self, metered: bool) -> Result<Exit, Panic> {
        let needed = Checks { fuel: metered, ..self.needed() };
        let (machine, host, program) = (&mut self.machine, &mut self.host, &self.program);
        match code(program, self.engine, needed) {
            Some(code) => native::run(machine, host, program, code),
            None => interpreter::run(machine, host, program, self.decoding, metered),
        }
    }

    /// Notes how a run ended, and goes on with a panic of the host.
    fn end(&mut self, exit: Result<Exit, Panic>) -> Outcome {
        match exit {
            Ok(exit) => self.stop(exit),
            Err(panic) => {
                self.machine.host_failed("a method of the host panicked".into());
                let _trapped = self.stop(Exit::Trapped(TrapKind::HostError));
                guard::go_on(panic)
            }
        }
    }

    fn stop(&mut self, exit: Exit) -> Outcome {
        self.fill_up();
        let outcome = match exit {
            Exit::Halted => Outcome::Halted,
            Exit::Returned => Outcome::Returned,
            Exit::Collapsed => Outcome::Collapsed,
            Exit::Yielded => Outcome::Yielded,
            Exit::OutOfFuel => Outcome::OutOfFuel,
            Exit::Interrupted => {
                if let Some(handle) = self.machine.interrupt() {
                    handle.take();
                }
                Outcome::Interrupted
            }
            Exit::Trapped(kind) => {
                let (pc, reason) = (self.machine.context.pc, self.machine.reason.take());
                Outcome::Trapped(Trap::with_reason(kind, pc, reason))
            }
            Exit::Dispatch => unreachable!("no engine stops without a reason"),
        };
        self.stopped = Some(outcome.clone());
        outcome
    }

    /// Where no fuel is counted there is always as much as there can be: code with metering has counted all the same.
    #[inline]
    fn fill_up(&mut self) {
        if self.fuel_given.is_none() {
            self.machine.context.fuel = u64::MAX;
        }
    }

    /// Begins a new run at an exported function, whatever the last one came to.
    ///
    /// The call stack is emptied, flags are cleared and the mode is the program's first; registers, memory, data stack and
    /// gradient stay, so that a caller can hand over arguments and read results.
    ///
    /// Who calls a function often looks it up once: see [`function`](Self::function).
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
        let image = self.program().image();
        let address = image.function(function).ok_or_else(|| UnknownFunction::new(function, &image))?;
        Ok(self.call_address(address))
    }

    /// Begins a new run at the address of an exported function.
    #[inline]
    pub(crate) fn call_address(&mut self, address: u32) -> Outcome {
        if self.returns_from(address) { Outcome::Returned } else { self.last_outcome() }
    }

    /// The same for who wants to know only whether it returned: [`last_outcome`](Self::last_outcome) has the rest.
    #[inline]
    pub(crate) fn returns_from(&mut self, address: u32) -> bool {
        self.machine.context.call_depth = 0;
        self.machine.set_flags(Flags::NONE);
        self.machine.context.pc = address;
        match self.entrances.get(address) {
            // SAFETY: the machine stands at this address; an entrance that was learned is forgotten when the code changes.
            Some(&entrance) => unsafe { self.call_at(entrance) },
            None => self.call_first(address),
        }
    }

    /// The same where the way in is not known.
    #[cold]
    fn call_first(&mut self, address: u32) -> bool {
        let mode = self.program.first_mode();
        self.machine.set_mode(mode);
        match self.entrance(address, mode) {
            Some(entrance) => {
                self.entrances.learn(entrance);
                // SAFETY: the machine stands at this address, and the code has the entrance for it.
                unsafe { self.call_at(entrance) }
            }
            None => {
                self.stopped = None;
                self.run() == Outcome::Returned
            }
        }
    }

    /// Begins a run with the machine code of a function, and says whether it returned.
    ///
    /// # Safety
    /// The machine must stand at the entrance's address, and the entrance be one of the code that the machine has now.
    #[inline]
    unsafe fn call_at(&mut self, entrance: Entrance) -> bool {
        if self.engine != Engine::Native {
            machine_code::prepare();
        }
        let (machine, host, program) = (&mut self.machine, &mut self.host, &self.program);
        machine.set_mode(entrance.mode);
        // SAFETY: by this function's contract, and the code is prepared.
        match unsafe { native::call_part(machine, host, program, (entrance.part, entrance.entry)) } {
            // So most calls end, and what the last one ended with is not even dropped where it was the same.
            None => {
                self.fill_up();
                if !matches!(self.stopped, Some(Outcome::Returned)) {
                    self.note_returned();
                }
                true
            }
            Some(exit) => self.end_call(exit),
        }
    }

    #[cold]
    fn note_returned(&mut self) {
        self.stopped = Some(Outcome::Returned);
    }

    /// What comes of a call that has not just returned, and whether it returns after all: not part of every call's code.
    #[cold]
    fn end_call(&mut self, exit: Result<Exit, Panic>) -> bool {
        let outcome = match exit {
            // It goes on elsewhere.
            Ok(Exit::Dispatch) => {
                self.stopped = None;
                self.run()
            }
            exit @ (Ok(_) | Err(_)) => self.end(exit),
        };
        outcome == Outcome::Returned
    }

    /// How the run has ended that came back last.
    #[cold]
    pub(crate) fn last_outcome(&self) -> Outcome {
        self.stopped.clone().expect("a run has come back")
    }

    /// The way into a function, if runs are by machine code that has one, and nothing has to be looked at before. The machine is then ready
    /// for it as long as the code stays the same.
    fn entrance(&mut self, address: u32, mode: Mode) -> Option<Entrance> {
        #[cfg(any(feature = "jit", feature = "cranelift"))]
        if self.is_moving() {
            return None;
        }
        let code = code(&self.program, self.engine, self.needed())?;
        native::prepare(&mut self.machine, code);
        let (part, entry) = code.entry(address, mode.code())?;
        Some(Entrance { address, mode, entry, part })
    }

    /// Puts the machine back to its start: registers, flags, mode, stacks, memory, gradient and pc. Fuel and host stay as
    /// they are.
    pub fn reset(&mut self) {
        self.machine.reset(&self.program.image());
        self.stopped = None;
    }

    /// Lets the machine go on in another form of its program: as `Jit::compile` (features `jit` and `cranelift`) gave it, or
    /// as it was before. Nothing else changes; a run that has stopped goes on where it stands. From now on the machine has
    /// this form's engine, and no tiering moves it any further.
    ///
    /// # Errors
    /// If it is not a form of the machine's program; nothing has changed then. A program that was loaded twice is two.
    pub fn move_to(&mut self, program: &Program) -> Result<(), OtherProgram> {
        if !self.program.is_same(program) {
            return Err(OtherProgram);
        }
        self.settle_in(program);
        Ok(())
    }

    /// Goes on in another form of the same program, and no tiering changes that.
    pub(super) fn settle_in(&mut self, program: &Program) {
        #[cfg(any(feature = "jit", feature = "cranelift"))]
        {
            self.tiers = Tiers::new(Tiering::off());
        }
        self.go_on_in(program);
    }

    /// Goes on in another form of the same program.
    pub(super) fn go_on_in(&mut self, program: &Program) {
        self.entrances.forget();
        self.engine = program.engine();
        if self.program.has_code_of(program) {
            return;
        }
        self.program = program.clone();
        self.prepare();
    }
}
