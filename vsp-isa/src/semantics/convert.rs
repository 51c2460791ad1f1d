//! Conversions between integers, floats and cells.

use super::complex;
use crate::Cell;

/// The float nearest to an integer (CVTI2F).
#[inline]
pub fn integer_to_float(value: i64) -> f64 {
    value as f64
}

/// The integer part of a float, saturated; 0 for NaN (CVTF2I).
#[inline]
pub fn float_to_integer(value: f64) -> i64 {
    value as i64
}

/// The least absolute values whose logarithms round to 1, 2, .. 7.
const THRESHOLDS: [u64; 7] = [2, 5, 13, 34, 91, 245, 666];

/// The real cell nearest to an integer on the logarithmic scale; [`Cell::NULL`] for 0 (CVTI2B).
///
/// ```
/// use vsp_isa::{Cell, semantics::convert};
/// assert_eq!(convert::integer_to_cell(-20), Cell { rho: 3, theta: 8 });
/// ```
pub fn integer_to_cell(value: i64) -> Cell {
    if value == 0 {
        return Cell::NULL;
    }
    let rho = THRESHOLDS.iter().filter(|&&least| value.unsigned_abs() >= least).count();
    Cell { rho: rho as i8, theta: if value < 0 { 8 } else { 0 } }
}

/// The cell's magnitude, truncated; negated if theta is 8 or more (CVTB2I).
///
/// ```
/// use vsp_isa::{Cell, semantics::convert};
/// assert_eq!(convert::cell_to_integer(Cell { rho: 3, theta: 8 }), -20);
/// ```
pub fn cell_to_integer(cell: Cell) -> i64 {
    let magnitude = complex::magnitude(cell) as i64;
    if cell.theta & 15 < 8 { magnitude } else { -magnitude }
}

/// The real cell nearest to a float (CVTF2B).
#[inline]
pub fn float_to_cell(value: f64) -> Cell {
    complex::from_complex(value, 0.0)
}

/// The cell's magnitude; its phase does not matter (CVTB2F).
#[inline]
pub fn cell_to_float(cell: Cell) -> f64 {
    complex::magnitude(cell)
}
