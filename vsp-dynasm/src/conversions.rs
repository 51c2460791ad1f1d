//! Conversions between integers, floats and cells.

use crate::assembler::Scratch::{A, B};
use crate::assembler::{Alu, Argument, Assembler, Condition, Float, Place, Shift, Type};
use crate::compile::Templates;
use crate::flags::{rho, theta};
use crate::integers::integer_type;
use crate::tables;
use vsp_isa::Reg;
use vsp_isa::abi::Helper;
use vsp_isa::visit::Conversions;

impl<P: Assembler> Conversions for Templates<'_, P> {
    fn cvti2f(&mut self, a: Reg) {
        self.floats(&[a], |templates, _| {
            templates.load_integer(A, a);
            templates.asm.integer_to_float();
        });
    }

    fn cvtf2i(&mut self, a: Reg) {
        let Some(kind) = self.float_type(&[a]) else { return };
        self.before_writing(a, self.mode.word_cells());
        self.asm.load_float(Float::X, kind, rho(a));
        self.asm.float_to_integer();
        self.store_integer(a);
    }

    fn cvti2b(&mut self, a: Reg) {
        if self.traps_as_words(&[a]) {
            return;
        }
        self.before_writing(a, 1);
        let word = Argument::Field(integer_type(self.mode), rho(a));
        self.asm.call(Helper::from_integer, &[word]);
        self.asm.store(A, Type::U16, Place::Context(rho(a)));
    }

    fn cvtb2i(&mut self, a: Reg) {
        if self.traps_as_words(&[a]) {
            return;
        }
        self.before_writing(a, self.mode.word_cells());
        self.magnitude_index(a);
        self.asm.load(A, Type::U16, Place::Table(tables::WHOLE_MAGNITUDES, A));
        self.asm.load(B, Type::U8, Place::Context(theta(a)));
        self.asm.alu_number(Alu::And, B, 8);
        self.asm.compare_number(B, 0);
        let positive = self.asm.skip_if(Condition::Equal);
        self.asm.negate(A);
        self.asm.land(positive);
        self.store_integer(a);
    }

    fn cvtf2b(&mut self, a: Reg) {
        let Some(kind) = self.float_type(&[a]) else { return };
        self.before_writing(a, 1);
        self.asm.load_float(Float::X, kind, rho(a));
        self.asm.zero_y();
        self.asm.call(Helper::from_complex, &[]);
        self.asm.store(A, Type::U16, Place::Context(rho(a)));
    }

    fn cvtb2f(&mut self, a: Reg) {
        self.floats(&[a], |templates, _| {
            templates.magnitude_index(a);
            templates.asm.load_x_from_table(tables::MAGNITUDES, A);
        });
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// The magnitude's index, rho + 8 of the canonical cell, in `A`.
    fn magnitude_index(&mut self, a: Reg) {
        self.asm.load(A, Type::U8, Place::Context(rho(a)));
        self.asm.load(A, Type::U8, Place::Table(tables::PACKED_RHO, A));
        self.asm.shift(Shift::Right, A, 4);
    }
}
