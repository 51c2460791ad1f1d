//! Between cells and complex numbers: conversion, sums and interpolation.

use crate::Cell;
use core::f64::consts::{E, PI};

/// e^rho for rho from -8 to 7, each the nearest f64.
pub static MAGNITUDES: [f64; 16] = [
    0.00033546262790251185,
    0.0009118819655545162,
    0.0024787521766663585,
    0.006737946999085467,
    0.01831563888873418,
    0.049787068367863944,
    0.1353352832366127,
    0.36787944117144233,
    1.0,
    E,
    7.38905609893065,
    20.085536923187668,
    54.598150033144236,
    148.4131591025766,
    403.4287934927351,
    1096.6331584284585,
];

const COS_1: f64 = 0.9238795325112867;
const COS_2: f64 = core::f64::consts::FRAC_1_SQRT_2;
const COS_3: f64 = 0.3826834323650898;

/// The cosine of theta*pi/8. The sine is the entry four places back, so both are symmetric to the last bit.
static COSINES: [f64; 16] = [
    1.0, COS_1, COS_2, COS_3, 0.0, -COS_3, -COS_2, -COS_1, -1.0, -COS_1, -COS_2, -COS_3, 0.0, COS_3, COS_2,
    COS_1,
];

/// A margin that makes exact ties, common between equal magnitudes, go upward whatever way they were rounded.
const TIE: f64 = 1e-9;

/// e^rho of the canonical cell.
///
/// ```
/// use vsp_isa::{Cell, semantics::complex};
/// assert_eq!(complex::magnitude(Cell { rho: 1, theta: 5 }), core::f64::consts::E);
/// ```
#[inline]
pub fn magnitude(cell: Cell) -> f64 {
    MAGNITUDES[(cell.pack() >> 4) as usize]
}

/// The real and the imaginary part of the canonical cell. The null cell counts as e^-8, not as zero.
#[inline]
pub fn to_complex(cell: Cell) -> (f64, f64) {
    let (magnitude, theta) = (magnitude(cell), cell.theta as usize);
    (magnitude * COSINES[theta & 15], magnitude * COSINES[theta.wrapping_sub(4) & 15])
}

/// The cell nearest to x + iy on the logarithmic scale; [`Cell::NULL`] below e^-8 and for NaN.
///
/// ```
/// use vsp_isa::{Cell, semantics::complex};
/// assert_eq!(complex::from_complex(0.0, 3.0), Cell { rho: 1, theta: 4 });
/// assert_eq!(complex::from_complex(f64::INFINITY, 0.0), Cell::MAX);
/// assert_eq!(complex::from_complex(0.0, 0.0), Cell::NULL);
/// ```
pub fn from_complex(x: f64, y: f64) -> Cell {
    if x.is_nan() || y.is_nan() {
        return Cell::NULL;
    }
    let magnitude = libm::hypot(x, y);
    if magnitude < MAGNITUDES[0] * (1.0 - TIE) {
        return Cell::NULL;
    }
    let angle = libm::atan2(y, x);
    let angle = if angle < 0.0 { angle + 2.0 * PI } else { angle };
    // The casts saturate, so that the logarithm of infinity is clamped like any large one.
    let rho = libm::floor(libm::log(magnitude) + 0.5 + TIE) as i32;
    let theta = libm::floor(8.0 * angle / PI + 0.5 + TIE) as i32;
    Cell::clamped(rho, theta)
}

/// How the sum of two cells relates to the one of the larger rho, by how much larger that is (0, 1, or 2 and more) and the
/// difference of their phases: the floor of the logarithm of the ratio of their magnitudes, the change of rho (that logarithm
/// rounded), the change of theta.
static STEPS: [[(i8, i8, u8); 16]; 3] = [
    [
        (0, 1, 0),
        (0, 1, 1),
        (0, 1, 1),
        (0, 1, 2),
        (0, 0, 2),
        (0, 0, 3),
        (-1, 0, 3),
        (-1, -1, 4),
        (CANCELLED, 0, 0),
        (-1, -1, 13),
        (-1, 0, 13),
        (0, 0, 14),
        (0, 0, 14),
        (0, 1, 15),
        (0, 1, 15),
        (0, 1, 0),
    ],
    turns([0, 0, 1, 1, 1, 1, 1, 1, 0, 15, 15, 15, 15, 15, 15, 0]),
    turns([0; 16]),
];

/// Stands for the logarithm of zero: under the null threshold whatever rho it is added to.
const CANCELLED: i8 = -16;

/// Steps that only turn a cell.
const fn turns(thetas: [u8; 16]) -> [(i8, i8, u8); 16] {
    let mut steps = [(0, 0, 0); 16];
    let mut phase = 0;
    while phase < 16 {
        steps[phase].2 = thetas[phase];
        phase += 1;
    }
    steps
}

/// The sum: `from_complex` of the parts of `a` and `b` added up, without computing it.
///
/// The sum of two cells depends on their difference only: with equal rho it is found in a table; if one is smaller
/// by a step of rho it can only turn the other by a step of theta; any smaller one changes nothing. Nothing of this takes a
/// branch, which no processor could foresee.
///
/// ```
/// use vsp_isa::{Cell, semantics::complex};
/// assert_eq!(complex::sum(Cell::ONE, Cell::ONE), Cell { rho: 1, theta: 0 });
/// assert_eq!(complex::sum(Cell::ONE, Cell::NEG_ONE), Cell::NULL);
/// ```
#[inline]
pub const fn sum(a: Cell, b: Cell) -> Cell {
    let (a, b) = (a.canonical(), b.canonical());
    let (large, small) = if a.rho >= b.rho { (a, b) } else { (b, a) };
    let phase = (small.theta.wrapping_sub(large.theta) & 15) as usize;
    let gap = large.rho.abs_diff(small.rho) as usize;
    let (floor, rho, theta) = STEPS[if gap < 2 { gap } else { 2 }][phase];
    if large.rho + floor < Cell::LEAST_RHO {
        Cell::NULL
    } else {
        Cell::clamped((large.rho + rho) as i32, (large.theta + theta) as i32)
    }
}

/// The difference: [`sum`] with `b` turned by half a turn, which negates its parts exactly.
#[inline]
pub fn difference(a: Cell, b: Cell) -> Cell {
    sum(a, Cell { rho: b.rho, theta: b.theta ^ 8 })
}

/// Linear interpolation between the complex numbers: `a` at `t` = 0, `b` at 255 (LERP).
#[inline]
pub fn lerp(a: Cell, b: Cell, t: u8) -> Cell {
    lerp_by(a, b, (t as f32 / 255.0) as f64)
}

/// Linear interpolation between the complex numbers: `a` at `t` = 0, `b` at 1.
pub fn lerp_by(a: Cell, b: Cell, t: f64) -> Cell {
    let ((ax, ay), (bx, by)) = (to_complex(a), to_complex(b));
    from_complex(ax * (1.0 - t) + bx * t, ay * (1.0 - t) + by * t)
}

/// Interpolation of rho and of theta by themselves: `a` at `t` = 0, `b` at 255 (SLERP).
pub fn slerp(a: Cell, b: Cell, t: u8) -> Cell {
    let t = t as f32 / 255.0;
    let between = |a: f32, b: f32| libm::roundf((1.0 - t) * a + t * b) as i32;
    Cell::clamped(between(a.rho as f32, b.rho as f32), between(a.theta as f32, b.theta as f32))
}
