//! Words in memory.

use super::{Done, Next, Step};
use vsp_isa::visit::Words;
use vsp_isa::{Reg, TrapKind};

impl Words for Step<'_> {
    fn loadw(&mut self, a: Reg, address: u16) -> Done {
        self.load_word(a, |_| Ok(address.into()))
    }

    fn storew(&mut self, a: Reg, address: u16) -> Done {
        self.store_word(a, |_| Ok(address.into()))
    }

    fn loadx(&mut self, a: Reg, b: Reg, offset: u8) -> Done {
        let at = self.index(b, offset)?;
        self.load_packed(a, at)
    }

    fn storex(&mut self, a: Reg, b: Reg, offset: u8) -> Done {
        let at = self.index(b, offset)?;
        self.store_packed(a, at)
    }

    fn loadwx(&mut self, a: Reg, b: Reg, offset: u8) -> Done {
        self.load_word(a, |step| step.index(b, offset))
    }

    fn storewx(&mut self, a: Reg, b: Reg, offset: u8) -> Done {
        self.store_word(a, |step| step.index(b, offset))
    }

    fn li(&mut self, a: Reg, imm: i16) -> Done {
        self.set_integer(a, imm.into())
    }
}

impl Step<'_> {
    /// Integer word `b` plus an offset, as an address: what is below 0 lies past every memory.
    #[inline]
    fn index(&self, b: Reg, offset: u8) -> Result<u64, TrapKind> {
        Ok(self.integer(b)?.wrapping_add(i64::from(offset)) as u64)
    }

    /// Loads the word at the address that `address` gives, once it is sure that the word fits.
    #[inline]
    fn load_word(&mut self, a: Reg, address: impl FnOnce(&Self) -> Result<u64, TrapKind>) -> Done {
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
    fn store_word(&mut self, a: Reg, address: impl FnOnce(&Self) -> Result<u64, TrapKind>) -> Done {
        let cells = self.machine.mode().word_cells();
        let bits = self.machine.context.registers.word(a, cells).ok_or(TrapKind::RegisterGroup)?;
        let at = address(self)?;
        self.bytes_mut(at, 2 * cells)?.copy_from_slice(&bits.to_le_bytes()[..2 * cells]);
        Ok(Next::On)
    }
}
