//! What the kernels on log-polar numbers share. Their Rust uses the structure and the functions that define what the
//! instructions do.

use vsp_runtime::Cell;

/// The cells that both chains begin with.
pub(super) const FIRST: [Cell; 4] = [
    Cell { rho: 0, theta: 0 },
    Cell { rho: 1, theta: 1 },
    Cell { rho: 0, theta: 2 },
    Cell { rho: 0, theta: 3 },
];

/// Four cells as the word that they are.
pub(super) fn word(cells: [Cell; 4]) -> i64 {
    cells.iter().rev().fold(0, |word, cell| word << 16 | i64::from(cell.to_bits()))
}
