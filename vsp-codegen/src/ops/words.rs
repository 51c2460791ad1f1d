//! Words in memory.

use super::data::{Place, memory_flags};
use crate::emitter::Emitter;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, types};
use vsp_isa::abi::offset;
use vsp_isa::visit::Words;
use vsp_isa::{Reg, TrapKind};

impl Words for Emitter<'_> {
    fn loadw(&mut self, a: Reg, address: u16) {
        let place = self.fixed_place(address, self.mode.word_bytes() as u64);
        self.load_word(a, place);
    }

    fn storew(&mut self, a: Reg, address: u16) {
        let place = self.fixed_place(address, self.mode.word_bytes() as u64);
        self.store_word(a, place);
    }

    fn loadx(&mut self, a: Reg, b: Reg, offset: u8) {
        let place = self.indexed_place(b, offset, 1);
        self.load_packed(a, place);
    }

    fn storex(&mut self, a: Reg, b: Reg, offset: u8) {
        let place = self.indexed_place(b, offset, 1);
        self.store_packed(a, place);
    }

    fn loadwx(&mut self, a: Reg, b: Reg, offset: u8) {
        let place = self.indexed_place(b, offset, self.mode.word_bytes() as u64);
        self.load_word(a, place);
    }

    fn storewx(&mut self, a: Reg, b: Reg, offset: u8) {
        let place = self.indexed_place(b, offset, self.mode.word_bytes() as u64);
        self.store_word(a, place);
    }

    fn li(&mut self, a: Reg, imm: i16) {
        let imm = self.b.ins().iconst(types::I64, i64::from(imm));
        self.set_integer(a, imm);
    }
}

impl Emitter<'_> {
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
}
