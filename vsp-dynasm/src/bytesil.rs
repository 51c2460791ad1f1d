//! ByteSil arithmetic.

use crate::assembler::Register::{A, B, C};
use crate::assembler::{Alu, Assembler, Division, Place, Register, Shift, Type};
use crate::compile::Templates;
use crate::flags::{rho, theta};
use crate::tables;
use vsp_isa::Reg;
use vsp_isa::visit::Bytesil;

impl<P: Assembler> Bytesil for Templates<'_, P> {
    fn mul(&mut self, a: Reg, b: Reg) {
        self.combine_cells(Alu::Add, a, b);
    }

    fn div(&mut self, a: Reg, b: Reg) {
        self.combine_cells(Alu::Sub, a, b);
    }

    fn pow(&mut self, a: Reg, n: u8) {
        self.change_cell(a);
        self.asm.number(B, n.into());
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.asm.multiply(A, B);
        self.asm.clamp(A);
        self.asm.extend(A, A, Type::U8);
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.asm.multiply(C, B);
        self.store_and_record(a);
    }

    fn root(&mut self, a: Reg, n: u8) {
        self.change_cell(a);
        if n == 0 {
            self.asm.number(A, 0);
            self.asm.number(C, 0);
            return self.store_and_record(a);
        }
        self.asm.number(B, n.into());
        self.asm.load(A, Type::U8, Place::Context(theta(a)));
        self.asm.divide(Type::I32, Division::Quotient);
        self.asm.store(A, Type::U8, Place::Context(theta(a)));
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.asm.divide(Type::I32, Division::Quotient);
        self.asm.extend(A, A, Type::I32);
        self.clamp_small();
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.store_and_record(a);
    }

    fn inv(&mut self, a: Reg) {
        self.change_cell(a);
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.asm.negate(A);
        self.clamp_small();
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.asm.negate(C);
        self.store_and_record(a);
    }

    fn conj(&mut self, a: Reg) {
        self.change_cell(a);
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.asm.negate(C);
        self.asm.alu_number(Alu::And, C, 15);
        self.store_half(a, C, theta(a));
    }

    fn add(&mut self, a: Reg, b: Reg) {
        self.add_cells(a, b, false);
    }

    fn sub(&mut self, a: Reg, b: Reg) {
        self.add_cells(a, b, true);
    }

    fn mag(&mut self, a: Reg) {
        self.change_cell(a);
        self.clear_half(a, theta(a));
    }

    fn phase(&mut self, a: Reg) {
        self.release_cells(a, 1);
        self.clear_half(a, rho(a));
    }

    fn scale(&mut self, a: Reg, imm: i8) {
        self.change_cell(a);
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.asm.alu_number(Alu::Add, A, imm.into());
        self.clamp_small();
        self.store_half(a, A, rho(a));
        self.record(a);
    }

    fn rotate(&mut self, a: Reg, imm: u8) {
        self.change_cell(a);
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.asm.alu_number(Alu::Add, C, imm.into());
        self.asm.alu_number(Alu::And, C, 15);
        self.store_half(a, C, theta(a));
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// Stores a cell, whose rho is in `A` as a byte extended with zeros, and whose theta's low four bits are in `C`, and records its
    /// flags.
    #[inline(always)]
    pub(super) fn store_and_record(&mut self, a: Reg) {
        self.asm.alu_number(Alu::And, C, 15);
        self.asm.shift(Shift::Left, C, 8);
        self.asm.alu(Alu::Or, C, A);
        self.asm.store(C, Type::U16, cell(a));
        self.record(a);
    }

    /// `A`, from -512 to 511, clamped, as a byte extended with zeros.
    #[inline(always)]
    pub(super) fn clamp_small(&mut self) {
        self.asm.load(A, Type::U8, Place::Table(tables::CLAMPED, A));
    }

    /// MUL and DIV: rho and theta added, or subtracted.
    pub(super) fn combine_cells(&mut self, op: Alu, a: Reg, b: Reg) {
        self.store_cells(b, 1);
        self.change_cell(a);
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.asm.load(B, Type::I8, Place::Context(rho(b)));
        self.asm.alu(op, A, B);
        self.clamp_small();
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.asm.load(B, Type::U8, Place::Context(theta(b)));
        self.asm.alu(op, C, B);
        self.store_and_record(a);
    }

    /// ADD and SUB: a sum, looked up as a cell by the packed bytes: what waits for it need not look that up; the negative of a cell is the cell turned by half a turn.
    pub(super) fn add_cells(&mut self, a: Reg, b: Reg, negative: bool) {
        self.store_cells(b, 1);
        self.change_cell(a);
        self.pack(A, a);
        self.pack(B, b);
        if negative {
            self.asm.alu_number(Alu::Xor, B, 8);
        }
        self.asm.shift(Shift::Left, A, 8);
        self.asm.alu(Alu::Or, A, B);
        self.asm.load(A, Type::U16, Place::Table(tables::SUMS, A));
        self.asm.store(A, Type::U16, cell(a));
        if a == Reg::RF {
            self.asm.extend(A, A, Type::U8);
        }
        self.record(a);
    }

    /// The packed byte of a register. Changes `C`.
    #[inline(always)]
    pub(super) fn pack(&mut self, to: Register, reg: Reg) {
        self.asm.load(to, Type::U8, Place::Context(rho(reg)));
        self.asm.load(to, Type::U8, Place::Table(tables::PACKED, to));
        self.asm.load(C, Type::U8, Place::Context(theta(reg)));
        self.asm.alu_number(Alu::And, C, 15);
        self.asm.alu(Alu::Or, to, C);
    }

    /// The packed byte of a register, in `A`, which the context has whole. It is one table's, as long as the halves were not stored one after
    /// the other of late: the processor would wait for those. Changes `C`.
    pub(super) fn pack_whole(&mut self, reg: Reg) {
        if self.halved & 1 << reg.index() != 0 {
            return self.pack(A, reg);
        }
        self.asm.load(A, Type::U16, cell(reg));
        self.asm.load(A, Type::U8, Place::Table(tables::PACKED, A));
    }

    /// Stores one half of a register's cell, from a register's low bits.
    fn store_half(&mut self, reg: Reg, from: Register, half: u8) {
        self.halved |= 1 << reg.index();
        self.asm.store(from, Type::U8, Place::Context(half));
    }

    /// Sets one half of a register's cell to 0.
    fn clear_half(&mut self, reg: Reg, half: u8) {
        self.halved |= 1 << reg.index();
        self.asm.store_number(0, Type::U8, half);
    }

    /// Sets a register to the cell of the packed byte in `A`.
    pub(super) fn unpack(&mut self, a: Reg) {
        self.asm.load(A, Type::U16, Place::Table(tables::UNPACKED, A));
        self.asm.store(A, Type::U16, cell(a));
    }
}

/// A register's cell in the context.
pub(super) fn cell(reg: Reg) -> Place {
    Place::Context(rho(reg))
}
