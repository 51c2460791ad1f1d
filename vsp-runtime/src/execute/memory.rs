//! Memory and the data stack.

use super::{Done, Next, Step};
use vsp_isa::{Cell, Reg, Registers, TrapKind};

impl Step<'_> {
    /// `N` bytes of memory from an address on.
    #[inline]
    pub(super) fn bytes<const N: usize>(&self, address: u64) -> Result<[u8; N], TrapKind> {
        let found =
            usize::try_from(address).ok().and_then(|at| self.machine.memory().get(at..)?.first_chunk());
        found.copied().ok_or(TrapKind::AddressOutOfBounds)
    }

    fn place(&mut self, address: u64, length: usize) -> Result<&mut [u8], TrapKind> {
        let memory = self.machine.memory_mut();
        let found = usize::try_from(address).ok().and_then(|at| memory.get_mut(at..)?.get_mut(..length));
        found.ok_or(TrapKind::AddressOutOfBounds)
    }

    /// Integer word `b` plus an offset, as an address: what is below 0 lies past every memory.
    #[inline]
    pub(super) fn index(&self, b: Reg, offset: u8) -> Result<u64, TrapKind> {
        Ok(self.integer(b)?.wrapping_add(i64::from(offset)) as u64)
    }

    pub(super) fn load_cell(&mut self, a: Reg, address: u64) -> Done {
        let [byte] = self.bytes(address)?;
        self.set(a, Cell::unpack(byte))
    }

    pub(super) fn store_cell(&mut self, a: Reg, address: u64) -> Done {
        let byte = self.cell(a).pack();
        self.place(address, 1)?.fill(byte);
        Ok(Next::On)
    }

    /// Loads the word at the address that `address` gives, once it is sure that the word fits.
    #[inline]
    pub(super) fn load_word(&mut self, a: Reg, address: impl FnOnce(&Self) -> Result<u64, TrapKind>) -> Done {
        let cells = self.machine.mode().word_cells();
        self.machine.context.registers.word(a, cells).ok_or(TrapKind::RegisterGroup)?;
        let at = address(self)?;
        let bits = match cells {
            1 => u64::from(u16::from_le_bytes(self.bytes(at)?)),
            2 => u64::from(u32::from_le_bytes(self.bytes(at)?)),
            _ => u64::from_le_bytes(self.bytes(at)?),
        };
        self.machine.context.registers.set_word(a, cells, bits).ok_or(TrapKind::RegisterGroup)?;
        Ok(Next::On)
    }

    /// Stores a word to the address that `address` gives.
    #[inline]
    pub(super) fn store_word(
        &mut self,
        a: Reg,
        address: impl FnOnce(&Self) -> Result<u64, TrapKind>,
    ) -> Done {
        let cells = self.machine.mode().word_cells();
        let bits = self.machine.context.registers.word(a, cells).ok_or(TrapKind::RegisterGroup)?;
        let at = address(self)?;
        self.place(at, 2 * cells)?.copy_from_slice(&bits.to_le_bytes()[..2 * cells]);
        Ok(Next::On)
    }

    pub(super) fn load_registers(&mut self, address: u32) -> Done {
        let packed = self.bytes(address.into())?;
        self.machine.context.registers = Registers::unpack(packed);
        Ok(Next::On)
    }

    pub(super) fn store_registers(&mut self, address: u32) -> Done {
        let packed = self.machine.context.registers.pack();
        self.place(address.into(), 16)?.copy_from_slice(&packed);
        Ok(Next::On)
    }

    pub(super) fn push_register(&mut self, a: Reg) -> Done {
        let bits = self.cell(a).to_bits();
        self.machine.push_cell(bits).ok_or(TrapKind::DataStackOverflow)?;
        Ok(Next::On)
    }

    pub(super) fn pop_register(&mut self, a: Reg) -> Done {
        let bits = self.machine.pop_cell().ok_or(TrapKind::DataStackUnderflow)?;
        self.set(a, Cell::from_bits(bits))
    }
}
