//! Packed bytes, and all registers at once.

use crate::assembler::Register::{A, B};
use crate::assembler::{Alu, Assembler, Condition, Place, Type};
use crate::bytesil::cell;
use crate::compile::Templates;
use crate::flags::rho;
use vsp_isa::visit::Layers;
use vsp_isa::{Cell, Reg};

impl<P: Assembler> Layers for Templates<'_, P> {
    fn xorl(&mut self, a: Reg, b: Reg) {
        self.combine_packed(Alu::Xor, a, b);
    }

    fn andl(&mut self, a: Reg, b: Reg) {
        self.combine_packed(Alu::And, a, b);
    }

    fn orl(&mut self, a: Reg, b: Reg) {
        self.combine_packed(Alu::Or, a, b);
    }

    fn notl(&mut self, a: Reg) {
        self.release_cells(a, 1);
        self.pack(A, a);
        self.asm.alu_number(Alu::Xor, A, 0xff);
        self.unpack(a);
    }

    fn shiftl(&mut self) {
        self.move_registers_up(true);
    }

    fn rotatl(&mut self) {
        self.move_registers_up(false);
    }

    fn fold(&mut self) {
        self.before_writing(Reg::R0, 8);
        for half in [0, 8] {
            self.asm.load(A, Type::U64, Self::image(half));
            self.asm.load(B, Type::U64, Self::image(half + 16));
            self.asm.alu(Alu::Xor, A, B);
            self.asm.store(A, Type::U64, Self::image(half));
        }
    }

    fn spread(&mut self, a: Reg) {
        let group = Reg::from_nibble(a.index() as u8 & 12);
        self.before_writing(group, 4);
        self.asm.load(A, Type::U16, cell(a));
        self.asm.number(B, 0x0001_0001_0001_0001);
        self.asm.multiply(A, B);
        self.asm.store(A, Type::U64, cell(group));
    }

    fn gather(&mut self, _a: Reg) {
        self.execute();
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// XORL, ANDL and ORL.
    pub(super) fn combine_packed(&mut self, op: Alu, a: Reg, b: Reg) {
        self.store_cells(b, 1);
        self.release_cells(a, 1);
        self.pack(A, a);
        self.pack(B, b);
        self.asm.alu(op, A, B);
        self.unpack(a);
    }

    /// The registers' image from `from` on, as 64 bits.
    fn image(from: u8) -> Place {
        Place::Context(rho(Reg::R0) + from)
    }

    /// SHIFTL and ROTATL: every register moves one up; R0 becomes null, or the old RF.
    pub(super) fn move_registers_up(&mut self, lose_last: bool) {
        self.settle_flags();
        self.asm.load(B, Type::U16, cell(Reg::RF));
        // From the last to the first: what overlaps has moved already.
        for from in [22, 16, 8, 0] {
            self.asm.load(A, Type::U64, Self::image(from));
            self.asm.store(A, Type::U64, Self::image(from + 2));
        }
        if lose_last {
            self.asm.store_number(Cell::NULL.to_bits().into(), Type::U16, rho(Reg::R0));
            self.asm.extend(B, B, Type::I8);
            self.asm.compare_number(Type::I8, B, Cell::NULL.rho.into());
            let was_null = self.asm.skip_if(Condition::Equal);
            self.asm.set_flag_number(crate::assembler::Flag::Overflow, true);
            self.asm.land(was_null);
        } else {
            self.asm.store(B, Type::U16, cell(Reg::R0));
        }
    }
}
