//! Conversions between integers, floats and cells.

use crate::assembler::Register::{A, B};
use crate::assembler::{Alu, Argument, Assembler, Condition, Float, FloatType, Place, Shift, Type};
use crate::compile::Templates;
use crate::flags::{rho, theta};
use crate::integers::integer_type;
use crate::tables;
use vsp_isa::Reg;
use vsp_isa::abi::Helper;
use vsp_isa::visit::Conversions;

impl<P: Assembler> Conversions for Templates<'_, P> {
    fn cvti2f(&mut self, a: Reg) {
        let Some(kind) = self.has_float_template(&[a]) else { return };
        let from = self.extended_integer(a, A);
        let to = self.target_float(a);
        self.asm.integer_to_float(to, kind, from);
        self.put_float(a, kind, to);
    }

    fn cvtf2i(&mut self, a: Reg) {
        let Some(kind) = self.has_float_template(&[a]) else { return };
        let mut from = self.float(a, kind, Float::X);
        if kind == FloatType::F32 {
            self.asm.widen(Float::X, kind, from);
            from = Float::X;
        }
        self.target_integer(a);
        self.asm.float_to_integer(from);
        self.put_integer(a, A);
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
        self.asm.compare_number(Type::U8, B, 0);
        let positive = self.asm.skip_if(Condition::Equal);
        self.asm.negate(A);
        self.asm.land(positive);
        self.store_integer(a);
    }

    fn cvtf2b(&mut self, a: Reg) {
        let Some(kind) = self.has_float_template(&[a]) else { return };
        self.before_writing(a, 1);
        self.load_wide(Float::X, kind, a);
        self.asm.zero_float(Float::Y);
        self.asm.call(Helper::from_complex, &[]);
        self.asm.store(A, Type::U16, Place::Context(rho(a)));
    }

    fn cvtb2f(&mut self, a: Reg) {
        let Some(kind) = self.has_float_template(&[a]) else { return };
        self.magnitude_index(a);
        self.asm.load_float(Float::X, FloatType::F64, Place::Table(tables::MAGNITUDES, A));
        self.put_wide(a, kind);
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// The magnitude's index, rho + 8 of the canonical cell, in `A`.
    fn magnitude_index(&mut self, a: Reg) {
        self.asm.load(A, Type::U8, Place::Context(rho(a)));
        self.asm.load(A, Type::U8, Place::Table(tables::PACKED, A));
        self.asm.shift(Shift::Right, A, 4);
    }
}
