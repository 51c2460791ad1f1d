//! Float words: f64 operations under IEEE 754. A narrower mode rounds their results when it stores them.

/// The bits of the one NaN that float words of 64 bits hold.
pub const NAN_64: u64 = 0x7ff8_0000_0000_0000;
/// The bits of the one NaN that float words of 32 bits hold.
pub const NAN_32: u32 = 0x7fc0_0000;

/// The sum.
#[inline]
pub fn add(a: f64, b: f64) -> f64 {
    a + b
}

/// The difference.
#[inline]
pub fn sub(a: f64, b: f64) -> f64 {
    a - b
}

/// The product.
#[inline]
pub fn mul(a: f64, b: f64) -> f64 {
    a * b
}

/// The quotient.
#[inline]
pub fn div(a: f64, b: f64) -> f64 {
    a / b
}

/// `a` to the power of `b`.
#[inline]
pub fn power(a: f64, b: f64) -> f64 {
    libm::pow(a, b)
}

/// The square root, correctly rounded; NaN below zero.
#[inline]
pub fn square_root(a: f64) -> f64 {
    libm::sqrt(a)
}

/// The negation: the sign bit flipped.
#[inline]
pub fn negate(a: f64) -> f64 {
    -a
}

/// The absolute value: the sign bit cleared.
#[inline]
pub fn absolute(a: f64) -> f64 {
    a.abs()
}

/// The largest whole number not above `a`.
#[inline]
pub fn floor(a: f64) -> f64 {
    libm::floor(a)
}

/// The smallest whole number not below `a`.
#[inline]
pub fn ceil(a: f64) -> f64 {
    libm::ceil(a)
}

/// The lesser, -0 below +0; NaN if either is NaN.
///
/// ```
/// use vsp_isa::semantics::float;
/// assert!(float::least(0.0, -0.0).is_sign_negative());
/// assert!(float::least(f64::NAN, 1.0).is_nan());
/// ```
#[inline]
pub fn least(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if a.total_cmp(&b).is_le() {
        a
    } else {
        b
    }
}

/// The greater, +0 above -0; NaN if either is NaN.
#[inline]
pub fn greatest(a: f64, b: f64) -> f64 {
    -least(-a, -b)
}

/// Whether `a` and `b` differ by less than 2^-52: the Z of CMPFLOAT.
///
/// Not so for NaN, nor for two infinities, whose difference is NaN.
///
/// ```
/// use vsp_isa::semantics::float;
/// assert!(float::equal(0.1 + 0.2, 0.3));
/// assert!(!float::equal(1.0, 1.0 + f64::EPSILON));
/// ```
#[inline]
pub fn equal(a: f64, b: f64) -> bool {
    (a - b).abs() < f64::EPSILON
}

/// Whether `a` is below `b`: the N of CMPFLOAT.
#[inline]
pub fn less(a: f64, b: f64) -> bool {
    a < b
}
