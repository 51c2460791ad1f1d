//! Packed bytes, and all registers at once.

use super::{Done, Next, Step};
use vsp_isa::semantics::{cells, layers};
use vsp_isa::visit::Layers;
use vsp_isa::{Flags, Reg, Registers};

impl Layers for Step<'_> {
    fn xorl(&mut self, a: Reg, b: Reg) -> Done {
        self.combine(a, b, cells::xor)
    }

    fn andl(&mut self, a: Reg, b: Reg) -> Done {
        self.combine(a, b, cells::and)
    }

    fn orl(&mut self, a: Reg, b: Reg) -> Done {
        self.combine(a, b, cells::or)
    }

    fn notl(&mut self, a: Reg) -> Done {
        self.map(a, cells::not)
    }

    fn shiftl(&mut self) -> Done {
        if layers::shift_up(&mut self.machine.context.registers) {
            self.set_flag(Flags::OVERFLOW, true);
        }
        Ok(Next::On)
    }

    fn rotatl(&mut self) -> Done {
        self.map_registers(layers::rotate_up)
    }

    fn fold(&mut self) -> Done {
        self.map_registers(layers::fold)
    }

    fn spread(&mut self, a: Reg) -> Done {
        self.map_registers(|registers| layers::spread(registers, a))
    }

    fn gather(&mut self, a: Reg) -> Done {
        self.map_registers(|registers| layers::gather(registers, a))
    }
}

impl Step<'_> {
    /// Something that is done to all registers.
    pub(super) fn map_registers(&mut self, op: impl FnOnce(&mut Registers)) -> Done {
        op(&mut self.machine.context.registers);
        Ok(Next::On)
    }
}
