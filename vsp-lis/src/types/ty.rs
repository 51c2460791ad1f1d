//! Types.

use std::fmt;
use std::sync::Arc;

/// What an array may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// 64 bits.
    Int,
    /// 64 bits.
    Float,
    /// A word, 0 or 1.
    Bool,
    /// A packed byte.
    ByteSil,
    /// 16 packed bytes.
    State,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// 64 bits, wraps.
    Int,
    /// 64 bits.
    Float,
    /// `true` or `false`.
    Bool,
    /// A text.
    String,
    /// A log-polar complex number.
    ByteSil,
    /// Sixteen ByteSils.
    State,
    /// Several values; none of them for unit, `()`.
    Tuple(Arc<[Type]>),
    /// So many values of one type.
    Array(Part, u32),
}

impl Part {
    /// The type of a part.
    pub fn ty(self) -> Type {
        match self {
            Part::Int => Type::Int,
            Part::Float => Type::Float,
            Part::Bool => Type::Bool,
            Part::ByteSil => Type::ByteSil,
            Part::State => Type::State,
        }
    }

    /// How many bytes a part takes in memory.
    pub fn size(self) -> u32 {
        match self {
            Part::Int | Part::Float | Part::Bool => 8,
            Part::ByteSil => 1,
            Part::State => 16,
        }
    }
}

impl Type {
    pub(crate) fn unit() -> Type {
        Type::Tuple(Arc::from([]))
    }

    pub(crate) fn is_unit(&self) -> bool {
        matches!(self, Type::Tuple(parts) if parts.is_empty())
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Type::Int | Type::Float)
    }

    /// The type as a part of an array, if it can be one.
    pub(crate) fn part(&self) -> Option<Part> {
        Some(match self {
            Type::Int => Part::Int,
            Type::Float => Part::Float,
            Type::Bool => Part::Bool,
            Type::ByteSil => Part::ByteSil,
            Type::State => Part::State,
            Type::String | Type::Tuple(_) | Type::Array(..) => return None,
        })
    }

    /// Whether a String is in it.
    pub(crate) fn has_string(&self) -> bool {
        match self {
            Type::String => true,
            Type::Tuple(parts) => parts.iter().any(Type::has_string),
            Type::Int | Type::Float | Type::Bool | Type::ByteSil | Type::State | Type::Array(..) => false,
        }
    }

    /// How many types it is made of, itself included.
    pub(crate) fn nodes(&self) -> usize {
        match self {
            Type::Tuple(parts) => 1 + parts.iter().map(Type::nodes).sum::<usize>(),
            Type::Int
            | Type::Float
            | Type::Bool
            | Type::String
            | Type::ByteSil
            | Type::State
            | Type::Array(..) => 1,
        }
    }

    /// What its values are made of, in order: scalars, States and arrays. Each of them has a place of its own.
    pub fn leaves(&self) -> Vec<&Type> {
        match self {
            Type::Tuple(parts) => parts.iter().flat_map(Type::leaves).collect(),
            Type::Int
            | Type::Float
            | Type::Bool
            | Type::String
            | Type::ByteSil
            | Type::State
            | Type::Array(..) => vec![self],
        }
    }

    /// How many bytes its values take in memory, a word for each number.
    pub fn size(&self) -> u64 {
        match self {
            Type::Int | Type::Float | Type::Bool | Type::String => 8,
            Type::ByteSil => 1,
            Type::State => 16,
            Type::Tuple(parts) => parts.iter().map(Type::size).sum(),
            Type::Array(part, length) => u64::from(part.size()) * u64::from(*length),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Int => f.write_str("Int"),
            Type::Float => f.write_str("Float"),
            Type::Bool => f.write_str("Bool"),
            Type::String => f.write_str("String"),
            Type::ByteSil => f.write_str("ByteSil"),
            Type::State => f.write_str("State"),
            Type::Tuple(parts) => {
                f.write_str("(")?;
                for (at, part) in parts.iter().enumerate() {
                    write!(f, "{}{part}", if at > 0 { ", " } else { "" })?;
                }
                f.write_str(if parts.len() == 1 { ",)" } else { ")" })
            }
            Type::Array(part, length) => write!(f, "[{}; {length}]", part.ty()),
        }
    }
}
