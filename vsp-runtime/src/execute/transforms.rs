//! Transforms of the host, mixing, gradient.

use super::{Done, Next, Step};
use crate::host_error::{HostError, HostErrorKind};
use crate::trap::Reason;
use vsp_isa::limits::MAX_TRANSFORMS;
use vsp_isa::semantics::{complex, layers};
use vsp_isa::visit::Transforms;
use vsp_isa::{Flags, Reg, TrapKind};

impl Transforms for Step<'_> {
    fn trans(&mut self, address: u32) -> Done {
        self.apply_transforms(address.into(), 1)
    }

    fn pipe(&mut self, address: u32) -> Done {
        let count = u32::from_le_bytes(self.bytes(address.into())?);
        if count > MAX_TRANSFORMS {
            return Err(TrapKind::UnknownTransform);
        }
        self.apply_transforms(u64::from(address) + 4, count)
    }

    fn lerp(&mut self, a: Reg, b: Reg, imm: u8) -> Done {
        self.combine(a, b, |from, to| complex::lerp(from, to, imm))
    }

    fn slerp(&mut self, a: Reg, b: Reg, imm: u8) -> Done {
        self.combine(a, b, |from, to| complex::slerp(from, to, imm))
    }

    fn grad(&mut self, _a: Reg) -> Done {
        self.machine.gradient = Some(layers::gradient(&self.machine.context.registers));
        Ok(Next::On)
    }

    fn descent(&mut self, a: Reg, imm: u8) -> Done {
        match self.machine.gradient {
            Some(gradient) => self.map(a, |cell| layers::descend(cell, gradient[a.index()], imm)),
            None => Ok(Next::On),
        }
    }

    fn emerge(&mut self, _a: Reg) -> Done {
        self.map_registers(layers::emerge)
    }

    fn collapse(&mut self, a: Reg) -> Done {
        let cell = self.cell(a);
        self.machine.context.registers.set(Reg::RF, cell);
        self.change_flags(|flags| {
            if cell.is_null() {
                flags.set(Flags::COLLAPSE, true);
            }
        })
    }
}

impl Step<'_> {
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
