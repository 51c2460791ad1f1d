//! Ports, sensors, actuators, messages and transforms: what the host does.

use super::{Done, Next, Step};
use crate::host_error::{HostError, HostErrorKind};
use crate::trap::Reason;
use vsp_isa::{Flags, Reg, TrapKind};

/// How many transforms PIPE applies at most, so that a unit of fuel buys bounded work. A longer list is none that is known.
const MOST_TRANSFORMS: u32 = 1024;

impl Step<'_> {
    pub(super) fn read_port(&mut self, a: Reg, port: u8) -> Done {
        let cell = self.host.read_port(port).map_err(|error| self.machine.host_failed(error))?;
        self.set(a, cell)
    }

    pub(super) fn write_port(&mut self, a: Reg, port: u8) -> Done {
        let cell = self.cell(a);
        self.host.write_port(port, cell).map_err(|error| self.machine.host_failed(error))?;
        Ok(Next::On)
    }

    pub(super) fn read_sensor(&mut self, a: Reg) -> Done {
        let sensed = self.host.sense(a.index() as u8).map_err(|error| self.machine.host_failed(error))?;
        self.set_flag(Flags::ZERO, sensed.at_end);
        self.set(a, sensed.cell)
    }

    pub(super) fn drive_actuator(&mut self, a: Reg) -> Done {
        let cell = self.cell(a);
        self.host.act(a.index() as u8, cell).map_err(|error| self.machine.host_failed(error))?;
        Ok(Next::On)
    }

    pub(super) fn synchronise(&mut self, node: u8) -> Done {
        self.host.sync(node).map_err(|error| self.machine.host_failed(error))?;
        Ok(Next::On)
    }

    pub(super) fn send_registers(&mut self, channel: u32) -> Done {
        self.host
            .broadcast(channel, &self.machine.context.registers)
            .map_err(|error| self.machine.host_failed(error))?;
        Ok(Next::On)
    }

    pub(super) fn receive_registers(&mut self, channel: u32) -> Done {
        if let Some(registers) =
            self.host.receive(channel).map_err(|error| self.machine.host_failed(error))?
        {
            self.machine.context.registers = registers;
        }
        Ok(Next::On)
    }

    pub(super) fn entangle_register(&mut self, a: Reg, node: u8) -> Done {
        let cell = self.cell(a);
        self.host.entangle(a, node, cell).map_err(|error| self.machine.host_failed(error))?;
        Ok(Next::On)
    }

    pub(super) fn apply_transform(&mut self, address: u32) -> Done {
        self.apply_transforms(address.into(), 1)
    }

    pub(super) fn apply_list_of_transforms(&mut self, address: u32) -> Done {
        let count = u32::from_le_bytes(self.bytes(address.into())?);
        if count > MOST_TRANSFORMS {
            return Err(TrapKind::UnknownTransform);
        }
        self.apply_transforms(u64::from(address) + 4, count)
    }

    /// Applies the `count` transforms whose ids stand at an address, in order. Unless all are in memory and known, none is;
    /// and if one fails, the registers stay as they were.
    fn apply_transforms(&mut self, address: u64, count: u32) -> Done {
        let end = address + 4 * u64::from(count);
        if end > self.machine.memory().len() as u64 {
            return Err(TrapKind::AddressOutOfBounds);
        }
        let places = (address..end).step_by(4);
        for place in places.clone() {
            let id = u32::from_le_bytes(self.bytes(place)?);
            if !self.host.has_transform(id) {
                return Err(self.unknown_transform(id));
            }
        }
        let mut registers = self.machine.context.registers;
        for place in places {
            let id = u32::from_le_bytes(self.bytes(place)?);
            self.host.transform(id, &mut registers).map_err(|error| self.transform_failed(id, error))?;
        }
        self.machine.context.registers = registers;
        Ok(Next::On)
    }

    fn unknown_transform(&mut self, id: u32) -> TrapKind {
        self.machine.reason = Some(Reason::Transform(id));
        TrapKind::UnknownTransform
    }

    fn transform_failed(&mut self, id: u32, error: HostError) -> TrapKind {
        match error.kind() {
            HostErrorKind::Unsupported => self.unknown_transform(id),
            HostErrorKind::Failed => self.machine.host_failed(error),
        }
    }
}
