//! Intrinsics on integers and floats that neither an instruction nor `libm` does as it is.

use super::super::float;
use super::operands::{Done, Operands};
use core::f64::consts::PI;

/// -1, +0 or 1; NaN for NaN.
pub(super) fn sign(a: f64) -> f64 {
    if a > 0.0 {
        1.0
    } else if a < 0.0 {
        -1.0
    } else if a.is_nan() {
        a
    } else {
        0.0
    }
}

pub(super) fn degrees_to_radians(a: f64) -> f64 {
    a * PI / 180.0
}

pub(super) fn radians_to_degrees(a: f64) -> f64 {
    a * 180.0 / PI
}

pub(super) fn clamp_integer(on: &mut Operands) -> Done {
    let upper = on.integer(2)?;
    on.join_integers(|a, lower| a.max(lower).min(upper))
}

pub(super) fn clamp_float(on: &mut Operands) -> Done {
    let upper = on.float(2)?;
    on.join_floats(|a, lower| float::least(float::greatest(a, lower), upper))
}
