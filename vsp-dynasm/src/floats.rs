//! Float words.

use crate::assembler::{Assembler, Float, FloatAlu, FloatType, Place};
use crate::comparisons::Compared;
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
        let Some(kind) = self.has_float_template(&[a, b]) else { return };
        self.load_wide(Float::X, kind, a);
        self.load_wide(Float::Y, kind, b);
        self.asm.call(Helper::pow_float, &[]);
        self.put_wide(a, kind);
    }

    fn sqrtfloat(&mut self, a: Reg) {
        self.map_float(a, P::square_root);
    }

    fn cmpfloat(&mut self, a: Reg, b: Reg) {
        let Some(kind) = self.has_float_template(&[a, b]) else { return };
        self.settle_flags();
        self.before_branch();
        let one = self.float(a, kind, Float::X);
        let other = self.float(b, kind, Float::Y);
        match kind {
            FloatType::F64 => self.asm.compare_floats(one, other),
            FloatType::F32 => {
                self.asm.widen(Float::X, kind, one);
                self.asm.widen(Float::Y, kind, other);
                self.asm.compare_floats(Float::X, Float::Y);
            }
        }
        self.compared = Compared::Floats;
    }

    fn negfloat(&mut self, a: Reg) {
        self.map_float(a, P::negate_float);
    }

    fn absfloat(&mut self, a: Reg) {
        self.map_float(a, P::absolute);
    }

    fn floorfloat(&mut self, a: Reg) {
        self.ask_about_float(a, Helper::floor);
    }

    fn ceilfloat(&mut self, a: Reg) {
        self.ask_about_float(a, Helper::ceil);
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// What a float word is. If there is no template for that, or some register begins no word, it deals with the instruction
    /// and gives `None`.
    pub(super) fn has_float_template(&mut self, words: &[Reg]) -> Option<FloatType> {
        if self.traps_as_words(words) {
            return None;
        }
        match self.mode {
            Mode::Sil32 | Mode::Sil64 | Mode::Sil128 => Some(float_type(self.mode)),
            Mode::Sil8 | Mode::Sil16 => {
                self.execute();
                None
            }
        }
    }

    /// Loads a word from the context as an f64.
    pub(super) fn load_wide(&mut self, to: Float, kind: FloatType, reg: Reg) {
        self.asm.load_float(to, kind, Place::Context(rho(reg)));
        if kind == FloatType::F32 {
            self.asm.widen(to, kind, to);
        }
    }

    /// Puts the f64 in `X` into a word, which the context alone has.
    pub(super) fn put_wide(&mut self, reg: Reg, kind: FloatType) {
        let to = self.target_float(reg);
        if kind == FloatType::F32 || to != Float::X {
            self.asm.narrow(to, kind, Float::X);
        }
        self.put_float(reg, kind, to);
    }

    /// FLOORFLOAT and CEILFLOAT.
    fn ask_about_float(&mut self, a: Reg, helper: Helper) {
        let Some(kind) = self.has_float_template(&[a]) else { return };
        self.load_wide(Float::X, kind, a);
        self.asm.call(helper, &[]);
        self.put_wide(a, kind);
    }

    fn combine_floats(&mut self, op: FloatAlu, a: Reg, b: Reg) {
        let Some(kind) = self.has_float_template(&[a, b]) else { return };
        let other = self.float(b, kind, Float::Y);
        let to = self.float(a, kind, Float::X);
        self.target_float(a);
        self.asm.float_alu(op, kind, to, other);
        self.put_float(a, kind, to);
    }

    fn map_float(&mut self, a: Reg, op: impl FnOnce(&mut P, FloatType, Float)) {
        let Some(kind) = self.has_float_template(&[a]) else { return };
        let to = self.float(a, kind, Float::X);
        self.target_float(a);
        op(&mut self.asm, kind, to);
        self.put_float(a, kind, to);
    }
}

/// What a float word is in the registers' image, in modes whose floats have templates.
pub(super) fn float_type(mode: Mode) -> FloatType {
    match mode {
        Mode::Sil8 | Mode::Sil16 | Mode::Sil32 => FloatType::F32,
        Mode::Sil64 | Mode::Sil128 => FloatType::F64,
    }
}
