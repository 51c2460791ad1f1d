//! The types of values.

use crate::names::names;

names! {
    /// The type of a value.
    Type {
        /// What only has an effect gives nothing.
        None "none",
        /// 0 or 1.
        Bool "bool",
        /// The eight bits of a byte of memory, which pack a ByteSil.
        Byte "byte",
        /// The sixteen bits of a register.
        Cell "cell",
        /// 32 bits: a number, or the word of two cells.
        I32 "i32",
        /// 64 bits: a number, or the word of four cells.
        I64 "i64",
        /// A float of 32 bits. Which NaN it is means nothing: see [`Unary::Canon`](crate::Unary::Canon).
        F32 "f32",
        /// A float of 64 bits, likewise.
        F64 "f64",
    }
}

impl Type {
    /// How many bits its constants have.
    pub const fn bits(self) -> u32 {
        match self {
            Type::None => 0,
            Type::Bool => 1,
            Type::Byte => 8,
            Type::Cell => 16,
            Type::I32 | Type::F32 => 32,
            Type::I64 | Type::F64 => 64,
        }
    }

    /// Whether it is a number that arithmetic works on.
    pub const fn is_integer(self) -> bool {
        matches!(self, Type::I32 | Type::I64)
    }

    /// Whether it is a float.
    pub const fn is_float(self) -> bool {
        matches!(self, Type::F32 | Type::F64)
    }

    /// The type of the word of so many cells.
    ///
    /// # Panics
    /// If it is not 1, 2 or 4.
    pub const fn of_cells(cells: usize) -> Type {
        match cells {
            1 => Type::Cell,
            2 => Type::I32,
            4 => Type::I64,
            _ => panic!("words have 1, 2 or 4 cells"),
        }
    }

    /// A constant's bits in the form in which constants are kept: sign-extended for numbers and floats, zero-extended for the rest.
    pub const fn normal(self, bits: i64) -> i64 {
        match self {
            Type::None => 0,
            Type::Bool => bits & 1,
            Type::Byte => bits & 0xff,
            Type::Cell => bits & 0xffff,
            Type::I32 | Type::F32 => bits as i32 as i64,
            Type::I64 | Type::F64 => bits,
        }
    }
}
