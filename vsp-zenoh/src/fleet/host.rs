//! The host of a fleet's programs: what would make results differ from one computer to the other is not there.

use std::fmt;
use vsp_runtime::{Cell, DefaultHost, Host, HostError, HostLimits, Registers, Sensed, SnapshotWriter};

/// A default host without a clock: asking for the time, or sleeping, traps `HostError`. Messages stay in the machine, as with a default
/// host.
#[derive(Clone, Debug)]
pub struct FleetHost(DefaultHost);

impl FleetHost {
    /// A host with an input stream.
    pub fn new(input: &[u8], limits: HostLimits) -> FleetHost {
        let mut host = DefaultHost::with_limits(limits);
        host.set_input(input);
        FleetHost(host)
    }

    /// The default host.
    pub fn inner(&self) -> &DefaultHost {
        &self.0
    }
}

/// Why there is no clock.
const NO_CLOCK: &str = "programs of a fleet have no clock: their results must not depend on when they run";

impl Host for FleetHost {
    fn read_port(&mut self, port: u8) -> Result<Cell, HostError> {
        self.0.read_port(port)
    }

    fn write_port(&mut self, port: u8, cell: Cell) -> Result<(), HostError> {
        self.0.write_port(port, cell)
    }

    fn sense(&mut self, sensor: u8) -> Result<Sensed, HostError> {
        self.0.sense(sensor)
    }

    fn act(&mut self, actuator: u8, cell: Cell) -> Result<(), HostError> {
        self.0.act(actuator, cell)
    }

    fn print(&mut self, text: fmt::Arguments<'_>) -> Result<(), HostError> {
        self.0.print(text)
    }

    fn read_line(&mut self) -> Result<Option<&[u8]>, HostError> {
        self.0.read_line()
    }

    fn broadcast(&mut self, channel: u32, registers: &Registers) -> Result<(), HostError> {
        self.0.broadcast(channel, registers)
    }

    fn receive(&mut self, channel: u32) -> Result<Option<Registers>, HostError> {
        self.0.receive(channel)
    }

    fn now(&mut self) -> Result<std::time::Duration, HostError> {
        Err(HostError::failed(NO_CLOCK))
    }

    fn sleep(&mut self, _: std::time::Duration) -> Result<(), HostError> {
        Err(HostError::failed(NO_CLOCK))
    }

    fn save(&self, to: &mut SnapshotWriter<'_>) {
        self.0.save(to);
    }

    fn load(&mut self, from: &[u8]) -> Result<(), HostError> {
        self.0.load(from)
    }
}
