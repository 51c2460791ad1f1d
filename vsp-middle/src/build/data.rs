//! Registers, memory and the data stack.

use super::Builder;
use crate::{Binary, Fixed, Op, Type, Unary, Value};
use vsp_isa::abi::{Exit as Reason, LEAST_MEMORY};
use vsp_isa::visit::Data;
use vsp_isa::{Cell, Reg, TrapKind};

impl Data for Builder<'_> {
    fn mov(&mut self, a: Reg, b: Reg) {
        let cell = self.cell(b);
        self.set_cell(a, cell);
    }

    fn movi(&mut self, a: Reg, imm: i8) {
        let cell = self.constant(Type::Cell, Cell::clamped(imm.into(), 0).to_bits().into());
        self.set_cell(a, cell);
    }

    fn load(&mut self, a: Reg, address: u16) {
        let address = self.fixed_address(address, 1);
        self.load_packed(a, address);
    }

    fn store(&mut self, a: Reg, address: u16) {
        let address = self.fixed_address(address, 1);
        self.store_packed(a, address);
    }

    fn push(&mut self, a: Reg) {
        let depth = self.get(self.locations.stack_depth());
        let limit = self.function.append(self.block, Op::Fixed(Fixed::StackLimit), Type::I32);
        let fits = self.binary(Binary::Ult, depth, limit);
        let full = self.unary(Unary::Not, fits);
        self.trap_if(full, TrapKind::DataStackOverflow);
        let cell = self.cell(a);
        self.effect(Op::StoreStack(depth, cell));
        let deeper = self.with(Binary::Add, depth, 1);
        self.set(self.locations.stack_depth(), deeper);
    }

    fn pop(&mut self, a: Reg) {
        let depth = self.get(self.locations.stack_depth());
        let empty = self.with(Binary::Eq, depth, 0);
        self.trap_if(empty, TrapKind::DataStackUnderflow);
        let less = self.with(Binary::Add, depth, -1);
        self.set(self.locations.stack_depth(), less);
        let cell = self.function.append(self.block, Op::LoadStack(less), Type::Cell);
        self.set_cell(a, cell);
    }

    fn xchg(&mut self, a: Reg, b: Reg) {
        let (first, second) = (self.cell(a), self.cell(b));
        self.set_cell(a, second);
        self.set_cell(b, first);
    }

    fn lstate(&mut self, _address: u32) {
        self.execute();
    }

    fn sstate(&mut self, _address: u32) {
        self.execute();
    }
}

impl Builder<'_> {
    /// A fixed address, after a check that so many bytes from there are in memory.
    pub(super) fn fixed_address(&mut self, address: u16, length: u8) -> Value {
        let value = self.long(address.into());
        if u64::from(address) + u64::from(length) > LEAST_MEMORY {
            self.check(value, length);
        }
        value
    }

    /// The current instruction traps unless so many bytes from an address on are in memory.
    pub(super) fn check(&mut self, address: Value, length: u8) {
        let exit = self.exit(Reason::Trapped(TrapKind::AddressOutOfBounds), self.pc);
        self.effect(Op::Check(address, length, exit));
    }

    pub(super) fn load_packed(&mut self, a: Reg, address: Value) {
        let byte = self.function.append(self.block, Op::Load(address), Type::Byte);
        let cell = self.unary(Unary::Unpack, byte);
        self.set_cell(a, cell);
    }

    pub(super) fn store_packed(&mut self, a: Reg, address: Value) {
        let cell = self.cell(a);
        let byte = self.unary(Unary::Pack, cell);
        self.effect(Op::Store(address, byte));
    }
}
