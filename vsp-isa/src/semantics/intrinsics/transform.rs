//! Intrinsics that move, join or fuse registers.

use super::super::cells;
use super::bytesil::fuse;
use super::operands::{Done, Operands};
use super::state;
use crate::Cell;

/// Whether any other register equals R0, bit for bit.
pub(super) fn detect_emergence(on: &mut Operands) -> Done {
    let [first, rest @ ..] = on.registers.cells();
    on.give_bool(rest.contains(&first))
}

/// Swaps the registers that R1 and R2 name.
pub(super) fn swap(on: &mut Operands) -> Done {
    let (i, j) = (on.cell(1).rho, on.cell(2).rho);
    let (a, b) = (on.cell(i), on.cell(j));
    on.set(i, b)?;
    on.set(j, a)
}

/// Joins the registers that R1 and R2 name into the one that R3 names.
pub(super) fn xor_layers(on: &mut Operands) -> Done {
    let joined = cells::raw_xor(on.cell(on.cell(1).rho), on.cell(on.cell(2).rho));
    on.set(on.cell(3).rho, joined)
}

/// The mean of rho of R0..R4, truncated toward zero, and the exclusive or of their theta.
pub(super) fn fuse_five(on: &mut Operands) -> Done {
    let (mut rho, mut theta) = (0, 0);
    for cell in on.registers.cells().into_iter().take(5) {
        rho += cell.rho as i16;
        theta ^= cell.theta;
    }
    on.set(0, Cell { rho: (rho / 5) as i8, theta })
}

/// Moves every cell down by R1.rho registers, in a circle.
pub(super) fn rotate_down(on: &mut Operands) -> Done {
    let by = (on.cell(1).rho & 15) as usize;
    on.rearrange(|i, old| old[(i + by) & 15])
}

/// Copies R0 to as many registers as R2 says, from the one that R1 names, to RF at most.
pub(super) fn spread(on: &mut Operands) -> Done {
    let start = (on.cell(1).rho & 15) as usize;
    let count = on.cell(2).rho.unsigned_abs() as usize;
    on.rearrange(|i, old| if i >= start && i - start < count { old[0] } else { old[i] })
}

/// Fuses every register with the exclusive or of all, as often as R1 says, ten times at most.
pub(super) fn autopoietic_loop(on: &mut Operands) -> Done {
    for _ in 0..on.cell(1).rho.unsigned_abs().min(10) {
        let all = state::xor(on.registers);
        on.rearrange(|i, old| fuse(old[i], all))?;
    }
    Ok(())
}
