//! Integer words: 64-bit operations that wrap. A narrower mode stores the low bits of their results.

/// The sum.
#[inline]
pub const fn add(a: i64, b: i64) -> i64 {
    a.wrapping_add(b)
}

/// The difference.
#[inline]
pub const fn sub(a: i64, b: i64) -> i64 {
    a.wrapping_sub(b)
}

/// The product.
#[inline]
pub const fn mul(a: i64, b: i64) -> i64 {
    a.wrapping_mul(b)
}

/// The quotient, truncated toward zero; `None` if `b` is 0.
///
/// ```
/// use vsp_isa::semantics::integer;
/// assert_eq!(integer::quotient(-7, 2), Some(-3));
/// assert_eq!(integer::quotient(i64::MIN, -1), Some(i64::MIN));
/// assert_eq!(integer::quotient(1, 0), None);
/// ```
#[inline]
pub const fn quotient(a: i64, b: i64) -> Option<i64> {
    if b == 0 { None } else { Some(a.wrapping_div(b)) }
}

/// The remainder of the truncated quotient, with the sign of `a`; `None` if `b` is 0.
#[inline]
pub const fn remainder(a: i64, b: i64) -> Option<i64> {
    if b == 0 { None } else { Some(a.wrapping_rem(b)) }
}

/// `a` to the power of the low 32 bits of `b`, unsigned; 0 to the power of 0 is 1.
#[inline]
pub const fn power(a: i64, b: i64) -> i64 {
    a.wrapping_pow(b as u32)
}

/// Bitwise and.
#[inline]
pub const fn and(a: i64, b: i64) -> i64 {
    a & b
}

/// Bitwise or.
#[inline]
pub const fn or(a: i64, b: i64) -> i64 {
    a | b
}

/// Bitwise exclusive or.
#[inline]
pub const fn xor(a: i64, b: i64) -> i64 {
    a ^ b
}

/// `a` shifted to the left by the low six bits of `b`.
#[inline]
pub const fn shift_left(a: i64, b: i64) -> i64 {
    a << (b & 63)
}

/// `a` shifted to the right by the low six bits of `b`, its sign kept.
#[inline]
pub const fn shift_right(a: i64, b: i64) -> i64 {
    a >> (b & 63)
}

/// Bitwise complement.
#[inline]
pub const fn not(a: i64) -> i64 {
    !a
}

/// The negation.
#[inline]
pub const fn negate(a: i64) -> i64 {
    a.wrapping_neg()
}

/// The absolute value; that of the least integer is itself.
#[inline]
pub const fn absolute(a: i64) -> i64 {
    a.wrapping_abs()
}
