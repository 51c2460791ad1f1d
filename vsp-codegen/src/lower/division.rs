//! Division by numbers that are known while compiling: by multiplication, which is several times as fast.

use super::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, types};
use vsp_middle::Value;

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

impl Lowering<'_, '_> {
    /// The quotient, truncated and wrapping; the dividend if the divisor is 0.
    pub(super) fn quotient(&mut self, a: Value, b: Value) -> ir::Value {
        let (left, known) = (self.get(a), self.function.constant(b));
        match known {
            Some(0 | 1) => left,
            Some(-1) => self.b.ins().ineg(left),
            Some(divisor) => self.wide(left, |lowering, left| lowering.quotient_by(left, divisor)),
            None => {
                let right = self.get(b);
                let divisor = self.safe_divisor(right);
                let quotient = self.b.ins().sdiv(left, divisor);
                let negated = self.b.ins().ineg(left);
                let by_minus_one = self.b.ins().icmp_imm_s(IntCC::Equal, right, -1);
                self.b.ins().select(by_minus_one, negated, quotient)
            }
        }
    }

    /// The remainder of that; the dividend if the divisor is 0.
    pub(super) fn remainder(&mut self, a: Value, b: Value) -> ir::Value {
        let (left, known) = (self.get(a), self.function.constant(b));
        match known {
            Some(0) => left,
            Some(1 | -1) => self.constant(self.function.kind(a), 0),
            Some(divisor) => self.wide(left, |lowering, left| {
                let quotient = lowering.quotient_by(left, divisor);
                let divisor = lowering.b.ins().iconst(types::I64, divisor);
                let whole = lowering.b.ins().imul(quotient, divisor);
                lowering.b.ins().isub(left, whole)
            }),
            None => {
                let right = self.get(b);
                // By -1 and by 1 there is no remainder alike.
                let divisor = self.safe_divisor(right);
                let rest = self.b.ins().srem(left, divisor);
                let by_zero = self.b.ins().icmp_imm_s(IntCC::Equal, right, 0);
                self.b.ins().select(by_zero, left, rest)
            }
        }
    }

    /// 1 instead of 0 and -1, which keeps the machine's own division from trapping.
    fn safe_divisor(&mut self, right: ir::Value) -> ir::Value {
        let above = self.b.ins().iadd_imm_s(right, 1);
        let is_special = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, above, 2);
        let kind = self.b.func.dfg.value_type(right);
        let one = self.b.ins().iconst(kind, 1);
        self.b.ins().select(is_special, one, right)
    }

    /// What is computed of a number in 64 bits, in the number's own.
    fn wide(
        &mut self,
        value: ir::Value,
        compute: impl FnOnce(&mut Self, ir::Value) -> ir::Value,
    ) -> ir::Value {
        let kind = self.b.func.dfg.value_type(value);
        if kind == types::I64 {
            return compute(self, value);
        }
        let wide = self.b.ins().sextend(types::I64, value);
        let result = compute(self, wide);
        self.b.ins().ireduce(kind, result)
    }

    /// The quotient of an integer of 64 bits and a number other than -1, 0 and 1, truncated.
    fn quotient_by(&mut self, value: ir::Value, divisor: i64) -> ir::Value {
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
}
