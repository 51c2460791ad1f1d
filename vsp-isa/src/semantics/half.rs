//! IEEE 754 half precision (f16) as its bits, to and from f64 in one rounding.

/// How many of the 52 fraction bits of an f64 an f16 has no room for.
const DROPPED: u32 = 52 - 10;
/// The exponent of an f64 less that of the f16 of the same value, both as stored.
const REBIAS: u64 = 1023 - 15;
const INFINITY: u64 = 0x7c00;
const QUIET_NAN: u16 = 0x7e00;
/// An f64 whose last bit is worth 2^-24, the smallest f16.
const SUBNORMAL_UNIT: f64 = (1u64 << 28) as f64;
/// 2^-14, the smallest normal f16.
const SMALLEST_NORMAL: f64 = 1.0 / (1u64 << 14) as f64;

/// The value of an f16, exactly. Every NaN gives the canonical one.
///
/// ```
/// use vsp_isa::semantics::half;
/// assert_eq!(half::widen(0x3c00), 1.0);
/// assert_eq!(half::widen(0xfbff), -65504.0);
/// ```
pub fn widen(bits: u16) -> f64 {
    let magnitude = (bits & 0x7fff) as u64;
    let value = if magnitude < 1 << 10 {
        f64::from_bits(SUBNORMAL_UNIT.to_bits() | magnitude) - SUBNORMAL_UNIT
    } else if magnitude < INFINITY {
        f64::from_bits((magnitude << DROPPED) + (REBIAS << 52))
    } else if magnitude == INFINITY {
        f64::INFINITY
    } else {
        return f64::NAN;
    };
    if bits & 0x8000 == 0 { value } else { -value }
}

/// The f16 nearest to `value`, of two the even one; infinity from 65520 on; 0x7e00 for every NaN.
///
/// ```
/// use vsp_isa::semantics::half;
/// assert_eq!(half::narrow(1.0), 0x3c00);
/// assert_eq!(half::narrow(65519.9), 0x7bff);
/// assert_eq!(half::narrow(65520.0), 0x7c00);
/// ```
pub fn narrow(value: f64) -> u16 {
    if value.is_nan() {
        return QUIET_NAN;
    }
    let sign = (value.to_bits() >> 48) as u16 & 0x8000;
    let value = value.abs();
    let magnitude = if value < SMALLEST_NORMAL {
        // The addition itself rounds to units of 2^-24, ties to even.
        (value + SUBNORMAL_UNIT).to_bits() - SUBNORMAL_UNIT.to_bits()
    } else {
        let bits = value.to_bits() - (REBIAS << 52);
        let odd = bits >> DROPPED & 1;
        ((bits + (1 << (DROPPED - 1)) - 1 + odd) >> DROPPED).min(INFINITY)
    };
    sign | magnitude as u16
}
