//! ByteSil arithmetic.

use super::{Done, Step};
use vsp_isa::semantics::{cells, complex};
use vsp_isa::visit::Bytesil;
use vsp_isa::{Cell, Reg};

impl Bytesil for Step<'_> {
    fn mul(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_and_record(a, b, cells::multiply)
    }

    fn div(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_and_record(a, b, cells::divide)
    }

    fn pow(&mut self, a: Reg, n: u8) -> Done {
        self.map_and_record(a, |cell| cells::power(cell, n.into()))
    }

    fn root(&mut self, a: Reg, n: u8) -> Done {
        self.map_and_record(a, |cell| cells::root(cell, n.into()))
    }

    fn inv(&mut self, a: Reg) -> Done {
        self.map_and_record(a, cells::reciprocal)
    }

    fn conj(&mut self, a: Reg) -> Done {
        self.map(a, cells::conjugate)
    }

    fn add(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_and_record(a, b, complex::sum)
    }

    fn sub(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_and_record(a, b, complex::difference)
    }

    fn mag(&mut self, a: Reg) -> Done {
        self.map(a, |cell| Cell { theta: 0, ..cell })
    }

    fn phase(&mut self, a: Reg) -> Done {
        self.map(a, |cell| Cell { rho: 0, ..cell })
    }

    fn scale(&mut self, a: Reg, imm: i8) -> Done {
        self.map_and_record(a, |cell| cells::scale(cell, imm.into()))
    }

    fn rotate(&mut self, a: Reg, imm: u8) -> Done {
        self.map(a, |cell| cells::rotate(cell, imm.into()))
    }
}

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
    fn combine_and_record(&mut self, a: Reg, b: Reg, op: impl FnOnce(Cell, Cell) -> Cell) -> Done {
        let cell = op(self.cell(a), self.cell(b));
        self.set_and_record(a, cell)
    }
}
