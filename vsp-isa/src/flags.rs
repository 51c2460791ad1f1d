//! The status byte.

use crate::{Cell, Reg};
use core::fmt;
use core::ops::{BitOr, BitOrAssign};

/// The eight flags of the status byte, see [values](crate::reference::values#flags).
///
/// ```
/// use vsp_isa::{Cell, Flags, Reg};
/// let mut flags = Flags::COLLAPSE;
/// flags.record(Reg::R0, Cell { rho: -3, theta: 0 });
/// assert_eq!(flags, Flags::NEGATIVE | Flags::COLLAPSE);
/// assert_eq!(format!("{flags:?}"), "Flags(NC)");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(transparent)]
pub struct Flags(u8);

impl Flags {
    /// No flag set, as when a machine starts.
    pub const NONE: Flags = Flags(0);
    /// Z: the last result was null, equal or empty.
    pub const ZERO: Flags = Flags(0x01);
    /// N: the last result was negative (rho < 0) or less.
    pub const NEGATIVE: Flags = Flags(0x02);
    /// O: the last result stands at an end of the range of rho, a division was by zero, or something was shifted out.
    pub const OVERFLOW: Flags = Flags(0x04);
    /// C: RF has become null. The run stops when an instruction sets it.
    pub const COLLAPSE: Flags = Flags(0x08);
    /// H: the machine has halted.
    pub const HALT: Flags = Flags(0x10);
    /// I: never set by the machine; free for the host.
    pub const INTERRUPT: Flags = Flags(0x20);
    /// E: never set by the machine; free for the host.
    pub const ERROR: Flags = Flags(0x40);
    /// M: the mode has been changed by PROMOTE, DEMOTE or their kin.
    pub const MODE_CHANGED: Flags = Flags(0x80);

    /// The flags of this byte.
    pub const fn from_bits(bits: u8) -> Flags {
        Flags(bits)
    }

    /// The byte.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether every flag of `other` is set.
    #[inline]
    pub const fn contains(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Sets or clears every flag of `which`.
    #[inline]
    pub fn set(&mut self, which: Flags, on: bool) {
        self.0 = if on { self.0 | which.0 } else { self.0 & !which.0 };
    }

    /// Z, N and O of a result with this rho.
    pub const fn of_rho(rho: i8) -> Flags {
        let (zero, greatest) = (rho == Cell::LEAST_RHO, rho == Cell::GREATEST_RHO);
        let mut bits = 0;
        if zero {
            bits |= Flags::ZERO.0;
        }
        if rho < 0 {
            bits |= Flags::NEGATIVE.0;
        }
        if zero || greatest {
            bits |= Flags::OVERFLOW.0;
        }
        Flags(bits)
    }

    /// The result rule: Z, N and O from the new content of register `reg`; C is set if that is RF and null, else it stays.
    #[inline]
    pub fn record(&mut self, reg: Reg, new: Cell) {
        let changed = Flags::ZERO.0 | Flags::NEGATIVE.0 | Flags::OVERFLOW.0;
        self.0 = self.0 & !changed | Flags::of_rho(new.rho).0;
        if reg == Reg::RF && new.is_null() {
            self.set(Flags::COLLAPSE, true);
        }
    }
}

impl BitOr for Flags {
    type Output = Flags;
    fn bitor(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}

impl BitOrAssign for Flags {
    fn bitor_assign(&mut self, other: Flags) {
        self.0 |= other.0;
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = ['Z', 'N', 'O', 'C', 'H', 'I', 'E', 'M'];
        f.write_str("Flags(")?;
        for (bit, letter) in letters.into_iter().enumerate() {
            if self.0 & 1 << bit != 0 {
                write!(f, "{letter}")?;
            }
        }
        f.write_str(")")
    }
}
