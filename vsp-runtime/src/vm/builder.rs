//! Setting a machine up.

use super::entrances::Entrances;
use super::{SetupError, Vm};
use crate::buffers::{Buffers, Sizes};
#[cfg(feature = "alloc")]
use crate::default_host::DefaultHost;
use crate::engine::Engine;
use crate::host::Host;
use crate::interpreter::Decoding;
use crate::interrupt::InterruptHandle;
#[cfg(any(feature = "jit", feature = "cranelift"))]
use crate::jit::{Tiering, Tiers};
use crate::limits::Limits;
use crate::machine::Machine;
use crate::program::Program;
use crate::snapshot::{self, SnapshotError};
use crate::storage::{Room, Storage};
#[cfg(feature = "alloc")]
use alloc::vec::Vec;

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
pub struct VmBuilder<
    #[cfg(feature = "alloc")] H = DefaultHost, //
    #[cfg(not(feature = "alloc"))] H,
> {
    program: Program,
    host: H,
    limits: Limits,
    storage: Option<Room>,
    engine: Option<Engine>,
    decoding: Decoding,
    fuel: Option<u64>,
    interrupt: Option<InterruptHandle>,
    #[cfg(any(feature = "jit", feature = "cranelift"))]
    tiering: Tiering,
}

#[cfg(feature = "alloc")]
impl VmBuilder {
    /// Attaches an input stream.
    pub fn input(mut self, input: impl Into<Vec<u8>>) -> VmBuilder {
        self.host.set_input(input);
        self
    }
}

impl<H> VmBuilder<H> {
    pub(super) fn new(program: &Program, host: H) -> VmBuilder<H> {
        VmBuilder {
            program: program.clone(),
            host,
            limits: program.limits(),
            storage: None,
            engine: None,
            decoding: Decoding::FASTEST,
            fuel: None,
            interrupt: None,
            #[cfg(any(feature = "jit", feature = "cranelift"))]
            tiering: Tiering::off(),
        }
    }

    /// Puts another host in place.
    pub fn host<G: Host>(self, host: G) -> VmBuilder<G> {
        VmBuilder {
            program: self.program,
            host,
            limits: self.limits,
            storage: self.storage,
            engine: self.engine,
            decoding: self.decoding,
            fuel: self.fuel,
            interrupt: self.interrupt,
            #[cfg(any(feature = "jit", feature = "cranelift"))]
            tiering: self.tiering,
        }
    }

    /// Lets the machine have its memory and stacks in a storage, rather than from an allocator. The storage must hold the
    /// sizes that the machine has otherwise.
    pub fn storage<const MEMORY: usize, const CALLS: usize, const STACK: usize>(
        mut self,
        storage: &'static Storage<MEMORY, CALLS, STACK>,
    ) -> VmBuilder<H> {
        self.storage = Some(storage.room());
        self
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

    /// Lets a handle stop the machine while it runs.
    ///
    /// Machine code looks for requests only if it was compiled so: by a JIT or a build script, if it counts fuel or `interrupts`
    /// was asked for. Runs of other code, such as that of `vsp!`, use the interpreter.
    pub fn interrupt(mut self, handle: &InterruptHandle) -> VmBuilder<H> {
        self.interrupt = Some(handle.clone());
        self
    }

    /// Lets the machine move to faster engines when it has run for a while; it begins with the engine that it has otherwise.
    /// Results, fuel and the places where runs stop are the same.
    ///
    /// Only with the feature `jit` or `cranelift`; see the module [`jit`](crate::jit).
    #[cfg(any(feature = "jit", feature = "cranelift"))]
    pub fn tiering(mut self, tiering: Tiering) -> VmBuilder<H> {
        self.tiering = tiering;
        self
    }

    /// Lets the interpreter decode each instruction as it comes, as it does where there is no allocator.
    #[doc(hidden)]
    pub fn undecoded(mut self) -> VmBuilder<H> {
        self.decoding = Decoding::Anew;
        self
    }
}

impl<H: Host> VmBuilder<H> {
    /// A machine at the program's entry point.
    ///
    /// # Errors
    /// If memory is too small or too large, an engine was asked for that the program has no machine code for, or the storage is in use, too
    /// small, or missing where there is no allocator.
    pub fn build(self) -> Result<Vm<H>, SetupError> {
        let image = self.program.image();
        let memory = self.limits.memory.unwrap_or(image.default_memory_size());
        let needed = image.data.len().max(Limits::MEMORY.0);
        if memory < needed || memory > Limits::MEMORY.1 {
            return Err(SetupError::MemorySize { asked: memory, least: needed });
        }
        let engine = self.engine.unwrap_or(self.program.engine());
        if engine != Engine::Interpreter && self.program.code(engine).is_none() {
            return Err(SetupError::NoNativeCode);
        }
        let Limits { calls, stack, .. } = self.limits;
        let sizes = Sizes { memory, calls: calls as usize, stack: stack as usize };
        let buffers = match self.storage {
            Some(room) => room.claim(sizes)?,
            None => allocate(sizes)?,
        };
        let mut machine = Machine::new(&image, buffers);
        machine.set_interrupt(self.interrupt);
        let mut vm = Vm {
            machine,
            program: self.program,
            host: self.host,
            engine,
            #[cfg(any(feature = "jit", feature = "cranelift"))]
            tiers: Tiers::new(self.tiering),
            decoding: self.decoding,
            entrances: Entrances::new(),
            fuel_given: None,
            stopped: None,
        };
        vm.set_fuel(self.fuel);
        Ok(vm)
    }

    /// A machine that goes on where a snapshot was taken.
    ///
    /// The program must be the same. What this builder, or the program's build script, sets stays so:
    /// - memory has the size that it had, and [`memory_size`](Self::memory_size) is the most that it may have;
    /// - fuel is as it was, unless [`fuel`](Self::fuel) sets another;
    /// - the call stack and the data stack have this builder's limits, and must hold what is on them;
    /// - a default host (feature `alloc`) keeps its own limits, its `HostLimits`.
    ///
    /// Without `memory_size` the bytes choose up to 16 MiB, and without `fuel` they choose that, too: for bytes that come from
    /// strangers there is [`restore_untrusted`](Self::restore_untrusted).
    ///
    /// # Errors
    /// If the bytes are no snapshot of a machine with this program, are damaged, pass this machine's limits, or are not what
    /// the host takes. Nothing has been allocated for what they hold beyond the limits.
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
        snapshot.check_program(&self.program)?;
        snapshot.check_limits(&self.limits)?;
        self.limits.memory = Some(snapshot.memory_size());
        let fuel = self.fuel.take();
        let mut vm = self.build().map_err(SnapshotError::setup)?;
        snapshot.restore(&mut vm.machine);
        vm.host.load(snapshot.host()).map_err(SnapshotError::host)?;
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

    /// The same for bytes that need not be trusted: as [`restore`](Self::restore) with a bound for memory and with fuel, which
    /// nobody can then forget.
    ///
    /// Bytes from strangers can put the machine into any state that the program can be put in. They can also say that a
    /// default host has not slept yet; what it may do is bounded by its `HostLimits`.
    ///
    /// # Errors
    /// As [`restore`](Self::restore).
    pub fn restore_untrusted(self, bytes: &[u8], bounds: Bounds) -> Result<Vm<H>, SnapshotError> {
        self.memory_size(bounds.memory).fuel(bounds.fuel).restore(bytes)
    }
}

/// What a snapshot from strangers may ask for at most.
///
/// ```
/// use vsp_runtime::{Bounds, Outcome, Program, Vm};
/// let endless = vsp_isa::asm::assemble("main: JMP main", "endless.sil").unwrap();
/// let endless = Program::from_container(endless).unwrap();
/// // A machine with much memory that counts no fuel at all.
/// let bytes = Vm::builder(&endless).memory_size(1 << 24).build().unwrap().snapshot().unwrap();
///
/// let small = Bounds { memory: 1 << 16, fuel: 1000 };
/// let error = Vm::builder(&endless).restore_untrusted(&bytes, small).unwrap_err();
/// assert!(error.to_string().starts_with("the snapshot's memory has 16777216 bytes, and this machine's may have 65536"));
///
/// let mut vm = Vm::builder(&endless).restore_untrusted(&bytes, Bounds { memory: 1 << 24, ..small }).unwrap();
/// assert_eq!(vm.run(), Outcome::OutOfFuel);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The most bytes of memory that the machine may have.
    pub memory: usize,
    /// The fuel that it gets, whatever the snapshot says.
    pub fuel: u64,
}

#[cfg(feature = "alloc")]
fn allocate(sizes: Sizes) -> Result<Buffers, SetupError> {
    Ok(Buffers::allocate(sizes))
}

#[cfg(not(feature = "alloc"))]
fn allocate(_: Sizes) -> Result<Buffers, SetupError> {
    Err(SetupError::NoStorage)
}
