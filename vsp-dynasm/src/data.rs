//! Registers, memory and the data stack.

use crate::assembler::Scratch::{A, B, C};
use crate::assembler::{Alu, Assembler, Condition, Place, Type};
use crate::bytesil::cell;
use crate::compile::Templates;
use crate::flags::rho;
use vsp_isa::abi::{Exit, offset};
use vsp_isa::visit::Data;
use vsp_isa::{Cell, Reg, TrapKind};

const STACK: Place = Place::Context(offset::STACK as u8);
const STACK_DEPTH: Place = Place::Context(offset::STACK_DEPTH as u8);
const STACK_LIMIT: Place = Place::Context(offset::STACK_LIMIT as u8);

impl<P: Assembler> Data for Templates<'_, P> {
    fn mov(&mut self, a: Reg, b: Reg) {
        self.move_cell(a, b);
    }

    fn movi(&mut self, a: Reg, imm: i8) {
        self.set_cell(a, Cell::clamped(imm.into(), 0));
    }

    fn load(&mut self, a: Reg, address: u16) {
        self.before_writing(a, 1);
        self.asm.load(A, Type::U8, Place::Memory(address.into()));
        self.unpack(a);
    }

    fn store(&mut self, a: Reg, address: u16) {
        self.pack(A, a);
        self.asm.store(A, Type::U8, Place::Memory(address.into()));
    }

    fn push(&mut self, a: Reg) {
        self.asm.load(A, Type::U32, STACK_DEPTH);
        self.asm.load(B, Type::U32, STACK_LIMIT);
        self.asm.compare(A, B);
        let full = self.cold_exit(Exit::Trapped(TrapKind::DataStackOverflow), self.pc);
        self.asm.jump_if(Condition::AboveOrEqual, full);
        self.asm.load(B, Type::U64, STACK);
        self.asm.load(C, Type::U16, Place::Context(rho(a)));
        self.asm.store(C, Type::U16, Place::Item(B, A));
        self.asm.alu_number(Alu::Add, A, 1);
        self.asm.store(A, Type::U32, STACK_DEPTH);
    }

    fn pop(&mut self, a: Reg) {
        self.asm.load(A, Type::U32, STACK_DEPTH);
        self.asm.compare_number(A, 0);
        let empty = self.cold_exit(Exit::Trapped(TrapKind::DataStackUnderflow), self.pc);
        self.asm.jump_if(Condition::Equal, empty);
        self.before_writing(a, 1);
        self.asm.alu_number(Alu::Add, A, -1);
        self.asm.store(A, Type::U32, STACK_DEPTH);
        self.asm.load(B, Type::U64, STACK);
        self.asm.load(C, Type::U16, Place::Item(B, A));
        self.asm.store(C, Type::U16, Place::Context(rho(a)));
    }

    fn xchg(&mut self, a: Reg, b: Reg) {
        self.before_writing(a, 1);
        self.before_writing(b, 1);
        self.asm.load(A, Type::U16, cell(a));
        self.asm.load(B, Type::U16, cell(b));
        self.asm.store(B, Type::U16, cell(a));
        self.asm.store(A, Type::U16, cell(b));
    }

    fn lstate(&mut self, _address: u32) {
        self.execute();
    }

    fn sstate(&mut self, _address: u32) {
        self.execute();
    }
}

impl<P: Assembler> Templates<'_, P> {
    pub(super) fn set_cell(&mut self, a: Reg, content: Cell) {
        self.before_writing(a, 1);
        self.asm.store_number(content.to_bits().into(), Type::U16, rho(a));
    }

    pub(super) fn move_cell(&mut self, a: Reg, b: Reg) {
        self.before_writing(a, 1);
        self.asm.load(A, Type::U16, cell(b));
        self.asm.store(A, Type::U16, cell(a));
    }
}
