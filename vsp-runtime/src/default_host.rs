//! The default host of programs.

use crate::host::{Host, Sensed};
use crate::host_error::HostError;
use crate::saved::Reader;
use crate::snapshot::SnapshotWriter;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};
use core::time::Duration;
use vsp_isa::{Cell, Registers};

/// Ports, sensors, actuators, an input and an output stream, a text of what was printed, and queues of messages.
///
/// - IN and OUT read and write 256 ports.
/// - SENSE takes bytes from the input stream once one is attached, else reads one of 16 sensors.
/// - ACT sets one of 16 actuators and appends to the output stream.
/// - A broadcast waits in its channel's queue until a RECEIVE on that channel takes it.
/// - SYNC and ENTANGLE do nothing, YIELD stops only after [`stop_at_yields`](Self::stop_at_yields), there are no transforms
///   and no syscalls of the host.
/// - With the feature `std` it knows the time and can sleep; without it those trap `HostError`.
///
/// What a program can make it hold is limited, since programs need not be trusted: see [`HostLimits`].
///
/// ```
/// use vsp_runtime::{Outcome, Program, Vm};
/// let echo = "
///     main: SENSE R0
///           JZ    done
///           ACT   R0
///           JMP   main
///           .align 32
///     done: HLT
/// ";
/// let echo = Program::from_container(vsp_isa::asm::assemble(echo, "echo.sil").unwrap()).unwrap();
/// let mut vm = Vm::builder(&echo).input([0x80, 0x94]).build().unwrap();
/// assert_eq!(vm.run(), Outcome::Halted);
/// let sent: Vec<u8> = vm.output().iter().map(|cell| cell.pack()).collect();
/// assert_eq!(sent, [0x80, 0x94]);
/// ```
#[derive(Clone, Debug)]
pub struct DefaultHost {
    ports: [Cell; 256],
    sensors: [Cell; 16],
    actuators: [Cell; 16],
    input: Option<Vec<u8>>,
    /// How much of the input has been read.
    position: usize,
    output: Vec<Cell>,
    printed: String,
    channels: BTreeMap<u32, VecDeque<Registers>>,
    /// How many messages wait in all.
    waiting: usize,
    /// Whether YIELD stops runs, if somebody has said so.
    stops_at_yields: Option<bool>,
    /// How long the program has made it sleep.
    slept: Duration,
    limits: HostLimits,
}

/// How much a program can make a [`DefaultHost`] hold or look at, and how long it can make it sleep. What passes a limit traps
/// `HostError`.
///
/// A host that takes back what a snapshot holds keeps its own limits: output, text and messages that pass them are refused. What
/// the program has slept before counts, so that going on from snapshot to snapshot gains it nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostLimits {
    /// The length of the output stream, in cells.
    pub output: usize,
    /// The length of the text that is printed, in bytes.
    pub printed: usize,
    /// The length of a line that is read as a number, in bytes. A longer one is left in the input.
    pub line: usize,
    /// How many broadcasts wait at a time, in all channels.
    pub messages: usize,
    /// How long sleeping may take in all.
    pub sleep: Duration,
}

impl HostLimits {
    /// 16,777,216 cells of output, as many bytes of text, lines of 65,536 bytes, 65,536 messages, a minute of sleep.
    pub const DEFAULT: HostLimits = HostLimits {
        output: 1 << 24,
        printed: 1 << 24,
        line: 1 << 16,
        messages: 1 << 16,
        sleep: Duration::from_secs(60),
    };
}

impl Default for HostLimits {
    fn default() -> HostLimits {
        HostLimits::DEFAULT
    }
}

impl Default for DefaultHost {
    fn default() -> DefaultHost {
        DefaultHost::new()
    }
}

impl DefaultHost {
    /// A host with all ports, sensors and actuators NULL, no input, and nothing sent or printed.
    pub fn new() -> DefaultHost {
        DefaultHost::with_limits(HostLimits::DEFAULT)
    }

    /// The same, with other limits.
    pub fn with_limits(limits: HostLimits) -> DefaultHost {
        DefaultHost {
            ports: [Cell::NULL; 256],
            sensors: [Cell::NULL; 16],
            actuators: [Cell::NULL; 16],
            input: None,
            position: 0,
            output: Vec::new(),
            printed: String::new(),
            channels: BTreeMap::new(),
            waiting: 0,
            stops_at_yields: None,
            slept: Duration::ZERO,
            limits,
        }
    }

    /// Whether YIELD shall stop runs from now on.
    pub fn stop_at_yields(&mut self, stop: bool) {
        self.stops_at_yields = Some(stop);
    }

    /// Attaches an input stream, from its beginning; it replaces the one before.
    pub fn set_input(&mut self, input: impl Into<Vec<u8>>) {
        self.input = Some(input.into());
        self.position = 0;
    }

    /// The part of the input that has not been read.
    pub fn input_left(&self) -> &[u8] {
        self.input.as_ref().map_or(&[], |input| &input[self.position..])
    }

    /// What ACT has sent.
    pub fn output(&self) -> &[Cell] {
        &self.output
    }

    /// Takes what ACT has sent.
    pub fn take_output(&mut self) -> Vec<Cell> {
        core::mem::take(&mut self.output)
    }

    /// What has been printed.
    pub fn printed(&self) -> &str {
        &self.printed
    }

    /// Takes what has been printed.
    pub fn take_printed(&mut self) -> String {
        core::mem::take(&mut self.printed)
    }

    /// The 256 ports.
    pub fn ports(&self) -> &[Cell; 256] {
        &self.ports
    }

    /// The 256 ports, to be changed.
    pub fn ports_mut(&mut self) -> &mut [Cell; 256] {
        &mut self.ports
    }

    /// The 16 sensors, to be changed. SENSE reads them only while no input is attached.
    pub fn sensors_mut(&mut self) -> &mut [Cell; 16] {
        &mut self.sensors
    }

    /// The 16 actuators.
    pub fn actuators(&self) -> &[Cell; 16] {
        &self.actuators
    }

    /// Puts a message at the end of a channel's queue, as BROADCAST does.
    ///
    /// # Errors
    /// If as many messages as may already wait.
    pub fn send(&mut self, channel: u32, registers: Registers) -> Result<(), HostError> {
        if self.waiting >= self.limits.messages {
            return Err(full(self.limits.messages, "waiting messages"));
        }
        self.waiting += 1;
        self.channels.entry(channel).or_default().push_back(registers);
        Ok(())
    }

    /// Takes the oldest message of a channel, as RECEIVE does.
    pub fn take_message(&mut self, channel: u32) -> Option<Registers> {
        let queue = self.channels.get_mut(&channel)?;
        let message = queue.pop_front();
        if queue.is_empty() {
            self.channels.remove(&channel);
        }
        self.waiting -= usize::from(message.is_some());
        message
    }
}

/// What the host's limit of something says to the program.
fn full(limit: usize, what: &str) -> HostError {
    HostError::failed(format!("the host's limit of {limit} {what} is reached"))
}

/// A text that grows to a limit and no further.
struct Limited<'a> {
    text: &'a mut String,
    limit: usize,
}

impl Write for Limited<'_> {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        if more.len() > self.limit.saturating_sub(self.text.len()) {
            return Err(fmt::Error);
        }
        self.text.push_str(more);
        Ok(())
    }
}

impl Host for DefaultHost {
    fn read_port(&mut self, port: u8) -> Result<Cell, HostError> {
        Ok(self.ports[usize::from(port)])
    }

    fn write_port(&mut self, port: u8, cell: Cell) -> Result<(), HostError> {
        self.ports[usize::from(port)] = cell;
        Ok(())
    }

    fn sense(&mut self, sensor: u8) -> Result<Sensed, HostError> {
        let Some(input) = &self.input else {
            return Ok(Sensed { cell: self.sensors[usize::from(sensor & 15)], at_end: false });
        };
        let Some(&byte) = input.get(self.position) else {
            return Ok(Sensed { cell: Cell::NULL, at_end: true });
        };
        self.position += 1;
        Ok(Sensed { cell: Cell::unpack(byte), at_end: false })
    }

    fn act(&mut self, actuator: u8, cell: Cell) -> Result<(), HostError> {
        if self.output.len() >= self.limits.output {
            return Err(full(self.limits.output, "cells of output"));
        }
        self.actuators[usize::from(actuator & 15)] = cell;
        self.output.push(cell);
        Ok(())
    }

    fn print(&mut self, text: fmt::Arguments<'_>) -> Result<(), HostError> {
        let before = self.printed.len();
        let mut limited = Limited { text: &mut self.printed, limit: self.limits.printed };
        limited.write_fmt(text).map_err(|_| {
            // What does not fit whole is not printed at all.
            self.printed.truncate(before);
            full(self.limits.printed, "bytes of printed text")
        })
    }

    fn read_line(&mut self) -> Result<Option<&[u8]>, HostError> {
        let rest = self.input.as_ref().map_or(&[][..], |input| &input[self.position..]);
        if rest.is_empty() {
            return Ok(None);
        }
        let searched = &rest[..rest.len().min(self.limits.line.saturating_add(1))];
        let length = searched.iter().position(|&byte| byte == b'\n');
        if length.is_none() && searched.len() > self.limits.line {
            return Err(HostError::failed(format!(
                "the line is longer than the host's limit of {} bytes",
                self.limits.line
            )));
        }
        self.position += length.map_or(rest.len(), |length| length + 1);
        Ok(Some(&rest[..length.unwrap_or(rest.len())]))
    }

    fn yields(&mut self) -> bool {
        self.stops_at_yields.unwrap_or(false)
    }

    fn broadcast(&mut self, channel: u32, registers: &Registers) -> Result<(), HostError> {
        self.send(channel, *registers)
    }

    fn receive(&mut self, channel: u32) -> Result<Option<Registers>, HostError> {
        Ok(self.take_message(channel))
    }

    #[cfg(feature = "std")]
    fn now(&mut self) -> Result<Duration, HostError> {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        now.map_err(|_| HostError::failed("the clock stands before 1970"))
    }

    #[cfg(feature = "std")]
    fn sleep(&mut self, time: Duration) -> Result<(), HostError> {
        let slept = self.slept.saturating_add(time);
        if slept > self.limits.sleep {
            return Err(HostError::failed(format!(
                "sleeping for {time:?} would pass the host's limit of {:?} in all",
                self.limits.sleep
            )));
        }
        self.slept = slept;
        std::thread::sleep(time);
        Ok(())
    }

    fn save(&self, to: &mut SnapshotWriter<'_>) {
        for cell in self.ports.iter().chain(&self.sensors).chain(&self.actuators) {
            to.write(&cell.to_bits().to_le_bytes());
        }
        to.write(&[u8::from(self.input.is_some())]);
        // What has been read is never looked at again.
        to.write(&(self.input_left().len() as u64).to_le_bytes());
        to.write(self.input_left());
        to.write(&(self.output.len() as u64).to_le_bytes());
        for cell in &self.output {
            to.write(&cell.to_bits().to_le_bytes());
        }
        to.write(&(self.printed.len() as u64).to_le_bytes());
        to.write(self.printed.as_bytes());
        to.write(&(self.waiting as u64).to_le_bytes());
        for (&channel, queue) in &self.channels {
            for registers in queue {
                to.write(&channel.to_le_bytes());
                to.write(registers.image());
            }
        }
        to.write(&[u8::from(self.stops_at_yields.unwrap_or(false))]);
        to.write(&self.slept.as_secs().to_le_bytes());
        to.write(&self.slept.subsec_nanos().to_le_bytes());
    }

    fn load(&mut self, from: &[u8]) -> Result<(), HostError> {
        let mut host =
            read_host(from, self.limits).ok_or("it is damaged, or passes the limits of the default host")?;
        // What the embedder has said of this host stays so, and what it has slept is not forgotten.
        host.stops_at_yields = self.stops_at_yields.or(host.stops_at_yields);
        host.slept = host.slept.max(self.slept);
        *self = host;
        Ok(())
    }
}

/// What [`DefaultHost::save`] wrote, if it is that and within the limits.
fn read_host(bytes: &[u8], limits: HostLimits) -> Option<DefaultHost> {
    let mut reader = Reader::new(bytes);
    let mut host = DefaultHost::with_limits(limits);
    let DefaultHost { ports, sensors, actuators, .. } = &mut host;
    for cell in ports.iter_mut().chain(sensors).chain(actuators) {
        *cell = reader.cell()?;
    }
    let has_input = reader.bool()?;
    let length = reader.length()?;
    let input = reader.take(length)?.to_vec();
    host.input = has_input.then_some(input);
    let length = reader.length()?;
    if length > limits.output || length > reader.left() / 2 {
        return None;
    }
    host.output = (0..length).map(|_| reader.cell()).collect::<Option<_>>()?;
    let length = reader.length()?;
    if length > limits.printed {
        return None;
    }
    host.printed = core::str::from_utf8(reader.take(length)?).ok()?.into();
    for _ in 0..reader.length()? {
        let channel = reader.u32()?;
        host.send(channel, Registers::from_image(reader.array()?)).ok()?;
    }
    host.stops_at_yields = Some(reader.bool()?);
    let (seconds, nanoseconds) = (reader.u64()?, reader.u32()?);
    host.slept = (nanoseconds < 1_000_000_000).then(|| Duration::new(seconds, nanoseconds))?;
    reader.is_at_end().then_some(host)
}
