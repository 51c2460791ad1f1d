//! Arithmetic and logic of cells, and the transformations of all registers.

use super::{Done, Next, Step};
use vsp_isa::semantics::{gates, layers};
use vsp_isa::{Cell, Flags, Reg, Registers};

impl Step<'_> {
    /// A register's new content from its old one.
    #[inline]
    pub(super) fn map(&mut self, a: Reg, op: impl FnOnce(Cell) -> Cell) -> Done {
        let cell = op(self.cell(a));
        self.set(a, cell)
    }

    /// The same, with flags.
    #[inline]
    pub(super) fn map_and_record(&mut self, a: Reg, op: impl FnOnce(Cell) -> Cell) -> Done {
        let cell = op(self.cell(a));
        self.set_and_record(a, cell)
    }

    /// A register's new content from its old one and another register.
    #[inline]
    pub(super) fn combine(&mut self, a: Reg, b: Reg, op: impl FnOnce(Cell, Cell) -> Cell) -> Done {
        let cell = op(self.cell(a), self.cell(b));
        self.set(a, cell)
    }

    /// The same, with flags.
    #[inline]
    pub(super) fn combine_and_record(&mut self, a: Reg, b: Reg, op: impl FnOnce(Cell, Cell) -> Cell) -> Done {
        let cell = op(self.cell(a), self.cell(b));
        self.set_and_record(a, cell)
    }

    pub(super) fn exchange(&mut self, a: Reg, b: Reg) -> Done {
        let (first, second) = (self.cell(a), self.cell(b));
        self.machine.context.registers.set(a, second);
        self.set(b, first)
    }

    /// Something that is done to all registers.
    pub(super) fn transform_registers(&mut self, op: impl FnOnce(&mut Registers)) -> Done {
        op(&mut self.machine.context.registers);
        Ok(Next::On)
    }

    pub(super) fn shift_registers(&mut self) -> Done {
        if layers::shift_up(&mut self.machine.context.registers) {
            self.set_flag(Flags::OVERFLOW, true);
        }
        Ok(Next::On)
    }

    pub(super) fn set_gradient(&mut self) -> Done {
        self.machine.gradient = Some(layers::gradient(&self.machine.context.registers));
        Ok(Next::On)
    }

    pub(super) fn descend(&mut self, a: Reg, t: u8) -> Done {
        match self.machine.gradient {
            Some(gradient) => self.map(a, |cell| layers::descend(cell, gradient[a.index()], t)),
            None => Ok(Next::On),
        }
    }

    pub(super) fn collapse_into_last(&mut self, a: Reg) -> Done {
        let cell = self.cell(a);
        self.machine.context.registers.set(Reg::RF, cell);
        self.change_flags(|flags| {
            if cell.is_null() {
                flags.set(Flags::COLLAPSE, true);
            }
        })
    }

    pub(super) fn collapse_qubit(&mut self, a: Reg) -> Done {
        let (cell, measured) = gates::collapse(self.cell(a));
        self.machine.context.registers.set(a, cell);
        self.change_flags(|flags| {
            flags.record(a, cell);
            flags.set(Flags::ZERO, !measured);
        })
    }
}
