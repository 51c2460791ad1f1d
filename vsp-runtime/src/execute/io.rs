//! Input, output and messages: what the host does.

use super::{Done, Next, Step};
use vsp_isa::visit::Io;
use vsp_isa::{Flags, Reg};

impl Io for Step<'_> {
    fn in_(&mut self, a: Reg, port: u8) -> Done {
        let cell = self.host.read_port(port).map_err(|error| self.machine.host_failed(error))?;
        self.set(a, cell)
    }

    fn out(&mut self, a: Reg, port: u8) -> Done {
        let cell = self.cell(a);
        self.host.write_port(port, cell).map_err(|error| self.machine.host_failed(error))?;
        Ok(Next::On)
    }

    fn sense(&mut self, a: Reg) -> Done {
        let sensed = self.host.sense(a.index() as u8).map_err(|error| self.machine.host_failed(error))?;
        self.set_flag(Flags::ZERO, sensed.at_end);
        self.set(a, sensed.cell)
    }

    fn act(&mut self, a: Reg) -> Done {
        let cell = self.cell(a);
        self.host.act(a.index() as u8, cell).map_err(|error| self.machine.host_failed(error))?;
        Ok(Next::On)
    }

    fn sync(&mut self, node: u8) -> Done {
        self.host.sync(node).map_err(|error| self.machine.host_failed(error))?;
        Ok(Next::On)
    }

    fn broadcast(&mut self, channel: u32) -> Done {
        let sent = self.host.broadcast(channel, &self.machine.context.registers);
        sent.map_err(|error| self.machine.host_failed(error))?;
        Ok(Next::On)
    }

    fn receive(&mut self, channel: u32) -> Done {
        let received = self.host.receive(channel).map_err(|error| self.machine.host_failed(error))?;
        if let Some(registers) = received {
            self.machine.context.registers = registers;
        }
        Ok(Next::On)
    }

    fn entangle(&mut self, a: Reg, node: u8) -> Done {
        let cell = self.cell(a);
        self.host.entangle(a, node, cell).map_err(|error| self.machine.host_failed(error))?;
        Ok(Next::On)
    }
}
