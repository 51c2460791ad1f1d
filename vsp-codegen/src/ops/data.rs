//! Registers, memory and the data stack.

use crate::emitter::Emitter;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Endianness, InstBuilder, MemFlagsData, Value, types};
use vsp_isa::abi::{self, offset};
use vsp_isa::visit::Data;
use vsp_isa::{Cell, Reg, TrapKind};

/// An address in the machine's memory.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub base: Value,
    pub offset: i32,
}

/// How the machine's memory is accessed: little-endian, at any address.
pub(super) fn memory_flags() -> MemFlagsData {
    MemFlagsData::new().with_notrap().with_endianness(Endianness::Little)
}

impl Data for Emitter<'_> {
    fn mov(&mut self, a: Reg, b: Reg) {
        self.regs.copy(&mut self.b, a, b);
    }

    fn movi(&mut self, a: Reg, imm: i8) {
        let (imm, theta) =
            (self.constant(i32::from(imm.clamp(Cell::LEAST_RHO, Cell::GREATEST_RHO))), self.constant(0));
        self.regs.set(a, imm, theta);
        self.regs.note_canonical(a, true, true);
    }

    fn load(&mut self, a: Reg, address: u16) {
        let place = self.fixed_place(address, 1);
        self.load_packed(a, place);
    }

    fn store(&mut self, a: Reg, address: u16) {
        let place = self.fixed_place(address, 1);
        self.store_packed(a, place);
    }

    fn push(&mut self, a: Reg) {
        let depth = self.stack_depth();
        let limit = self.fixed_field(types::I32, offset::STACK_LIMIT);
        let full = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, depth, limit);
        self.trap_if(full, TrapKind::DataStackOverflow);
        let cell = self.regs.cell(&mut self.b, a);
        let place = self.stack_place(depth);
        self.b.ins().istore16(MemFlagsData::trusted(), cell, place, 0);
        let deeper = self.b.ins().iadd_imm_s(depth, 1);
        self.set_stack_depth(deeper);
        self.stack.pushed.push((depth, cell));
    }

    fn pop(&mut self, a: Reg) {
        if let Some((before, cell)) = self.stack.pushed.pop() {
            self.set_stack_depth(before);
            return self.regs.set_cell(a, cell);
        }
        let depth = self.stack_depth();
        let empty = self.b.ins().icmp_imm_u(IntCC::Equal, depth, 0);
        self.trap_if(empty, TrapKind::DataStackUnderflow);
        let less = self.b.ins().iadd_imm_s(depth, -1);
        self.set_stack_depth(less);
        let place = self.stack_place(less);
        let cell = self.b.ins().uload16(types::I32, MemFlagsData::trusted(), place, 0);
        self.regs.set_cell(a, cell);
    }

    fn xchg(&mut self, a: Reg, b: Reg) {
        self.regs.swap(&mut self.b, a, b);
    }

    fn lstate(&mut self, _address: u32) {
        self.execute();
    }

    fn sstate(&mut self, _address: u32) {
        self.execute();
    }
}

impl Emitter<'_> {
    /// The place of a fixed address, after a check that `length` bytes from there are in memory.
    pub(super) fn fixed_place(&mut self, address: u16, length: u64) -> Place {
        if u64::from(address) + length > abi::LEAST_MEMORY {
            let size = self.fixed_field(types::I64, offset::MEMORY_SIZE);
            let end = i64::from(address) + length as i64;
            let outside = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, size, end);
            self.trap_if(outside, TrapKind::AddressOutOfBounds);
        }
        let base = self.fixed_field(types::I64, offset::MEMORY);
        Place { base, offset: address.into() }
    }

    pub(super) fn load_packed(&mut self, a: Reg, place: Place) {
        let byte = self.b.ins().uload8(types::I32, memory_flags(), place.base, place.offset);
        let high = self.b.ins().ushr_imm_u(byte, 4);
        let rho = self.b.ins().iadd_imm_s(high, i64::from(Cell::LEAST_RHO));
        let theta = self.b.ins().band_imm_u(byte, 15);
        self.regs.set(a, rho, theta);
        self.regs.note_canonical(a, true, true);
    }

    pub(super) fn store_packed(&mut self, a: Reg, place: Place) {
        let (high, low) = self.nibbles(a);
        let high = self.b.ins().ishl_imm_u(high, 4);
        let byte = self.b.ins().bor(high, low);
        self.b.ins().istore8(memory_flags(), byte, place.base, place.offset);
    }

    /// The place of an element of the data stack.
    fn stack_place(&mut self, index: Value) -> Value {
        let stack = self.fixed_field(types::I64, offset::STACK);
        let wide = self.b.ins().uextend(types::I64, index);
        let bytes = self.b.ins().ishl_imm_u(wide, 1);
        self.b.ins().iadd(stack, bytes)
    }

    /// How many cells the data stack has.
    fn stack_depth(&mut self) -> Value {
        let (context, trusted) = (self.context, MemFlagsData::trusted());
        *self
            .stack
            .depth
            .get_or_insert_with(|| self.b.ins().load(types::I32, trusted, context, offset::STACK_DEPTH))
    }

    fn set_stack_depth(&mut self, depth: Value) {
        self.b.ins().store(MemFlagsData::trusted(), depth, self.context, offset::STACK_DEPTH);
        self.stack.depth = Some(depth);
    }
}
