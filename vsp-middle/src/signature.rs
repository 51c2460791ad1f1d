//! The types of operands and results of operations.

use crate::{Binary, Fixed, HostCall, Type, Unary};

impl Unary {
    /// The type of its result, given that of its operand; `None` if it does not take that.
    pub const fn result(self, operand: Type) -> Option<Type> {
        use Type::{Bool, Byte, Cell, F32, F64, I32, I64};
        Some(match (self, operand) {
            (Unary::Low | Unary::High, I64) => I32,
            (Unary::Low | Unary::High, I32) => Cell,
            (Unary::Sext, Cell) | (Unary::Zext, Bool | Byte | Cell) => I32,
            (Unary::Sext | Unary::Zext, I32) => I64,
            (Unary::Neg | Unary::Abs, I32 | I64) => operand,
            (Unary::Not, Bool | Byte | Cell | I32 | I64) => operand,
            (Unary::Clamp, I32) => I32,
            (Unary::Rho | Unary::Theta, Cell) => I32,
            (Unary::Byte, I32) | (Unary::Pack, Cell) => Byte,
            (Unary::Unpack, Byte) | (Unary::Measure, Cell) => Cell,
            (Unary::Magnitude | Unary::Widen, Cell) => F64,
            (Unary::CellOfInt, I64) => Cell,
            (Unary::CellOfFloat | Unary::Narrow, F64) => Cell,
            (Unary::ToFloat, I64) => F64,
            (Unary::ToInt, F64) => I64,
            (Unary::Bits, F64) => I64,
            (Unary::Bits, F32) => I32,
            (Unary::OfBits, I64) => F64,
            (Unary::OfBits, I32) => F32,
            (Unary::Promote, F32) => F64,
            (Unary::Demote, F64) => F32,
            (Unary::Canon | Unary::FNeg | Unary::FAbs | Unary::Sqrt, F32 | F64) => operand,
            (
                Unary::Floor
                | Unary::Ceil
                | Unary::Sin
                | Unary::Cos
                | Unary::Tan
                | Unary::Asin
                | Unary::Acos
                | Unary::Atan
                | Unary::Exp
                | Unary::Ln
                | Unary::Log10
                | Unary::Log2,
                F64,
            ) => F64,
            _ => return None,
        })
    }
}

impl Binary {
    /// The type of its result, given those of its operands; `None` if it does not take these.
    pub const fn result(self, left: Type, right: Type) -> Option<Type> {
        use Type::{Bool, Byte, Cell, F32, F64, I32, I64};
        Some(match (self, left, right) {
            (
                Binary::Add
                | Binary::Sub
                | Binary::Mul
                | Binary::Quotient
                | Binary::Remainder
                | Binary::Min
                | Binary::Max
                | Binary::Shl
                | Binary::Sshr
                | Binary::Ushr,
                I32,
                I32,
            ) => I32,
            (
                Binary::Add
                | Binary::Sub
                | Binary::Mul
                | Binary::Quotient
                | Binary::Remainder
                | Binary::Power
                | Binary::Min
                | Binary::Max
                | Binary::Shl
                | Binary::Sshr
                | Binary::Ushr,
                I64,
                I64,
            ) => I64,
            (Binary::And | Binary::Or | Binary::Xor, Bool, Bool)
            | (Binary::And | Binary::Or | Binary::Xor, Byte, Byte)
            | (Binary::And | Binary::Or | Binary::Xor, Cell, Cell)
            | (Binary::And | Binary::Or | Binary::Xor, I32, I32)
            | (Binary::And | Binary::Or | Binary::Xor, I64, I64) => left,
            (Binary::Eq | Binary::Ne, Byte, Byte)
            | (Binary::Eq | Binary::Ne, Cell, Cell)
            | (Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Ult, I32, I32)
            | (Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Ult, I64, I64)
            | (Binary::FLt, F32, F32)
            | (Binary::FLt | Binary::FNear, F64, F64) => Bool,
            (Binary::Join, Cell, Cell) => I32,
            (Binary::Join, I32, I32) => I64,
            (Binary::Cell, I32, I32) => Cell,
            (Binary::Sum, Byte, Byte) => Byte,
            (
                Binary::FAdd | Binary::FSub | Binary::FMul | Binary::FDiv | Binary::FMin | Binary::FMax,
                F32,
                F32,
            ) => F32,
            (
                Binary::FAdd
                | Binary::FSub
                | Binary::FMul
                | Binary::FDiv
                | Binary::FPower
                | Binary::FMin
                | Binary::FMax
                | Binary::Atan2,
                F64,
                F64,
            ) => F64,
            (Binary::CellOfComplex, F64, F64) => Cell,
            _ => return None,
        })
    }

    /// Whether the operands may change places.
    pub const fn is_commutative(self) -> bool {
        matches!(
            self,
            Binary::Add
                | Binary::Mul
                | Binary::And
                | Binary::Or
                | Binary::Xor
                | Binary::Min
                | Binary::Max
                | Binary::Eq
                | Binary::Ne
                | Binary::Sum
        )
    }
}

impl Fixed {
    /// The type of its value.
    pub const fn result(self) -> Type {
        match self {
            Fixed::MemorySize => Type::I64,
            Fixed::CallLimit | Fixed::StackLimit => Type::I32,
        }
    }
}

impl HostCall {
    /// Whether it takes a cell.
    pub const fn takes_cell(self) -> bool {
        match self {
            HostCall::Sense | HostCall::ReadPort => false,
            HostCall::Act | HostCall::WritePort => true,
        }
    }
}
