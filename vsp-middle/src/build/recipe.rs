//! Recipes: which intrinsics are built of operations, and what they take.

use crate::{Binary, Unary};
use core::f64::consts;
use vsp_isa::{Cell, Intrinsic, Version};

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
