//! Intrinsics of the machine and the host.
//!
//! What a few operations do is built of them, and no state has to be stored; the runtime executes the rest.

use super::Builder;
use super::recipe::{Combination, Number, Recipe};
use crate::{Binary, Type, Unary, Value};
use vsp_isa::visit::{Conversions, Intrinsics};
use vsp_isa::{Cell, Reg};

impl Intrinsics for Builder<'_> {
    fn syscall(&mut self, id: u8, _arg: u16) {
        match Recipe::of(id) {
            Some(recipe) => self.follow(recipe),
            None => self.execute(),
        }
    }
}

/// A half, as much below it as makes sure that the greatest number below a half is not rounded up.
const NEARLY_HALF: f64 = 0.5 - f64::EPSILON / 4.0;

impl Builder<'_> {
    /// The register that the word A0, A1 or A2 begins at.
    fn argument(&self, number: usize) -> Reg {
        Reg::from_nibble((number * self.mode.word_cells()) as u8)
    }

    fn integer_argument(&mut self, number: usize) -> Value {
        self.integer(self.argument(number))
    }

    fn float_argument(&mut self, number: usize) -> Value {
        self.float(self.argument(number))
    }

    fn float_constant(&mut self, number: f64) -> Value {
        self.constant(Type::F64, number.to_bits() as i64)
    }

    fn follow(&mut self, recipe: Recipe) {
        match recipe {
            Recipe::Float(op) => self.map_float(Reg::R0, op),
            Recipe::Floats(op) => self.combine_floats(Reg::R0, self.argument(1), op),
            Recipe::Scaled(factor, divisor) => {
                let a = self.float_argument(0);
                let result = self.scaled(a, factor, divisor);
                self.set_float(Reg::R0, result);
            }
            Recipe::Round => {
                let a = self.float_argument(0);
                let result = self.round(a);
                self.set_float(Reg::R0, result);
            }
            Recipe::FloatSign => {
                let a = self.float_argument(0);
                let result = self.float_sign(a);
                self.set_float(Reg::R0, result);
            }
            Recipe::ClampFloat => {
                let [a, low, high] = [0, 1, 2].map(|number| self.float_argument(number));
                let above = self.binary(Binary::FMax, a, low);
                let result = self.binary(Binary::FMin, above, high);
                self.set_float(Reg::R0, result);
            }
            Recipe::FloatConstant(number) => {
                let number = self.float_constant(number);
                self.set_float(Reg::R0, number);
            }
            Recipe::Integer(op) => self.map_integer(Reg::R0, op),
            Recipe::Integers(op) => self.combine_integers(Reg::R0, self.argument(1), op),
            Recipe::IntegerSign => {
                let a = self.integer_argument(0);
                let above = self.with(Binary::Max, a, -1);
                let result = self.with(Binary::Min, above, 1);
                self.set_integer(Reg::R0, result);
            }
            Recipe::ClampInteger => {
                let [a, low, high] = [0, 1, 2].map(|number| self.integer_argument(number));
                let above = self.binary(Binary::Max, a, low);
                let result = self.binary(Binary::Min, above, high);
                self.set_integer(Reg::R0, result);
            }
            Recipe::ToFloat => self.cvti2f(Reg::R0),
            Recipe::ToInteger => self.cvtf2i(Reg::R0),
            Recipe::CellNumber(number) => self.give_number(number),
            Recipe::OfCells(combination) => self.combine_cells(combination),
            Recipe::CellConstant(cell) => {
                let cell = self.constant(Type::Cell, cell.to_bits().into());
                self.set_cell(Reg::R0, cell);
            }
            Recipe::Unpack => {
                let a = self.integer_argument(0);
                let low = self.unary(Unary::Low, a);
                let byte = self.unary(Unary::Byte, low);
                let cell = self.unary(Unary::Unpack, byte);
                self.set_cell(Reg::R0, cell);
            }
            Recipe::Pack => {
                let cell = self.cell(Reg::R0);
                let byte = self.unary(Unary::Pack, cell);
                let number = self.unary(Unary::Zext, byte);
                self.set_number(number);
            }
            Recipe::CellOfComplex => {
                let (x, y) = (self.float_argument(0), self.float_argument(1));
                let cell = self.binary(Binary::CellOfComplex, x, y);
                self.set_cell(Reg::R0, cell);
            }
        }
    }

    /// A0 = a number of 32 bits.
    fn set_number(&mut self, number: Value) {
        let wide = self.unary(Unary::Sext, number);
        self.set_integer(Reg::R0, wide);
    }

    /// A0 = a truth value.
    fn set_truth(&mut self, truth: Value) {
        let number = self.unary(Unary::Zext, truth);
        self.set_number(number);
    }

    fn scaled(&mut self, a: Value, factor: f64, divisor: f64) -> Value {
        let (factor, divisor) = (self.float_constant(factor), self.float_constant(divisor));
        let product = self.binary(Binary::FMul, a, factor);
        self.binary(Binary::FDiv, product, divisor)
    }

    /// Rounds without the sign, which is put back.
    fn round(&mut self, a: Value) -> Value {
        let absolute = self.unary(Unary::FAbs, a);
        let half = self.float_constant(NEARLY_HALF);
        let sum = self.binary(Binary::FAdd, absolute, half);
        let whole = self.unary(Unary::Floor, sum);
        let bits = self.unary(Unary::Bits, a);
        let sign = self.with(Binary::And, bits, i64::MIN);
        let whole = self.unary(Unary::Bits, whole);
        let result = self.binary(Binary::Or, whole, sign);
        self.unary(Unary::OfBits, result)
    }

    fn float_sign(&mut self, a: Value) -> Value {
        let [zero, one, minus_one] = [0.0, 1.0, -1.0].map(|number| self.float_constant(number));
        // +0 for zeros, and NaN for NaN.
        let rest = self.binary(Binary::FAdd, a, zero);
        let is_below = self.binary(Binary::FLt, a, zero);
        let rest = self.select(is_below, minus_one, rest);
        let is_above = self.binary(Binary::FLt, zero, a);
        self.select(is_above, one, rest)
    }

    /// A0 = a number in R0.
    fn give_number(&mut self, number: Number) {
        match number {
            Number::Rho => {
                let rho = self.rho(Reg::R0);
                self.set_number(rho);
            }
            Number::Theta => {
                let theta = self.theta(Reg::R0);
                self.set_number(theta);
            }
            Number::Magnitude => self.cvtb2f(Reg::R0),
            Number::Phase(factor, divisor) => {
                let (_, theta) = self.canonical(Reg::R0);
                let theta = self.unary(Unary::Sext, theta);
                let theta = self.unary(Unary::ToFloat, theta);
                let phase = self.scaled(theta, factor, divisor);
                self.set_float(Reg::R0, phase);
            }
            Number::IsNull => {
                let rho = self.rho(Reg::R0);
                let is_null = self.with(Binary::Eq, rho, Cell::LEAST_RHO.into());
                self.set_truth(is_null);
            }
            Number::IsOnAxis(axis) => {
                let theta = self.theta(Reg::R0);
                let but_half_a_turn = self.with(Binary::And, theta, 0xf7);
                let is_on_axis = self.with(Binary::Eq, but_half_a_turn, axis.into());
                self.set_truth(is_on_axis);
            }
        }
    }

    /// R0 = a cell that is made of it, and most often R1.
    fn combine_cells(&mut self, combination: Combination) {
        let (rho, theta) = (self.rho(Reg::R0), self.theta(Reg::R0));
        let (rho_1, theta_1) = (self.rho(Reg::R1), self.theta(Reg::R1));
        let (rho, theta) = match combination {
            Combination::New => self.clamped(rho, rho_1),
            Combination::Mul => {
                let rho = self.binary(Binary::Add, rho, rho_1);
                let theta = self.binary(Binary::Add, theta, theta_1);
                self.clamped(rho, theta)
            }
            Combination::Div => {
                let rho = self.binary(Binary::Sub, rho, rho_1);
                let theta = self.binary(Binary::Sub, theta, theta_1);
                self.clamped(rho, theta)
            }
            Combination::Inv => {
                let (rho, theta) = (self.unary(Unary::Neg, rho), self.unary(Unary::Neg, theta));
                self.clamped(rho, theta)
            }
            Combination::Conj => {
                let theta = self.unary(Unary::Neg, theta);
                (rho, self.with(Binary::And, theta, 15))
            }
            Combination::Xor => {
                let rho = self.binary(Binary::Xor, rho, rho_1);
                (rho, self.binary(Binary::Xor, theta, theta_1))
            }
            Combination::Mix => {
                let theta = self.binary(Binary::Add, theta, theta_1);
                (self.mean(rho, rho_1), self.with(Binary::Ushr, theta, 1))
            }
            Combination::Fuse => (self.mean(rho, rho_1), self.binary(Binary::Xor, theta, theta_1)),
            Combination::Norm => (self.number(0), theta),
            Combination::Scale => {
                let rho = self.binary(Binary::Add, rho, rho_1);
                (self.unary(Unary::Clamp, rho), theta)
            }
            Combination::Rotate => {
                let theta = self.binary(Binary::Add, theta, rho_1);
                (rho, self.with(Binary::And, theta, 15))
            }
            Combination::Add | Combination::Sub => {
                let sum = self.sum(Reg::R0, Reg::R1, combination == Combination::Sub);
                return self.set_cell(Reg::R0, sum);
            }
        };
        self.set_halves(Reg::R0, rho, theta);
    }

    /// Half of the sum of two small numbers, truncated toward zero.
    fn mean(&mut self, a: Value, b: Value) -> Value {
        let sum = self.binary(Binary::Add, a, b);
        let sign = self.with(Binary::Ushr, sum, 31);
        let sum = self.binary(Binary::Add, sum, sign);
        self.with(Binary::Sshr, sum, 1)
    }
}
