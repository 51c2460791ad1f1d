//! Words in memory.

use super::Builder;
use crate::{Binary, Op, Type, Value};
use vsp_isa::Reg;
use vsp_isa::visit::Words;

impl Words for Builder<'_> {
    fn loadw(&mut self, a: Reg, address: u16) {
        let address = self.fixed_address(address, self.mode.word_bytes() as u8);
        self.load_word(a, address);
    }

    fn storew(&mut self, a: Reg, address: u16) {
        let address = self.fixed_address(address, self.mode.word_bytes() as u8);
        self.store_word(a, address);
    }

    fn loadx(&mut self, a: Reg, b: Reg, offset: u8) {
        let address = self.indexed_address(b, offset, 1);
        self.load_packed(a, address);
    }

    fn storex(&mut self, a: Reg, b: Reg, offset: u8) {
        let address = self.indexed_address(b, offset, 1);
        self.store_packed(a, address);
    }

    fn loadwx(&mut self, a: Reg, b: Reg, offset: u8) {
        let address = self.indexed_address(b, offset, self.mode.word_bytes() as u8);
        self.load_word(a, address);
    }

    fn storewx(&mut self, a: Reg, b: Reg, offset: u8) {
        let address = self.indexed_address(b, offset, self.mode.word_bytes() as u8);
        self.store_word(a, address);
    }

    fn li(&mut self, a: Reg, imm: i16) {
        let imm = self.long(imm.into());
        self.set_integer(a, imm);
    }
}

impl Builder<'_> {
    /// The address that integer word `base` plus `extra` gives, after a check that so many bytes from there are in memory.
    fn indexed_address(&mut self, base: Reg, extra: u8, length: u8) -> Value {
        let base = self.integer(base);
        let address = if extra == 0 { base } else { self.with(Binary::Add, base, extra.into()) };
        self.check(address, length);
        address
    }

    fn load_word(&mut self, a: Reg, address: Value) {
        let kind = Type::of_cells(self.mode.word_cells());
        let bits = self.function.append(self.block, Op::Load(address), kind);
        self.set_word(a, bits);
    }

    fn store_word(&mut self, a: Reg, address: Value) {
        let bits = self.word(a);
        self.effect(Op::Store(address, bits));
    }
}
