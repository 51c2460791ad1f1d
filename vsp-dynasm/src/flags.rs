//! The flags Z, N and O of a cell, which are computed lazily, where something may read them.
//!
//! Most instructions on cells set all three from the rho of the register that they write, and most of the time the next
//! one sets them again. So they are *due*: the register is remembered, and the flags are worked out before it changes, before
//! they are read, and before the code leaves.

use crate::assembler::{Assembler, Place, Register, Type};
use crate::compile::Templates;
use crate::tables;
use vsp_isa::abi::offset;
use vsp_isa::{Cell, Reg};

/// Where a register's rho is in the context.
pub(super) fn rho(reg: Reg) -> u8 {
    offset::REGISTERS as u8 + 2 * reg.index() as u8
}

/// Where a register's theta is.
pub(super) fn theta(reg: Reg) -> u8 {
    rho(reg) + 1
}

impl<A: Assembler> Templates<'_, A> {
    /// Sets Z, N and O from a register whose rho is canonical. Changes `C`.
    pub(super) fn emit_flags_of(&mut self, reg: Reg) {
        self.asm.load(Register::C, Type::I8, Place::Context(rho(reg)));
        self.asm.load(Register::C, Type::U32, Place::Table(tables::FLAGS, Register::C));
        self.asm.store_flags(Register::C);
    }

    /// Works out the flags that are due. Changes `C`.
    #[inline]
    pub(super) fn settle_flags(&mut self) {
        if let Some(reg) = self.due.take() {
            self.emit_flags_of(reg);
        }
    }

    /// Must come before code that changes the rho of some of `cells` registers in another way than by
    /// [`record`](Self::record). Changes `C`.
    #[inline]
    pub(super) fn before_writing(&mut self, first: Reg, cells: usize) {
        let within = |due: Reg| (first.index()..first.index() + cells).contains(&due.index());
        if self.due.is_some_and(within) {
            self.settle_flags();
        }
    }

    /// The register has got a canonical rho, which is in `A` as well, as a byte extended with zeros: all three flags
    /// are due from it, and the run stops if it is RF and null.
    #[inline]
    pub(super) fn record(&mut self, reg: Reg) {
        self.due = Some(reg);
        if reg == Reg::RF {
            self.asm.compare_number(Type::I8, Register::A, Cell::NULL.rho.into());
            self.collapse_if_equal();
        }
    }
}
