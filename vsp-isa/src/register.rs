//! Register names and the sixteen registers themselves.

use crate::{Cell, Operand};
use core::fmt;

/// The name of one of the sixteen registers, R0 to RF.
///
/// ```
/// use vsp_isa::Reg;
/// assert_eq!(Reg::RA.to_string(), "RA");
/// assert_eq!(Reg::new(16), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reg(u8);

impl Reg {
    /// R0, the first register.
    pub const R0: Reg = Reg(0);
    /// R1, which shift counts and exponents of several intrinsics come from.
    pub const R1: Reg = Reg(1);
    /// R2.
    pub const R2: Reg = Reg(2);
    /// R3.
    pub const R3: Reg = Reg(3);
    /// R4.
    pub const R4: Reg = Reg(4);
    /// R5.
    pub const R5: Reg = Reg(5);
    /// R6.
    pub const R6: Reg = Reg(6);
    /// R7.
    pub const R7: Reg = Reg(7);
    /// R8.
    pub const R8: Reg = Reg(8);
    /// R9.
    pub const R9: Reg = Reg(9);
    /// RA.
    pub const RA: Reg = Reg(10);
    /// RB, which EMERGE changes.
    pub const RB: Reg = Reg(11);
    /// RC, the counter of LOOP.
    pub const RC: Reg = Reg(12);
    /// RD.
    pub const RD: Reg = Reg(13);
    /// RE.
    pub const RE: Reg = Reg(14);
    /// RF, whose collapse stops the machine.
    pub const RF: Reg = Reg(15);

    /// The register of this number, or `None` above 15.
    pub const fn new(index: u8) -> Option<Reg> {
        if index < 16 { Some(Reg(index)) } else { None }
    }

    /// The register whose number is the low nibble of `bits`.
    #[inline]
    pub const fn from_nibble(bits: u8) -> Reg {
        Reg(bits & 15)
    }

    /// Its number, 0 to 15.
    #[inline]
    pub const fn index(self) -> usize {
        // The mask tells the optimiser that indexing sixteen registers cannot fail.
        (self.0 & 15) as usize
    }

    /// All sixteen, in order.
    pub fn all() -> impl DoubleEndedIterator<Item = Reg> + ExactSizeIterator {
        (0..16).map(Reg)
    }
}

impl Operand for Reg {
    #[inline]
    fn from_raw(raw: u32) -> Reg {
        Reg::from_nibble(raw as u8)
    }
    #[inline]
    fn to_raw(self) -> u32 {
        self.0 as u32
    }
}

impl fmt::Display for Reg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R{:X}", self.0)
    }
}

impl fmt::Debug for Reg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The sixteen registers as their image: 32 bytes, rho0, theta0, rho1, theta1, ...
///
/// A word of `w` cells at register r is the little-endian number at byte 2*r. [`semantics::word`](crate::semantics::word)
/// reads and writes words as a mode takes them.
///
/// ```
/// use vsp_isa::{Cell, Reg, Registers};
/// let mut registers = Registers::NULL;
/// registers.set(Reg::R1, Cell { rho: 0x34, theta: 0x12 });
/// assert_eq!(registers.image()[..4], [0xf8, 0, 0x34, 0x12]);
/// assert_eq!(registers.word(Reg::R0, 2), Some(0x1234_00f8));
/// assert_eq!(registers.word(Reg::RF, 2), None);
/// assert_eq!(registers.pack()[..2], [0x00, 0xf2]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(C, align(8))]
pub struct Registers([u8; 32]);

impl Registers {
    /// All registers NULL, as when a machine starts.
    pub const NULL: Registers = Registers::filled(Cell::NULL);

    /// Every register the same.
    pub const fn filled(cell: Cell) -> Registers {
        let mut image = [0; 32];
        let mut i = 0;
        while i < 32 {
            image[i] = cell.rho as u8;
            image[i + 1] = cell.theta;
            i += 2;
        }
        Registers(image)
    }

    /// From the 32-byte image.
    pub const fn from_image(image: [u8; 32]) -> Registers {
        Registers(image)
    }

    /// The 32-byte image.
    pub const fn image(&self) -> &[u8; 32] {
        &self.0
    }

    /// From sixteen cells, R0 first.
    pub fn from_cells(cells: [Cell; 16]) -> Registers {
        let mut registers = Registers::NULL;
        for (reg, cell) in Reg::all().zip(cells) {
            registers.set(reg, cell);
        }
        registers
    }

    /// The sixteen cells, R0 first.
    pub fn cells(&self) -> [Cell; 16] {
        core::array::from_fn(|i| self.get(Reg(i as u8)))
    }

    /// From the packed form, one byte a register.
    pub fn unpack(packed: [u8; 16]) -> Registers {
        Registers::from_cells(packed.map(Cell::unpack))
    }

    /// The packed form: one byte a register, canonicalised.
    pub fn pack(&self) -> [u8; 16] {
        self.cells().map(Cell::pack)
    }

    /// The cell in one register.
    #[inline]
    pub fn get(&self, reg: Reg) -> Cell {
        let at = 2 * reg.index();
        Cell { rho: self.0[at] as i8, theta: self.0[at + 1] }
    }

    /// Changes one register.
    #[inline]
    pub fn set(&mut self, reg: Reg, cell: Cell) {
        let at = 2 * reg.index();
        // As one number, which whoever loads it next finds as one: of two bytes the processor would first have to put it together.
        self.0[at..at + 2].copy_from_slice(&cell.to_bits().to_le_bytes());
    }

    /// The raw bits of the word of `cells` (1, 2 or 4) cells at `reg`, zero-extended; `None` if it would pass RF. Any other
    /// number of cells counts as 4.
    #[inline]
    pub fn word(&self, reg: Reg, cells: usize) -> Option<u64> {
        let at = 2 * reg.index();
        Some(match cells {
            1 => u16::from_le_bytes([self.0[at], self.0[at + 1]]) as u64,
            2 => u32::from_le_bytes(*self.0.get(at..)?.first_chunk()?) as u64,
            _ => u64::from_le_bytes(*self.0.get(at..)?.first_chunk()?),
        })
    }

    /// Stores the low bits of `bits` as the word of `cells` (1, 2 or 4) cells at `reg`. Any other number of cells counts as 4.
    ///
    /// `None`, with nothing changed, if it would pass RF.
    #[inline]
    pub fn set_word(&mut self, reg: Reg, cells: usize, bits: u64) -> Option<()> {
        let at = 2 * reg.index();
        let bytes = bits.to_le_bytes();
        match cells {
            1 => *self.0.get_mut(at..)?.first_chunk_mut()? = [bytes[0], bytes[1]],
            2 => *self.0.get_mut(at..)?.first_chunk_mut()? = [bytes[0], bytes[1], bytes[2], bytes[3]],
            _ => *self.0.get_mut(at..)?.first_chunk_mut()? = bytes,
        }
        Some(())
    }
}

impl Default for Registers {
    fn default() -> Registers {
        Registers::NULL
    }
}

impl fmt::Debug for Registers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.cells()).finish()
    }
}
