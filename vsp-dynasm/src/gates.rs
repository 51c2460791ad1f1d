//! Quantum gates.

use crate::assembler::Register::{A, B, C};
use crate::assembler::{Alu, Assembler, Place, Type};
use crate::bytesil::cell;
use crate::compile::Templates;
use crate::flags::{rho, theta};
use crate::tables;
use vsp_isa::Reg;
use vsp_isa::visit::Gates;

impl<P: Assembler> Gates for Templates<'_, P> {
    fn bit_h(&mut self, a: Reg) {
        self.reflect(a, 4);
    }

    fn bit_x(&mut self, a: Reg) {
        self.reflect(a, 8);
    }

    fn bit_y(&mut self, a: Reg) {
        self.gate(a, |asm| asm.alu_number(Alu::Add, C, 8));
    }

    fn bit_z(&mut self, a: Reg) {
        self.reflect(a, 0);
    }

    fn bit_collapse(&mut self, _a: Reg) {
        self.execute();
    }

    fn bit_measure(&mut self, a: Reg) {
        self.store_cells(a, 1);
        self.release_cells(Reg::R0, 1);
        self.asm.load(A, Type::U8, Place::Context(theta(a)));
        self.asm.alu_number(Alu::And, A, 15);
        self.asm.load(A, Type::U8, Place::Table(tables::LIKELIHOODS, A));
        self.asm.store(A, Type::U16, cell(Reg::R0));
    }

    fn bit_rotq(&mut self, a: Reg) {
        self.store_cells(Reg::R1, 1);
        self.gate(a, |asm| {
            asm.load(B, Type::I8, Place::Context(rho(Reg::R1)));
            asm.alu(Alu::Add, C, B);
        });
    }

    fn bit_norm(&mut self, a: Reg) {
        self.change_cell(a);
        self.asm.number(A, 0);
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.store_and_record(a);
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// A gate: the canonical rho, with a theta that `turn` makes in `C` of the raw one there.
    pub(super) fn gate(&mut self, a: Reg, turn: impl FnOnce(&mut P)) {
        self.change_cell(a);
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.clamp_small();
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        turn(&mut self.asm);
        self.store_and_record(a);
    }

    /// A gate that reflects theta.
    pub(super) fn reflect(&mut self, a: Reg, at: i32) {
        self.gate(a, |asm| {
            asm.negate(C);
            asm.alu_number(Alu::Add, C, at);
        });
    }
}
