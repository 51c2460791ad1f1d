//! A host for tests: deterministic, and with something of everything.

use core::fmt;
use core::time::Duration;
use vsp_runtime::{
    Cell, DefaultHost, Host, HostError, InterruptHandle, Reg, Registers, Sensed, SnapshotWriter, Syscall,
};

/// The default host, with two transforms, syscalls of its own, a clock that only counts, and rare failures.
#[derive(Clone, Debug, Default)]
pub struct TestHost {
    inner: DefaultHost,
    /// How often the host was asked for something, which everything unusual depends on.
    calls: u64,
    /// Whether YIELD stops the run, whatever else holds; nobody notices.
    pub is_held: bool,
    /// What it asks to stop the machine by, if it does.
    pub interrupts: Option<InterruptHandle>,
    /// Everything that was asked without leaving another trace.
    pub log: Vec<(&'static str, u64)>,
}

impl TestHost {
    /// A host with this input, if any.
    pub fn new(input: Option<Vec<u8>>) -> TestHost {
        let mut host = TestHost::default();
        if let Some(input) = input {
            host.inner.set_input(input);
        }
        for (sensor, byte) in host.inner.sensors_mut().iter_mut().zip(0x33..) {
            *sensor = Cell::unpack(byte);
        }
        host
    }

    /// What lies behind.
    pub fn inner(&self) -> &DefaultHost {
        &self.inner
    }

    /// Counts a call; every 97th fails.
    fn count(&mut self, what: &'static str, detail: u64) -> Result<(), HostError> {
        self.calls += 1;
        self.log.push((what, detail));
        if let Some(handle) = self.interrupts.as_ref().filter(|_| self.calls % 5 == 3) {
            handle.interrupt();
        }
        if self.calls % 97 == 96 {
            Err(HostError::failed(format!("call {} fails", self.calls)))
        } else {
            Ok(())
        }
    }
}

impl Host for TestHost {
    fn read_port(&mut self, port: u8) -> Result<Cell, HostError> {
        self.count("read_port", port.into())?;
        self.inner.read_port(port)
    }
    fn write_port(&mut self, port: u8, cell: Cell) -> Result<(), HostError> {
        self.count("write_port", port.into())?;
        self.inner.write_port(port, cell)
    }
    fn sense(&mut self, sensor: u8) -> Result<Sensed, HostError> {
        self.count("sense", sensor.into())?;
        self.inner.sense(sensor)
    }
    fn act(&mut self, actuator: u8, cell: Cell) -> Result<(), HostError> {
        self.count("act", actuator.into())?;
        self.inner.act(actuator, cell)
    }
    fn print(&mut self, text: fmt::Arguments<'_>) -> Result<(), HostError> {
        self.count("print", 0)?;
        self.inner.print(text)
    }
    fn read_line(&mut self) -> Result<Option<&[u8]>, HostError> {
        self.count("read_line", 0)?;
        self.inner.read_line()
    }
    fn yields(&mut self) -> bool {
        if self.is_held {
            return true;
        }
        self.calls += 1;
        self.calls.is_multiple_of(2)
    }
    fn has_transform(&self, id: u32) -> bool {
        vsp_test_generator::TRANSFORMS.contains(&id)
    }
    fn transform(&mut self, id: u32, registers: &mut Registers) -> Result<(), HostError> {
        if !self.has_transform(id) {
            return Err(HostError::unsupported());
        }
        for reg in Reg::all() {
            let cell = registers.get(reg);
            registers.set(reg, Cell { rho: cell.rho.wrapping_add(id as i8), theta: cell.theta ^ 3 });
        }
        // After the change, so that failing must undo it.
        self.count("transform", id.into())
    }
    fn sync(&mut self, node: u8) -> Result<(), HostError> {
        self.count("sync", node.into())
    }
    fn broadcast(&mut self, channel: u32, registers: &Registers) -> Result<(), HostError> {
        self.count("broadcast", channel.into())?;
        self.inner.broadcast(channel, registers)
    }
    fn receive(&mut self, channel: u32) -> Result<Option<Registers>, HostError> {
        self.count("receive", channel.into())?;
        self.inner.receive(channel)
    }
    fn entangle(&mut self, reg: Reg, node: u8, cell: Cell) -> Result<(), HostError> {
        self.count("entangle", (reg.index() as u64) << 24 | u64::from(node) << 16 | u64::from(cell.to_bits()))
    }
    fn now(&mut self) -> Result<Duration, HostError> {
        self.count("now", 0)?;
        Ok(Duration::from_micros(1_700_000_000_000_000 + self.calls * 1001))
    }
    fn sleep(&mut self, time: Duration) -> Result<(), HostError> {
        self.count("sleep", time.as_millis() as u64)
    }
    fn syscall(&mut self, call: Syscall<'_>) -> Result<(), HostError> {
        call.registers.set(Reg::RF, Cell::NULL);
        call.flags.record(Reg::RF, Cell::NULL);
        self.count("syscall", u64::from(call.id) << 16 | u64::from(call.arg))?;
        if call.id & 1 == 0 {
            return Err(HostError::unsupported());
        }
        call.memory[usize::from(call.arg)] ^= call.id;
        Ok(())
    }
    fn save(&self, to: &mut SnapshotWriter<'_>) {
        to.write(&self.calls.to_le_bytes());
        self.inner.save(to);
    }
    fn load(&mut self, from: &[u8]) -> Result<(), HostError> {
        let (calls, rest) = from.split_first_chunk().ok_or(HostError::failed("the test wants it so"))?;
        self.inner.load(rest)?;
        self.calls = u64::from_le_bytes(*calls);
        Ok(())
    }
}
