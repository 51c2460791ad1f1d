//! The interface between a program and its host.

use crate::host_error::HostError;
use crate::snapshot::SnapshotWriter;
use core::fmt;
use core::time::Duration;
use vsp_isa::{Cell, Flags, Mode, Reg, Registers};

/// What a SENSE finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sensed {
    /// The cell that the register gets.
    pub cell: Cell,
    /// Whether an input stream was at its end: becomes flag Z.
    pub at_end: bool,
}

/// The state that a syscall of the host may use and change.
///
/// The words A0, A1 and A2 stand at registers 0, w and 2w, where w is [`Mode::word_cells`]; the functions of
/// [`vsp_isa::semantics::word`] read and write them.
#[derive(Debug)]
pub struct Syscall<'a> {
    /// The intrinsic's number.
    pub id: u8,
    /// Its argument.
    pub arg: u16,
    /// The mode.
    pub mode: Mode,
    /// The registers. If the syscall fails, changes are undone.
    pub registers: &'a mut Registers,
    /// The flags. If the syscall fails, changes are undone.
    pub flags: &'a mut Flags,
    /// The memory. Changes stay, so fail before making any.
    pub memory: &'a mut [u8],
}

/// What a program can ask of the world around it: ports, sensors, actuators, printing, messages, the clock.
///
/// Every method has a default, that of a machine to which nothing is attached: reading gives NULL, what is sent is dropped,
/// and anything else is [`HostError::unsupported`]; [`Unattached`] is a host of no more than this. `DefaultHost`
/// (feature `alloc`) is the host with ports, streams and queues that programs normally get; to change one thing only, keep
/// one in your own type and pass the others on to it.
///
/// A method may panic: the panic reaches the caller of [`Vm::run`](crate::Vm::run) or its kin, and the machine is left as
/// after a trap `HostError` at the instruction that called the host.
///
/// ```
/// use vsp_runtime::{Cell, Host, HostError, Outcome, Program, Vm};
///
/// /// Counts what a program writes to port 3.
/// struct Counter(u32);
///
/// impl Host for Counter {
///     fn write_port(&mut self, port: u8, _cell: Cell) -> Result<(), HostError> {
///         self.0 += u32::from(port == 3);
///         Ok(())
///     }
/// }
///
/// let program = vsp_isa::asm::assemble("main: OUT R0, 3\n OUT R1, 3\n OUT R2, 4\n HLT", "ports.sil").unwrap();
/// let program = Program::from_container(program).unwrap();
/// let mut vm = Vm::builder(&program).host(Counter(0)).build().unwrap();
/// assert_eq!(vm.run(), Outcome::Halted);
/// assert_eq!(vm.host().0, 2);
/// ```
pub trait Host {
    /// IN: the cell in port `port`.
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn read_port(&mut self, port: u8) -> Result<Cell, HostError> {
        let _ = port;
        Ok(Cell::NULL)
    }

    /// OUT: `cell` goes to port `port`.
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn write_port(&mut self, port: u8, cell: Cell) -> Result<(), HostError> {
        let _ = (port, cell);
        Ok(())
    }

    /// SENSE: the next byte of the input stream where there is one, else sensor `sensor` (0 to 15).
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn sense(&mut self, sensor: u8) -> Result<Sensed, HostError> {
        let _ = sensor;
        Ok(Sensed { cell: Cell::NULL, at_end: false })
    }

    /// ACT: `cell` goes to actuator `actuator` (0 to 15) and to the output stream.
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn act(&mut self, actuator: u8, cell: Cell) -> Result<(), HostError> {
        let _ = (actuator, cell);
        Ok(())
    }

    /// Prints a text, which has its newline where it shall have one.
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn print(&mut self, text: fmt::Arguments<'_>) -> Result<(), HostError> {
        let _ = text;
        Ok(())
    }

    /// The next line of the input stream, the one that SENSE reads, without its newline; `None` at its end.
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn read_line(&mut self) -> Result<Option<&[u8]>, HostError> {
        Ok(None)
    }

    /// Whether YIELD shall stop the run.
    fn yields(&mut self) -> bool {
        false
    }

    /// Whether there is a transform `id`.
    fn has_transform(&self, id: u32) -> bool {
        let _ = id;
        false
    }

    /// TRANS and PIPE: applies transform `id` to the registers. If it fails, the registers are as before the instruction.
    ///
    /// # Errors
    /// [`HostError::unsupported`] traps `UnknownTransform`, anything else `HostError`.
    fn transform(&mut self, id: u32, registers: &mut Registers) -> Result<(), HostError> {
        let _ = (id, registers);
        Err(HostError::unsupported())
    }

    /// SYNC with node `node`.
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn sync(&mut self, node: u8) -> Result<(), HostError> {
        let _ = node;
        Ok(())
    }

    /// BROADCAST: sends the registers on channel `channel` (24 bits).
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn broadcast(&mut self, channel: u32, registers: &Registers) -> Result<(), HostError> {
        let _ = (channel, registers);
        Ok(())
    }

    /// RECEIVE: the registers that wait on channel `channel`, if any.
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn receive(&mut self, channel: u32) -> Result<Option<Registers>, HostError> {
        let _ = channel;
        Ok(None)
    }

    /// ENTANGLE: register `reg`, which holds `cell`, with node `node` (0 to 15).
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn entangle(&mut self, reg: Reg, node: u8, cell: Cell) -> Result<(), HostError> {
        let _ = (reg, node, cell);
        Ok(())
    }

    /// The time since the Unix epoch.
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn now(&mut self) -> Result<Duration, HostError> {
        Err(HostError::unsupported())
    }

    /// Waits.
    ///
    /// # Errors
    /// Any error traps `HostError`.
    fn sleep(&mut self, time: Duration) -> Result<(), HostError> {
        let _ = time;
        Err(HostError::unsupported())
    }

    /// A SYSCALL that the machine does not carry out itself.
    ///
    /// # Errors
    /// [`HostError::unsupported`] traps `UnsupportedSyscall`, anything else `HostError`.
    fn syscall(&mut self, call: Syscall<'_>) -> Result<(), HostError> {
        let _ = call;
        Err(HostError::unsupported())
    }

    /// Writes what the host needs in order to go on later, for a snapshot; nothing by default.
    fn save(&self, to: &mut SnapshotWriter<'_>) {
        let _ = to;
    }

    /// Takes back what [`save`](Self::save) wrote, whole; by default only nothing.
    ///
    /// # Errors
    /// If the bytes are not what `save` writes. The host must be unchanged then.
    fn load(&mut self, from: &[u8]) -> Result<(), HostError> {
        if from.is_empty() { Ok(()) } else { Err(HostError::unsupported()) }
    }
}

/// A host to which nothing is attached: every method is [`Host`]'s default.
///
/// Reading gives NULL, what is sent or printed is dropped, and the clock, sleeping, syscalls and transforms of a host trap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Unattached;

impl Host for Unattached {}
