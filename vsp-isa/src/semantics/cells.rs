//! ByteSil arithmetic: products, powers and bitwise operations on single cells.
//!
//! Rho and theta are taken as they stand, in wider arithmetic; only the result is clamped and masked.

use crate::Cell;

/// The product: rho and theta add up.
///
/// ```
/// use vsp_isa::{Cell, semantics::cells};
/// assert_eq!(cells::multiply(Cell::I, Cell::I), Cell::NEG_ONE);
/// ```
#[inline]
pub const fn multiply(a: Cell, b: Cell) -> Cell {
    Cell::clamped(a.rho as i32 + b.rho as i32, a.theta as i32 + b.theta as i32)
}

/// The quotient: rho and theta are subtracted.
#[inline]
pub const fn divide(a: Cell, b: Cell) -> Cell {
    Cell::clamped(a.rho as i32 - b.rho as i32, a.theta as i32 - b.theta as i32)
}

/// The power with a whole exponent: rho and theta times `n`.
#[inline]
pub const fn power(a: Cell, n: i32) -> Cell {
    Cell::clamped((a.rho as i32).saturating_mul(n), (a.theta as i32).wrapping_mul(n))
}

/// The `n`th root: rho and theta divided by `n`, truncated toward zero; [`Cell::ONE`] for `n` = 0.
///
/// ```
/// use vsp_isa::{Cell, semantics::cells};
/// assert_eq!(cells::root(Cell { rho: -5, theta: 9 }, 2), Cell { rho: -2, theta: 4 });
/// ```
#[inline]
pub const fn root(a: Cell, n: i32) -> Cell {
    if n == 0 { Cell::ONE } else { Cell::clamped(a.rho as i32 / n, a.theta as i32 / n) }
}

/// The reciprocal: rho and theta negated.
#[inline]
pub const fn reciprocal(a: Cell) -> Cell {
    Cell::clamped(-(a.rho as i32), 16 - a.theta as i32)
}

/// The conjugate: theta negated, rho as it stands.
#[inline]
pub const fn conjugate(a: Cell) -> Cell {
    Cell { rho: a.rho, theta: ((16 - a.theta as i32) & 15) as u8 }
}

/// `by` added to rho, clamped; theta as it stands.
#[inline]
pub const fn scale(a: Cell, by: i32) -> Cell {
    Cell { rho: Cell::clamped((a.rho as i32).saturating_add(by), 0).rho, theta: a.theta }
}

/// `by` sixteenths of a turn added to theta; rho as it stands.
#[inline]
pub const fn rotate(a: Cell, by: i32) -> Cell {
    Cell { rho: a.rho, theta: ((a.theta as i32).wrapping_add(by) & 15) as u8 }
}

/// Exclusive or of the packed bytes (XORL).
#[inline]
pub const fn xor(a: Cell, b: Cell) -> Cell {
    Cell::unpack(a.pack() ^ b.pack())
}

/// And of the packed bytes (ANDL).
#[inline]
pub const fn and(a: Cell, b: Cell) -> Cell {
    Cell::unpack(a.pack() & b.pack())
}

/// Or of the packed bytes (ORL).
#[inline]
pub const fn or(a: Cell, b: Cell) -> Cell {
    Cell::unpack(a.pack() | b.pack())
}

/// Complement of the packed byte (NOTL).
#[inline]
pub const fn not(a: Cell) -> Cell {
    Cell::unpack(!a.pack())
}

/// Exclusive or of the sixteen bits, rho with rho and theta with theta: what FOLD and EMERGE do.
///
/// It differs from [`xor`], whose packed rho is offset by 8: here equal cells give [`Cell::ONE`], there
/// [`Cell::NULL`].
#[inline]
pub const fn raw_xor(a: Cell, b: Cell) -> Cell {
    Cell::from_bits(a.to_bits() ^ b.to_bits())
}

/// The cell of the larger rho, of equals the first.
#[inline]
pub(super) const fn larger(a: Cell, b: Cell) -> Cell {
    if b.rho > a.rho { b } else { a }
}
