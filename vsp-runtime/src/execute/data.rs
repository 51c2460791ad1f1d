//! Registers, memory and the data stack.

use super::{Done, Next, Step};
use vsp_isa::visit::Data;
use vsp_isa::{Cell, Reg, Registers, TrapKind};

impl Data for Step<'_> {
    fn mov(&mut self, a: Reg, b: Reg) -> Done {
        let cell = self.cell(b);
        self.set(a, cell)
    }

    fn movi(&mut self, a: Reg, imm: i8) -> Done {
        self.set(a, Cell::clamped(imm.into(), 0))
    }

    fn load(&mut self, a: Reg, address: u16) -> Done {
        self.load_packed(a, address.into())
    }

    fn store(&mut self, a: Reg, address: u16) -> Done {
        self.store_packed(a, address.into())
    }

    fn push(&mut self, a: Reg) -> Done {
        let bits = self.cell(a).to_bits();
        self.machine.push_cell(bits).ok_or(TrapKind::DataStackOverflow)?;
        Ok(Next::On)
    }

    fn pop(&mut self, a: Reg) -> Done {
        let bits = self.machine.pop_cell().ok_or(TrapKind::DataStackUnderflow)?;
        self.set(a, Cell::from_bits(bits))
    }

    fn xchg(&mut self, a: Reg, b: Reg) -> Done {
        let (first, second) = (self.cell(a), self.cell(b));
        self.machine.context.registers.set(a, second);
        self.set(b, first)
    }

    fn lstate(&mut self, address: u32) -> Done {
        let packed = self.bytes(address.into())?;
        self.machine.context.registers = Registers::unpack(packed);
        Ok(Next::On)
    }

    fn sstate(&mut self, address: u32) -> Done {
        let packed = self.machine.context.registers.pack();
        self.bytes_mut(address.into(), 16)?.copy_from_slice(&packed);
        Ok(Next::On)
    }
}

impl Step<'_> {
    /// `N` bytes of memory from an address on.
    #[inline]
    pub(super) fn bytes<const N: usize>(&self, address: u64) -> Result<[u8; N], TrapKind> {
        let found =
            usize::try_from(address).ok().and_then(|at| self.machine.memory().get(at..)?.first_chunk());
        found.copied().ok_or(TrapKind::AddressOutOfBounds)
    }

    /// `length` bytes of memory from an address on.
    pub(super) fn bytes_mut(&mut self, address: u64, length: usize) -> Result<&mut [u8], TrapKind> {
        let memory = self.machine.memory_mut();
        let found = usize::try_from(address).ok().and_then(|at| memory.get_mut(at..)?.get_mut(..length));
        found.ok_or(TrapKind::AddressOutOfBounds)
    }

    pub(super) fn load_packed(&mut self, a: Reg, address: u64) -> Done {
        let [byte] = self.bytes(address)?;
        self.set(a, Cell::unpack(byte))
    }

    pub(super) fn store_packed(&mut self, a: Reg, address: u64) -> Done {
        let byte = self.cell(a).pack();
        self.bytes_mut(address, 1)?.fill(byte);
        Ok(Next::On)
    }
}
