//! Transforms of the host, mixing, gradient.

use crate::assembler::Register::{A, B};
use crate::assembler::{Alu, Argument, Assembler, Place, Type};
use crate::bytesil::cell;
use crate::compile::Templates;
use crate::flags::rho;
use crate::io::content;
use vsp_isa::abi::Helper;
use vsp_isa::visit::Transforms;
use vsp_isa::{Cell, Reg};

impl<P: Assembler> Transforms for Templates<'_, P> {
    fn trans(&mut self, _address: u32) {
        self.execute();
    }

    fn pipe(&mut self, _address: u32) {
        self.execute();
    }

    fn lerp(&mut self, a: Reg, b: Reg, imm: u8) {
        self.interpolate(Helper::lerp, a, b, imm);
    }

    fn slerp(&mut self, a: Reg, b: Reg, imm: u8) {
        self.interpolate(Helper::slerp, a, b, imm);
    }

    fn grad(&mut self, _a: Reg) {
        self.execute();
    }

    fn descent(&mut self, _a: Reg, _imm: u8) {
        self.execute();
    }

    fn emerge(&mut self, _a: Reg) {
        self.before_writing(Reg::RB, 1);
        self.asm.load(A, Type::U16, cell(Reg::RB));
        self.asm.load(B, Type::U16, cell(Reg::RC));
        self.asm.alu(Alu::Xor, A, B);
        self.asm.store(A, Type::U16, cell(Reg::RB));
    }

    fn collapse(&mut self, a: Reg) {
        self.before_writing(Reg::RF, 1);
        self.asm.load(A, Type::U16, cell(a));
        self.asm.store(A, Type::U16, cell(Reg::RF));
        self.asm.extend(A, A, Type::I8);
        self.asm.compare_number(Type::I8, A, Cell::NULL.rho.into());
        self.collapse_if_equal();
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// LERP and SLERP.
    pub(super) fn interpolate(&mut self, helper: Helper, a: Reg, b: Reg, t: u8) {
        self.before_writing(a, 1);
        self.asm.call(helper, &[content(a), content(b), Argument::Number(t.into())]);
        self.asm.store(A, Type::U16, Place::Context(rho(a)));
    }
}
