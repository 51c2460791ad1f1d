//! Memory and the data stack.

use crate::emitter::Emitter;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Endianness, InstBuilder, MemFlagsData, Value, types};
use vsp_isa::abi::{self, offset};
use vsp_isa::{Reg, TrapKind};

/// An address in the machine's memory.
#[derive(Clone, Copy)]
struct Place {
    base: Value,
    offset: i32,
}

/// How the machine's memory is accessed: little-endian, at any address.
fn memory_flags() -> MemFlagsData {
    MemFlagsData::new().with_notrap().with_endianness(Endianness::Little)
}

impl Emitter<'_> {
    /// The place of a fixed address, after a check that `length` bytes from there are in memory.
    fn fixed_place(&mut self, address: u16, length: u64) -> Place {
        if u64::from(address) + length > abi::LEAST_MEMORY {
            let size = self.fixed_field(types::I64, offset::MEMORY_SIZE);
            let end = i64::from(address) + length as i64;
            let outside = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, size, end);
            self.trap_if(outside, TrapKind::AddressOutOfBounds);
        }
        let base = self.fixed_field(types::I64, offset::MEMORY);
        Place { base, offset: address.into() }
    }

    /// The place of integer word `base` plus `extra`, after a check that `length` bytes from there are in memory.
    fn indexed_place(&mut self, base: Reg, extra: u8, length: u64) -> Place {
        let base = self.integer(base);
        let address = self.b.ins().iadd_imm_u(base, i64::from(extra));
        let size = self.fixed_field(types::I64, offset::MEMORY_SIZE);
        let last = self.b.ins().iadd_imm_s(size, -(length as i64));
        let outside = self.b.ins().icmp(IntCC::UnsignedGreaterThan, address, last);
        self.trap_if(outside, TrapKind::AddressOutOfBounds);
        let memory = self.fixed_field(types::I64, offset::MEMORY);
        Place { base: self.b.ins().iadd(memory, address), offset: 0 }
    }

    fn load_packed(&mut self, a: Reg, place: Place) {
        let byte = self.b.ins().uload8(types::I32, memory_flags(), place.base, place.offset);
        let high = self.b.ins().ushr_imm_u(byte, 4);
        let rho = self.b.ins().iadd_imm_s(high, -8);
        let theta = self.b.ins().band_imm_u(byte, 15);
        self.regs.set(a, rho, theta);
        self.regs.note_canonical(a, true, true);
    }

    fn store_packed(&mut self, a: Reg, place: Place) {
        let (high, low) = self.nibbles(a);
        let high = self.b.ins().ishl_imm_u(high, 4);
        let byte = self.b.ins().bor(high, low);
        self.b.ins().istore8(memory_flags(), byte, place.base, place.offset);
    }

    fn load_word(&mut self, a: Reg, Place { base, offset }: Place) {
        let cells = self.mode.word_cells();
        let bits = match cells {
            1 => self.b.ins().uload16(types::I32, memory_flags(), base, offset),
            2 => self.b.ins().load(types::I32, memory_flags(), base, offset),
            _ => self.b.ins().load(types::I64, memory_flags(), base, offset),
        };
        self.regs.set_word(&mut self.b, a, cells, bits);
    }

    fn store_word(&mut self, a: Reg, Place { base, offset }: Place) {
        let cells = self.mode.word_cells();
        let bits = self.regs.word(&mut self.b, a, cells);
        if cells == 1 {
            self.b.ins().istore16(memory_flags(), bits, base, offset);
        } else {
            self.b.ins().store(memory_flags(), bits, base, offset);
        }
    }

    pub(super) fn load_cell_at(&mut self, a: Reg, address: u16) {
        let place = self.fixed_place(address, 1);
        self.load_packed(a, place);
    }

    pub(super) fn store_cell_at(&mut self, a: Reg, address: u16) {
        let place = self.fixed_place(address, 1);
        self.store_packed(a, place);
    }

    pub(super) fn load_word_at(&mut self, a: Reg, address: u16) {
        let place = self.fixed_place(address, self.mode.word_bytes() as u64);
        self.load_word(a, place);
    }

    pub(super) fn store_word_at(&mut self, a: Reg, address: u16) {
        let place = self.fixed_place(address, self.mode.word_bytes() as u64);
        self.store_word(a, place);
    }

    pub(super) fn load_cell_indexed(&mut self, a: Reg, b: Reg, extra: u8) {
        let place = self.indexed_place(b, extra, 1);
        self.load_packed(a, place);
    }

    pub(super) fn store_cell_indexed(&mut self, a: Reg, b: Reg, extra: u8) {
        let place = self.indexed_place(b, extra, 1);
        self.store_packed(a, place);
    }

    pub(super) fn load_word_indexed(&mut self, a: Reg, b: Reg, extra: u8) {
        let place = self.indexed_place(b, extra, self.mode.word_bytes() as u64);
        self.load_word(a, place);
    }

    pub(super) fn store_word_indexed(&mut self, a: Reg, b: Reg, extra: u8) {
        let place = self.indexed_place(b, extra, self.mode.word_bytes() as u64);
        self.store_word(a, place);
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

    pub(super) fn push_cell(&mut self, a: Reg) {
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

    pub(super) fn pop_cell(&mut self, a: Reg) {
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
}
