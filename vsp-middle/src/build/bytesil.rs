//! ByteSil arithmetic.

use super::Builder;
use crate::{Binary, Unary, Value};
use vsp_isa::Reg;
use vsp_isa::visit::Bytesil;

impl Bytesil for Builder<'_> {
    fn mul(&mut self, a: Reg, b: Reg) {
        self.combine_halves(a, b, Binary::Add);
    }

    fn div(&mut self, a: Reg, b: Reg) {
        self.combine_halves(a, b, Binary::Sub);
    }

    fn pow(&mut self, a: Reg, n: u8) {
        let (rho, theta) = (self.rho(a), self.theta(a));
        let (rho, theta) = (self.with(Binary::Mul, rho, n.into()), self.with(Binary::Mul, theta, n.into()));
        self.set_result(a, rho, theta);
    }

    fn root(&mut self, a: Reg, n: u8) {
        let (rho, theta) =
            if n == 0 { (self.number(0), self.number(0)) } else { (self.rho(a), self.theta(a)) };
        let (rho, theta) = (self.small_quotient(rho, n), self.small_quotient(theta, n));
        self.set_result(a, rho, theta);
    }

    fn inv(&mut self, a: Reg) {
        let (rho, theta) = (self.rho(a), self.theta(a));
        let (rho, theta) = (self.unary(Unary::Neg, rho), self.unary(Unary::Neg, theta));
        self.set_result(a, rho, theta);
    }

    fn conj(&mut self, a: Reg) {
        let (rho, theta) = (self.rho(a), self.theta(a));
        let theta = self.unary(Unary::Neg, theta);
        let theta = self.with(Binary::And, theta, 15);
        self.set_halves(a, rho, theta);
    }

    fn add(&mut self, a: Reg, b: Reg) {
        self.set_sum(a, b, false);
    }

    fn sub(&mut self, a: Reg, b: Reg) {
        self.set_sum(a, b, true);
    }

    fn mag(&mut self, a: Reg) {
        let (rho, zero) = (self.rho(a), self.number(0));
        self.set_halves(a, rho, zero);
    }

    fn phase(&mut self, a: Reg) {
        let (zero, theta) = (self.number(0), self.theta(a));
        self.set_halves(a, zero, theta);
    }

    fn scale(&mut self, a: Reg, imm: i8) {
        let (rho, theta) = (self.rho(a), self.theta(a));
        let rho = self.with(Binary::Add, rho, imm.into());
        let rho = self.unary(Unary::Clamp, rho);
        self.set_halves(a, rho, theta);
        self.record(a, rho);
    }

    fn rotate(&mut self, a: Reg, imm: u8) {
        let (rho, theta) = (self.rho(a), self.theta(a));
        let theta = self.with(Binary::Add, theta, imm.into());
        let theta = self.with(Binary::And, theta, 15);
        self.set_halves(a, rho, theta);
    }
}

impl Builder<'_> {
    /// Stores a result, rho of which is still to be clamped and theta to be masked, and records the flags.
    fn set_result(&mut self, a: Reg, rho: Value, theta: Value) {
        let (rho, theta) = self.clamped(rho, theta);
        self.set_halves(a, rho, theta);
        self.record(a, rho);
    }

    /// MUL and DIV.
    fn combine_halves(&mut self, a: Reg, b: Reg, op: Binary) {
        let (rho_a, theta_a, rho_b, theta_b) = (self.rho(a), self.theta(a), self.rho(b), self.theta(b));
        let (rho, theta) = (self.binary(op, rho_a, rho_b), self.binary(op, theta_a, theta_b));
        self.set_result(a, rho, theta);
    }

    /// The byte that packs a register.
    fn packed(&mut self, reg: Reg) -> Value {
        let cell = self.cell(reg);
        self.unary(Unary::Pack, cell)
    }

    /// The sum of two registers, or their difference.
    pub(super) fn sum(&mut self, a: Reg, b: Reg, is_difference: bool) -> Value {
        let (left, mut right) = (self.packed(a), self.packed(b));
        if is_difference {
            // Half a turn makes a cell its negative.
            right = self.with(Binary::Xor, right, 8);
        }
        let sum = self.binary(Binary::Sum, left, right);
        self.unary(Unary::Unpack, sum)
    }

    /// ADD and SUB.
    fn set_sum(&mut self, a: Reg, b: Reg, is_difference: bool) {
        let sum = self.sum(a, b, is_difference);
        self.set_cell(a, sum);
        let rho = self.unary(Unary::Rho, sum);
        self.record(a, rho);
    }

    /// A number from -128 to 255, divided by `n`, truncated toward zero. By 0 it stays as it is.
    fn small_quotient(&mut self, number: Value, n: u8) -> Value {
        if n < 2 {
            return number;
        }
        let product = self.with(Binary::Mul, number, reciprocal(n));
        let floor = self.with(Binary::Sshr, product, 16);
        let sign = self.with(Binary::Ushr, number, 31);
        self.binary(Binary::Add, floor, sign)
    }
}

/// What to multiply a number from -128 to 255 with, for the bits from 16 on of the product: the quotient by `n`, rounded down where
/// the number is below 0 (and one less where it would be whole).
fn reciprocal(n: u8) -> i64 {
    (1 << 16) / i64::from(n) + 1
}

#[cfg(test)]
mod tests {
    use super::reciprocal;

    #[test]
    fn small_quotients_are_those_of_division() {
        for n in 2..=255 {
            for number in -128..=255_i64 {
                let floor = (number * reciprocal(n)) >> 16;
                assert_eq!(floor + i64::from(number < 0), number / i64::from(n), "{number} / {n}");
            }
        }
    }
}
