//! Folding the layers of a wide mode into those of a narrower one.

use super::cells;
use crate::{Cell, Mode, Reg, Registers};

/// How the cells that fall on one layer become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fold {
    /// [`cells::raw_xor`] of all (DEMOTE, XORDEM).
    Xor,
    /// The mean of rho, truncated and clamped, and that of theta, masked (AVGDEM).
    Mean,
    /// The cell of the largest rho, of equals the first (MAXDEM).
    Largest,
}

/// Folds the layers of `from` into those of `to`, the narrower mode, and makes all other registers NULL.
///
/// With T layers in `to`, layer i is folded from the registers i, i+T, i+2T and so on, as far as `from` has layers.
///
/// ```
/// use vsp_isa::{Cell, Mode, Reg, Registers, semantics::folding::{Fold, demote}};
/// let mut registers = Registers::filled(Cell { rho: 3, theta: 2 });
/// registers.set(Reg::R1, Cell { rho: 5, theta: 7 });
/// demote(&mut registers, Mode::Sil16, Mode::Sil8, Fold::Mean);
/// assert_eq!(registers.get(Reg::R0), Cell { rho: 4, theta: 4 });
/// assert_eq!(registers.get(Reg::R1), Cell::NULL);
/// ```
pub fn demote(registers: &mut Registers, from: Mode, to: Mode, fold: Fold) {
    for reg in Reg::all().take(to.layers()) {
        let shares = || Reg::all().take(from.layers()).skip(reg.index()).step_by(to.layers());
        let cells = shares().map(|share| registers.get(share));
        let folded = match fold {
            Fold::Xor => cells.reduce(cells::raw_xor),
            Fold::Mean => mean(cells),
            Fold::Largest => cells.reduce(cells::larger),
        };
        if let Some(cell) = folded {
            registers.set(reg, cell);
        }
    }
    truncate(registers, to);
}

/// Makes every register beyond the layers of `to` NULL (TRUNCATE).
pub fn truncate(registers: &mut Registers, to: Mode) {
    for reg in Reg::all().skip(to.layers()) {
        registers.set(reg, Cell::NULL);
    }
}

fn mean(cells: impl Iterator<Item = Cell>) -> Option<Cell> {
    let (count, rho, theta) = cells.fold((0, 0, 0), |(count, rho, theta), cell| {
        (count + 1, rho + cell.rho as i32, theta + cell.theta as i32)
    });
    (count != 0).then(|| Cell::clamped(rho / count, theta / count))
}
