//! Intrinsics on integers and floats that neither an instruction nor `libm` does as it is.

use super::operands::{Done, Operands};
use core::f64::consts::PI;

/// The lesser, -0 below +0; NaN if either is NaN.
pub(super) fn least(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if a.total_cmp(&b).is_le() {
        a
    } else {
        b
    }
}

/// The greater, +0 above -0; NaN if either is NaN.
pub(super) fn greatest(a: f64, b: f64) -> f64 {
    -least(-a, -b)
}

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
    on.join_floats(|a, lower| least(greatest(a, lower), upper))
}
