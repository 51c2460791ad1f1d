//! Intrinsics of the machine and the host.
//!
//! What a few operations do is built of them, and no state has to be stored; the runtime executes the rest.

use super::Builder;
use crate::{Binary, Type, Unary, Value};
use core::f64::consts;
use vsp_isa::visit::Intrinsics;
use vsp_isa::{Cell, Intrinsic, Reg, Version};

impl Intrinsics for Builder<'_> {
    fn syscall(&mut self, id: u8, _arg: u16) {
        match Recipe::of(id) {
            Some(recipe) => self.follow(recipe),
            None => self.execute(),
        }
    }
}

/// What an intrinsic does, in operations. Results go to the word or the cell that the operands begin with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Recipe {
    /// An operation on a float.
    Float(Unary),
    /// An operation on two floats.
    Floats(Binary),
    /// A float times one number, divided by another.
    Scaled(f64, f64),
    /// A float rounded to a whole number, halves away from zero.
    Round,
    /// Whether a float is below, at or above zero: -1, +0 or 1; NaN for NaN.
    FloatSign,
    /// A float within two bounds.
    ClampFloat,
    /// This float.
    FloatConstant(f64),
    /// An operation on an integer.
    Integer(Unary),
    /// An operation on two integers.
    Integers(Binary),
    /// Whether an integer is below, at or above zero: -1, 0 or 1.
    IntegerSign,
    /// An integer within two bounds.
    ClampInteger,
    /// An integer as a float.
    ToFloat,
    /// A float as an integer.
    ToInteger,
    /// A number in a cell.
    CellNumber(Number),
    /// A cell of one or two others.
    OfCells(Combination),
    /// This cell.
    CellConstant(Cell),
    /// The cell that an integer packs.
    Unpack,
    /// The byte that packs a cell, as an integer.
    Pack,
    /// The cell nearest a complex number.
    CellOfComplex,
}

/// A number that is taken from a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Rho,
    Theta,
    /// e^rho, a float.
    Magnitude,
    /// Theta times one number, divided by another, a float.
    Phase(f64, f64),
    /// Whether it is null.
    IsNull,
    /// Whether theta is this, or half a turn from it.
    IsOnAxis(u8),
}

/// How a cell is made of R0, and most often R1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Combination {
    /// Of the rho of both.
    New,
    Mul,
    Div,
    Inv,
    Conj,
    Xor,
    /// The means of rho and of theta.
    Mix,
    /// The mean of rho, the exclusive or of theta.
    Fuse,
    /// Rho is 0.
    Norm,
    Add,
    Sub,
    /// The rho of the second is added to rho.
    Scale,
    /// The rho of the second is added to theta.
    Rotate,
}

impl Recipe {
    /// What the intrinsic of a number does; `None` if the runtime is to execute it.
    pub fn of(id: u8) -> Option<Recipe> {
        // All that there are recipes for is in every version.
        Some(match Intrinsic::from_id(id, Version::V1_0)? {
            Intrinsic::MathSin => Recipe::Float(Unary::Sin),
            Intrinsic::MathCos => Recipe::Float(Unary::Cos),
            Intrinsic::MathTan => Recipe::Float(Unary::Tan),
            Intrinsic::Asin => Recipe::Float(Unary::Asin),
            Intrinsic::Acos => Recipe::Float(Unary::Acos),
            Intrinsic::Atan => Recipe::Float(Unary::Atan),
            Intrinsic::Atan2 => Recipe::Floats(Binary::Atan2),
            Intrinsic::MathExp => Recipe::Float(Unary::Exp),
            Intrinsic::MathLog | Intrinsic::Ln => Recipe::Float(Unary::Ln),
            Intrinsic::Log10 => Recipe::Float(Unary::Log10),
            Intrinsic::Log2 => Recipe::Float(Unary::Log2),
            Intrinsic::MathSqrt => Recipe::Float(Unary::Sqrt),
            Intrinsic::MathPow | Intrinsic::PowFloat => Recipe::Floats(Binary::FPower),
            Intrinsic::MathAbs | Intrinsic::AbsFloat => Recipe::Float(Unary::FAbs),
            Intrinsic::MathFloor => Recipe::Float(Unary::Floor),
            Intrinsic::MathCeil => Recipe::Float(Unary::Ceil),
            Intrinsic::MathRound => Recipe::Round,
            Intrinsic::MathMin | Intrinsic::MinFloat => Recipe::Floats(Binary::FMin),
            Intrinsic::MathMax | Intrinsic::MaxFloat => Recipe::Floats(Binary::FMax),
            Intrinsic::ClampFloat => Recipe::ClampFloat,
            Intrinsic::SignFloat => Recipe::FloatSign,
            Intrinsic::DegreesToRadians => Recipe::Scaled(consts::PI, 180.0),
            Intrinsic::RadiansToDegrees => Recipe::Scaled(180.0, consts::PI),
            Intrinsic::Pi => Recipe::FloatConstant(consts::PI),
            Intrinsic::Tau => Recipe::FloatConstant(consts::TAU),
            Intrinsic::E => Recipe::FloatConstant(consts::E),
            Intrinsic::Phi => Recipe::FloatConstant(consts::GOLDEN_RATIO),
            Intrinsic::AbsInt => Recipe::Integer(Unary::Abs),
            Intrinsic::MinInt => Recipe::Integers(Binary::Min),
            Intrinsic::MaxInt => Recipe::Integers(Binary::Max),
            Intrinsic::ClampInt => Recipe::ClampInteger,
            Intrinsic::SignInt => Recipe::IntegerSign,
            Intrinsic::FloatFromInt | Intrinsic::IntToFloat => Recipe::ToFloat,
            Intrinsic::IntFromFloat | Intrinsic::FloatToInt => Recipe::ToInteger,
            Intrinsic::BytesilRho => Recipe::CellNumber(Number::Rho),
            Intrinsic::BytesilTheta => Recipe::CellNumber(Number::Theta),
            Intrinsic::BytesilMagnitude => Recipe::CellNumber(Number::Magnitude),
            Intrinsic::BytesilPhaseDegrees => Recipe::CellNumber(Number::Phase(22.5, 1.0)),
            Intrinsic::BytesilPhaseRadians => Recipe::CellNumber(Number::Phase(consts::PI, 8.0)),
            Intrinsic::BytesilIsNull => Recipe::CellNumber(Number::IsNull),
            Intrinsic::BytesilIsReal => Recipe::CellNumber(Number::IsOnAxis(0)),
            Intrinsic::BytesilIsImaginary => Recipe::CellNumber(Number::IsOnAxis(4)),
            Intrinsic::BytesilNew => Recipe::OfCells(Combination::New),
            Intrinsic::BytesilMul => Recipe::OfCells(Combination::Mul),
            Intrinsic::BytesilDiv => Recipe::OfCells(Combination::Div),
            Intrinsic::BytesilInv => Recipe::OfCells(Combination::Inv),
            Intrinsic::BytesilConj => Recipe::OfCells(Combination::Conj),
            Intrinsic::BytesilXor => Recipe::OfCells(Combination::Xor),
            Intrinsic::BytesilMix => Recipe::OfCells(Combination::Mix),
            Intrinsic::BytesilNorm => Recipe::OfCells(Combination::Norm),
            Intrinsic::BytesilAdd | Intrinsic::ComplexAdd => Recipe::OfCells(Combination::Add),
            Intrinsic::BytesilSub | Intrinsic::ComplexSub => Recipe::OfCells(Combination::Sub),
            Intrinsic::BytesilScale | Intrinsic::ComplexScale => Recipe::OfCells(Combination::Scale),
            Intrinsic::BytesilRotate | Intrinsic::ComplexRotate => Recipe::OfCells(Combination::Rotate),
            Intrinsic::FuseVisionAudio => Recipe::OfCells(Combination::Fuse),
            Intrinsic::BytesilNull => Recipe::CellConstant(Cell::NULL),
            Intrinsic::BytesilOne => Recipe::CellConstant(Cell::ONE),
            Intrinsic::BytesilI => Recipe::CellConstant(Cell::I),
            Intrinsic::BytesilNegOne => Recipe::CellConstant(Cell::NEG_ONE),
            Intrinsic::BytesilNegI => Recipe::CellConstant(Cell::NEG_I),
            Intrinsic::BytesilMax => Recipe::CellConstant(Cell::MAX),
            Intrinsic::BytesilFromU8 => Recipe::Unpack,
            Intrinsic::BytesilToU8 => Recipe::Pack,
            Intrinsic::BytesilFromComplex => Recipe::CellOfComplex,
            // Whatever it is, the runtime knows it.
            _ => return None,
        })
    }

    /// How many words it takes, A0 first.
    pub fn words(self) -> usize {
        match self {
            Recipe::Float(_)
            | Recipe::Scaled(..)
            | Recipe::Round
            | Recipe::FloatSign
            | Recipe::FloatConstant(_)
            | Recipe::Integer(_)
            | Recipe::IntegerSign
            | Recipe::ToFloat
            | Recipe::ToInteger
            | Recipe::CellNumber(_)
            | Recipe::Unpack
            | Recipe::Pack => 1,
            Recipe::Floats(_) | Recipe::Integers(_) | Recipe::CellOfComplex => 2,
            Recipe::ClampFloat | Recipe::ClampInteger => 3,
            Recipe::OfCells(_) | Recipe::CellConstant(_) => 0,
        }
    }

    /// How many registers it takes as cells, R0 first.
    pub fn cells(self) -> usize {
        match self {
            Recipe::Float(_)
            | Recipe::Floats(_)
            | Recipe::Scaled(..)
            | Recipe::Round
            | Recipe::FloatSign
            | Recipe::ClampFloat
            | Recipe::FloatConstant(_)
            | Recipe::Integer(_)
            | Recipe::Integers(_)
            | Recipe::IntegerSign
            | Recipe::ClampInteger
            | Recipe::ToFloat
            | Recipe::ToInteger => 0,
            Recipe::CellNumber(_)
            | Recipe::CellConstant(_)
            | Recipe::Unpack
            | Recipe::Pack
            | Recipe::CellOfComplex => 1,
            Recipe::OfCells(_) => 2,
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
            Recipe::Float(op) => {
                let a = self.float_argument(0);
                let result = self.unary(op, a);
                self.set_float(Reg::R0, result);
            }
            Recipe::Floats(op) => {
                let (a, b) = (self.float_argument(0), self.float_argument(1));
                let result = self.binary(op, a, b);
                self.set_float(Reg::R0, result);
            }
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
            Recipe::Integer(op) => {
                let a = self.integer_argument(0);
                let result = self.unary(op, a);
                self.set_integer(Reg::R0, result);
            }
            Recipe::Integers(op) => {
                let (a, b) = (self.integer_argument(0), self.integer_argument(1));
                let result = self.binary(op, a, b);
                self.set_integer(Reg::R0, result);
            }
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
            Recipe::ToFloat => {
                let a = self.integer_argument(0);
                let result = self.unary(Unary::ToFloat, a);
                self.set_float(Reg::R0, result);
            }
            Recipe::ToInteger => {
                let a = self.float_argument(0);
                let result = self.unary(Unary::ToInt, a);
                self.set_integer(Reg::R0, result);
            }
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
            Number::Magnitude => {
                let cell = self.cell(Reg::R0);
                let magnitude = self.unary(Unary::Magnitude, cell);
                self.set_float(Reg::R0, magnitude);
            }
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

    /// rho clamped, and theta masked.
    fn clamped(&mut self, rho: Value, theta: Value) -> (Value, Value) {
        (self.unary(Unary::Clamp, rho), self.with(Binary::And, theta, 15))
    }

    /// Half of the sum of two small numbers, truncated toward zero.
    fn mean(&mut self, a: Value, b: Value) -> Value {
        let sum = self.binary(Binary::Add, a, b);
        let sign = self.with(Binary::Ushr, sum, 31);
        let sum = self.binary(Binary::Add, sum, sign);
        self.with(Binary::Sshr, sum, 1)
    }
}
