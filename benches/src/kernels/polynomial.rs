//! Floats.

use super::Kernel;

vsp_runtime::include_program!(
    /// `programs/polynomial.sil`.
    mod polynomial
);

pub(super) static KERNEL: Kernel = Kernel {
    name: "polynomial",
    what: "floats",
    built: &polynomial::PROGRAM,
    function: "polynomial",
    size: 32_768,
    short: 32,
    rust: sum,
};

/// 1/7! and so on, but for the last two, which are 1.
const COEFFICIENTS: [f64; 6] = [
    0.0001984126984126984,
    0.001388888888888889,
    0.008333333333333333,
    0.041666666666666664,
    0.16666666666666666,
    0.5,
];

/// The sum of the polynomial's values, as bits: the first terms of the exponential series, by Horner's rule.
pub fn sum(points: i64) -> i64 {
    let (mut point, mut sum) = (-0.5, 0.0);
    for _ in 0..points {
        let value = COEFFICIENTS[1..].iter().chain(&[1.0, 1.0]);
        sum += value.fold(COEFFICIENTS[0], |value, coefficient| value * point + coefficient);
        point += 1.0 / 32_768.0;
    }
    sum.to_bits() as i64
}
