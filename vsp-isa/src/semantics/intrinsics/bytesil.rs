//! Intrinsics on the cell in R0 that no instruction does as well.

use super::super::{complex, word};
use super::operands::{Done, Operands};
use crate::Cell;
use core::f64::consts::PI;

/// The ByteSil of two numbers, each given as a rho: its own rho, clamped, and its theta, masked.
pub(super) fn from_numbers(rho: Cell, theta: Cell) -> Cell {
    Cell::clamped(rho.rho as i32, theta.rho as i32)
}

/// The mean of rho, truncated toward zero, and that of theta.
pub(super) fn mix(a: Cell, b: Cell) -> Cell {
    Cell { rho: mean_rho(a, b), theta: ((a.theta as u16 + b.theta as u16) / 2) as u8 }
}

/// The mean of rho, truncated toward zero, and the exclusive or of theta.
pub(super) fn fuse(a: Cell, b: Cell) -> Cell {
    Cell { rho: mean_rho(a, b), theta: a.theta ^ b.theta }
}

fn mean_rho(a: Cell, b: Cell) -> i8 {
    ((a.rho as i16 + b.rho as i16) / 2) as i8
}

pub(super) fn from_words(on: &mut Operands) -> Done {
    let cell = complex::from_complex(on.float(0)?, on.float(1)?);
    on.set(0, cell)
}

pub(super) fn to_words(on: &mut Operands) -> Done {
    let (x, y) = complex::to_complex(on.cell(0));
    // A1 first: should it not fit, nothing has changed yet.
    word::write_float(on.registers, on.argument(1), on.mode, y)?;
    on.give_float(x)
}

pub(super) fn phase_in_degrees(on: &mut Operands) -> Done {
    on.give_float(22.5 * on.cell(0).canonical().theta as f64)
}

pub(super) fn phase_in_radians(on: &mut Operands) -> Done {
    on.give_float(on.cell(0).canonical().theta as f64 * PI / 8.0)
}

pub(super) fn lerp(on: &mut Operands) -> Done {
    let t = (on.cell(2).rho as f64 / 127.0).clamp(0.0, 1.0);
    on.join(|a, b| complex::lerp_by(a, b, t))
}
