//! The cell: a register's sixteen bits, and the ByteSil that they stand for.

use core::fmt;

/// A register's content: 16 bits, read as a log-polar complex number z = e^(rho + i*theta*pi/8).
///
/// A cell whose rho is in [-8, 7] and theta in [0, 15] is *canonical*, a **ByteSil**. Integer and float words store
/// raw bits in cells, so a cell need not be canonical. [Values](crate::reference::values) says more.
///
/// ```
/// use vsp_isa::Cell;
/// let cell = Cell { rho: 9, theta: 18 };
/// assert_eq!(cell.canonical(), Cell { rho: 7, theta: 2 });
/// assert_eq!(cell.pack(), 0xf2);
/// assert_eq!(Cell::unpack(0xf2), Cell { rho: 7, theta: 2 });
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(C)]
pub struct Cell {
    /// The logarithm of the magnitude; -8 is null, whatever theta.
    pub rho: i8,
    /// The phase in sixteenths of a turn.
    pub theta: u8,
}

impl Cell {
    /// The least rho of a ByteSil: that of zero.
    pub const LEAST_RHO: i8 = -8;
    /// The greatest rho of a ByteSil.
    pub const GREATEST_RHO: i8 = 7;

    /// Zero: rho -8, theta 0, packed 0x00.
    pub const NULL: Cell = Cell { rho: -8, theta: 0 };
    /// 1: rho 0, theta 0.
    pub const ONE: Cell = Cell { rho: 0, theta: 0 };
    /// i: rho 0, theta 4.
    pub const I: Cell = Cell { rho: 0, theta: 4 };
    /// -1: rho 0, theta 8.
    pub const NEG_ONE: Cell = Cell { rho: 0, theta: 8 };
    /// -i: rho 0, theta 12.
    pub const NEG_I: Cell = Cell { rho: 0, theta: 12 };
    /// The largest real: rho 7, theta 0.
    pub const MAX: Cell = Cell { rho: 7, theta: 0 };

    /// The ByteSil with `rho` clamped to [-8, 7] and `theta` masked with 15.
    #[inline]
    pub const fn clamped(rho: i32, theta: i32) -> Cell {
        let rho = if rho < Cell::LEAST_RHO as i32 {
            Cell::LEAST_RHO
        } else if rho > Cell::GREATEST_RHO as i32 {
            Cell::GREATEST_RHO
        } else {
            rho as i8
        };
        Cell { rho, theta: (theta & 15) as u8 }
    }

    /// The canonical form, a ByteSil: rho clamped to [-8, 7], theta masked with 15.
    #[inline]
    pub const fn canonical(self) -> Cell {
        // In bytes alone, of which processors do many at once.
        let rho = if self.rho < Cell::LEAST_RHO {
            Cell::LEAST_RHO
        } else if self.rho > Cell::GREATEST_RHO {
            Cell::GREATEST_RHO
        } else {
            self.rho
        };
        Cell { rho, theta: self.theta & 15 }
    }

    /// One byte, (rho + 8) << 4 | theta, of the canonical form.
    #[inline]
    pub const fn pack(self) -> u8 {
        // The least and the greatest of unsigned bytes, which all processors find for many at once.
        let rho = (self.rho as u8).wrapping_add(0x80);
        let (least, greatest) = (0x80 - 8, 0x80 + 7);
        let rho = if rho < least { least } else { rho };
        let rho = if rho > greatest { greatest } else { rho };
        (rho - least) << 4 | self.theta & 15
    }

    /// The ByteSil that a byte packs.
    #[inline]
    pub const fn unpack(byte: u8) -> Cell {
        Cell { rho: (byte >> 4) as i8 - 8, theta: byte & 15 }
    }

    /// The sixteen bits: rho in the low byte, theta in the high byte.
    #[inline]
    pub const fn to_bits(self) -> u16 {
        self.rho as u8 as u16 | (self.theta as u16) << 8
    }

    /// The cell of these sixteen bits.
    #[inline]
    pub const fn from_bits(bits: u16) -> Cell {
        Cell { rho: bits as u8 as i8, theta: (bits >> 8) as u8 }
    }

    /// Whether rho is -8 (theta does not matter), so that the cell stands for zero.
    #[inline]
    pub const fn is_null(self) -> bool {
        self.rho == Cell::LEAST_RHO
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {})", self.rho, self.theta)
    }
}
