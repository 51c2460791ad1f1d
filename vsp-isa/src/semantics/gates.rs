//! Quantum gates on the sixteen phases: a cell stands for cos(theta*pi/16)|0> + sin(theta*pi/16)|1>.
//!
//! Every gate works on the canonical cell.

use crate::Cell;

/// 127*cos(theta*pi/16)^2, truncated, for theta 0 to 8; theta 16 - k has the value of k.
static LIKELIHOODS: [i8; 9] = [127, 122, 108, 87, 63, 39, 18, 4, 0];

/// The Hadamard gate: theta becomes 4 - theta.
///
/// ```
/// use vsp_isa::{Cell, semantics::gates};
/// let equal = gates::hadamard(Cell::ONE);
/// assert_eq!(equal, Cell { rho: 0, theta: 4 });
/// assert_eq!(gates::hadamard(equal), Cell::ONE);
/// ```
#[inline]
pub const fn hadamard(cell: Cell) -> Cell {
    turned(cell, 4 - cell.theta as i32)
}

/// The Pauli X gate, which swaps |0> and |1>: theta becomes 8 - theta.
#[inline]
pub const fn pauli_x(cell: Cell) -> Cell {
    turned(cell, 8 - cell.theta as i32)
}

/// The Pauli Y gate: theta becomes theta + 8.
#[inline]
pub const fn pauli_y(cell: Cell) -> Cell {
    turned(cell, cell.theta as i32 + 8)
}

/// The Pauli Z gate, which negates the part of |1>: theta becomes -theta.
#[inline]
pub const fn pauli_z(cell: Cell) -> Cell {
    turned(cell, 16 - cell.theta as i32)
}

/// Settles on |0> (theta 0) or |1> (theta 8), and tells whether it was |1>.
///
/// It is |1> where theta/16 is at least the likelihood of |0>, which is so for theta 5 to 14.
#[inline]
pub const fn collapse(cell: Cell) -> (Cell, bool) {
    let measured = matches!(cell.theta & 15, 5..=14);
    (turned(cell, if measured { 8 } else { 0 }), measured)
}

/// The likelihood of |0>, as the raw cell whose rho is that many 127ths, truncated, and whose theta is 0.
#[inline]
pub const fn measure(cell: Cell) -> Cell {
    let theta = cell.theta & 15;
    let from_zero = if theta < 8 { theta } else { 16 - theta };
    Cell { rho: LIKELIHOODS[from_zero as usize], theta: 0 }
}

/// Turns by `by` sixteenths: theta becomes theta + `by`.
#[inline]
pub const fn rotate(cell: Cell, by: i8) -> Cell {
    turned(cell, cell.theta as i32 + by as i32)
}

/// Magnitude 1: rho becomes 0.
#[inline]
pub const fn normalize(cell: Cell) -> Cell {
    Cell::clamped(0, cell.theta as i32)
}

const fn turned(cell: Cell, theta: i32) -> Cell {
    Cell::clamped(cell.rho as i32, theta)
}
