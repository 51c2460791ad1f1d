//! Division by numbers that are known while compiling: by multiplication, which is several times as fast.

use crate::emitter::Emitter;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

/// How to divide integers of 64 bits by a number: see Warren, Hacker's Delight, section 10-1.
#[derive(Clone, Copy, Debug)]
struct Magic {
    /// What to multiply with, for the upper half of the product.
    factor: i64,
    /// How far to shift that to the right.
    shift: u32,
}

/// The magic numbers of a divisor other than -1, 0 and 1.
fn magic(divisor: i64) -> Magic {
    const HALF: u64 = 1 << 63;
    let size = divisor.unsigned_abs();
    let limit = HALF + (divisor as u64 >> 63);
    let limit = limit - 1 - limit % size;
    let mut power = 63;
    let (mut quotient, mut rest) = (HALF / limit, HALF % limit);
    let (mut factor, mut left) = (HALF / size, HALF % size);
    loop {
        power += 1;
        (quotient, rest) = twice(quotient, rest, limit);
        (factor, left) = twice(factor, left, size);
        let lacking = size - left;
        if quotient > lacking || quotient == lacking && rest > 0 {
            break;
        }
    }
    let factor = factor.wrapping_add(1) as i64;
    Magic { factor: if divisor < 0 { factor.wrapping_neg() } else { factor }, shift: power - 64 }
}

/// Quotient and remainder by `divisor` of twice the number that has these.
fn twice(quotient: u64, rest: u64, divisor: u64) -> (u64, u64) {
    let (quotient, rest) = (quotient.wrapping_mul(2), rest.wrapping_mul(2));
    if rest >= divisor { (quotient.wrapping_add(1), rest - divisor) } else { (quotient, rest) }
}

impl Emitter<'_> {
    /// The quotient of an integer of 64 bits and a number other than -1, 0 and 1, truncated.
    pub(super) fn quotient(&mut self, value: Value, divisor: i64) -> Value {
        let Magic { factor, shift } = magic(divisor);
        let multiplier = self.b.ins().iconst(types::I64, factor);
        let mut quotient = self.b.ins().smulhi(value, multiplier);
        if divisor > 0 && factor < 0 {
            quotient = self.b.ins().iadd(quotient, value);
        } else if divisor < 0 && factor > 0 {
            quotient = self.b.ins().isub(quotient, value);
        }
        let floor = self.b.ins().sshr_imm_u(quotient, i64::from(shift));
        let one_below_zero = self.b.ins().ushr_imm_u(floor, 63);
        self.b.ins().iadd(floor, one_below_zero)
    }

    /// The quotient of an integer of 32 bits in [-256, 255] and a divisor, truncated.
    pub(super) fn small_quotient(&mut self, value: Value, divisor: u8) -> Value {
        let product = self.b.ins().imul_imm_s(value, small_factor(divisor));
        let floor = self.b.ins().sshr_imm_u(product, 16);
        let negative = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, value, 0);
        let one_below_zero = self.b.ins().uextend(types::I32, negative);
        self.b.ins().iadd(floor, one_below_zero)
    }
}

/// What to multiply a small number with, for the bits from 16 on of the product.
fn small_factor(divisor: u8) -> i64 {
    65536 / i64::from(divisor) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the code above computes.
    fn quotient(value: i64, divisor: i64) -> i64 {
        let Magic { factor, shift } = magic(divisor);
        let mut quotient = ((i128::from(value) * i128::from(factor)) >> 64) as i64;
        if divisor > 0 && factor < 0 {
            quotient = quotient.wrapping_add(value);
        } else if divisor < 0 && factor > 0 {
            quotient = quotient.wrapping_sub(value);
        }
        let floor = quotient >> shift;
        floor + (floor as u64 >> 63) as i64
    }

    #[test]
    fn quotients_are_those_of_division() {
        let edges = [i64::MIN, i64::MIN + 1, -1 << 32, -1 << 31, 0, 1 << 31, 1 << 32, i64::MAX - 1, i64::MAX];
        let near = edges.iter().flat_map(|edge| (-3..=3).map(|by| edge.wrapping_add(by)));
        let numbers: Vec<i64> = near.chain(-300..=300).chain((2..63).map(|bit| (1 << bit) - 1)).collect();
        for &divisor in numbers.iter().filter(|&&divisor| !(-1..=1).contains(&divisor)) {
            for &value in numbers.iter().chain([&divisor, &divisor.wrapping_mul(7)]) {
                assert_eq!(quotient(value, divisor), value / divisor, "{value} / {divisor}");
            }
        }
    }

    #[test]
    fn small_quotients_are_those_of_division() {
        for divisor in 1..=255_u8 {
            for value in -256..=255_i64 {
                let floor = (value * small_factor(divisor)) >> 16;
                assert_eq!(floor + i64::from(value < 0), value / i64::from(divisor), "{value} / {divisor}");
            }
        }
    }
}
