//! Intrinsics on all sixteen registers as one state.

use super::super::{cells, complex};
use super::operands::{Done, Operands};
use crate::container::fnv1a_64;
use crate::{Cell, Registers, TrapKind};

pub(super) fn load(on: &mut Operands) -> Done {
    *on.registers = Registers::unpack(*on.state_at_arg()?);
    Ok(())
}

pub(super) fn store(on: &mut Operands) -> Done {
    let packed = on.registers.pack();
    *on.state_at_arg()? = packed;
    Ok(())
}

/// All registers joined.
pub(super) fn xor(registers: &Registers) -> Cell {
    registers.cells().into_iter().fold(Cell { rho: 0, theta: 0 }, cells::raw_xor)
}

/// How many registers are this cell, bit for bit.
pub(super) fn count(registers: &Registers, cell: Cell) -> i64 {
    registers.cells().into_iter().filter(|&other| other == cell).count() as i64
}

pub(super) fn hash(on: &mut Operands) -> Done {
    // All 64 bits, as a signed number.
    on.give_integer(fnv1a_64(&on.registers.pack()) as i64)
}

/// In how many layers the registers and the state in memory differ when packed.
pub(super) fn differences(on: &mut Operands) -> Result<i64, TrapKind> {
    let packed = on.registers.pack();
    let other = on.state_at_arg()?;
    Ok(packed.iter().zip(other).filter(|(a, b)| *a != *b).count() as i64)
}

pub(super) fn tensor(on: &mut Operands) -> Done {
    let factors = Registers::unpack(*on.state_at_arg()?).cells();
    on.rearrange(|i, old| cells::multiply(old[i], factors[i]))
}

/// Of the first `layers` registers, those that are not null have their largest rho subtracted.
pub(super) fn normalize(on: &mut Operands, layers: usize) -> Done {
    let cells = on.registers.cells();
    let largest = cells.iter().take(layers).filter(|cell| !cell.is_null()).map(|cell| cell.rho as i32).max();
    on.rearrange(|i, old| match largest {
        Some(largest) if i < layers && !old[i].is_null() => cells::scale(old[i], -largest),
        Some(_) | None => old[i],
    })
}

/// The register of the largest rho, of equals the first.
pub(super) fn largest(registers: &Registers) -> Cell {
    let [first, rest @ ..] = registers.cells();
    rest.into_iter().fold(first, cells::larger)
}

/// The sum of all registers as complex numbers, R0 first.
pub(super) fn sum(registers: &Registers) -> Cell {
    let [first, rest @ ..] = registers.cells().map(complex::to_complex);
    let (x, y) = rest.into_iter().fold(first, |(x, y), (dx, dy)| (x + dx, y + dy));
    complex::from_complex(x, y)
}
