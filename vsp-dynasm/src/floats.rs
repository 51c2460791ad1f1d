//! Float words.

use crate::assembler::{Assembler, Float, FloatAlu, FloatType};
use crate::compile::Templates;
use crate::flags::rho;
use vsp_isa::abi::Helper;
use vsp_isa::visit::Floats;
use vsp_isa::{Mode, Reg};

impl<P: Assembler> Floats for Templates<'_, P> {
    fn addfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(FloatAlu::Add, a, b);
    }

    fn subfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(FloatAlu::Sub, a, b);
    }

    fn mulfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(FloatAlu::Mul, a, b);
    }

    fn divfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(FloatAlu::Div, a, b);
    }

    fn powfloat(&mut self, a: Reg, b: Reg) {
        self.floats(&[a, b], |templates, kind| {
            templates.load_both(kind, a, b);
            templates.asm.call(Helper::pow_float, &[]);
        });
    }

    fn sqrtfloat(&mut self, a: Reg) {
        self.map_float(a, P::square_root_of_x);
    }

    fn cmpfloat(&mut self, a: Reg, b: Reg) {
        let Some(kind) = self.float_type(&[a, b]) else { return };
        self.settle_flags();
        self.load_both(kind, a, b);
        self.asm.compare_x_with_y();
    }

    fn negfloat(&mut self, a: Reg) {
        self.map_float(a, P::negate_x);
    }

    fn absfloat(&mut self, a: Reg) {
        self.map_float(a, P::absolute_x);
    }

    fn floorfloat(&mut self, a: Reg) {
        self.map_float(a, |asm| asm.call(Helper::floor, &[]));
    }

    fn ceilfloat(&mut self, a: Reg) {
        self.map_float(a, |asm| asm.call(Helper::ceil, &[]));
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// What a float word is in the registers' image. If there is no template for that, or some register begins no word, it
    /// deals with the instruction and gives `None`.
    pub(super) fn float_type(&mut self, words: &[Reg]) -> Option<FloatType> {
        if self.traps_as_words(words) {
            return None;
        }
        match self.mode {
            Mode::Sil32 => Some(FloatType::F32),
            Mode::Sil64 | Mode::Sil128 => Some(FloatType::F64),
            Mode::Sil8 | Mode::Sil16 => {
                self.execute();
                None
            }
        }
    }

    /// The first of the words becomes what `op` puts into `X`; it is told what float words are.
    #[inline(always)]
    pub(super) fn floats(&mut self, words: &[Reg], op: impl FnOnce(&mut Self, FloatType)) {
        let Some(kind) = self.float_type(words) else { return };
        self.before_writing(words[0], self.mode.word_cells());
        op(self, kind);
        self.asm.store_x(kind, rho(words[0]));
    }

    /// Loads words a and b into `X` and `Y`.
    #[inline(always)]
    fn load_both(&mut self, kind: FloatType, a: Reg, b: Reg) {
        self.asm.load_float(Float::X, kind, rho(a));
        self.asm.load_float(Float::Y, kind, rho(b));
    }

    pub(super) fn combine_floats(&mut self, op: FloatAlu, a: Reg, b: Reg) {
        self.floats(&[a, b], |templates, kind| {
            templates.load_both(kind, a, b);
            templates.asm.float_alu(op);
        });
    }

    pub(super) fn map_float(&mut self, a: Reg, op: impl FnOnce(&mut P)) {
        self.floats(&[a], |templates, kind| {
            templates.asm.load_float(Float::X, kind, rho(a));
            op(&mut templates.asm);
        });
    }
}
