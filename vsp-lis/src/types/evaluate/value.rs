//! Values.

use crate::types::Type;
use std::rc::Rc;
use vsp_isa::Cell;

/// A value of any type.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(Rc<str>),
    Cell(Cell),
    /// Packed.
    State([u8; 16]),
    Tuple(Vec<Value>),
    Array(Vec<Value>),
}

/// The cell in the lowest 16 bits of a word.
pub(super) fn low_cell(bits: i64) -> Cell {
    Cell { rho: bits as i8, theta: (bits >> 8) as u8 }
}

/// As print_float prints it.
pub(super) fn float_text(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "inf" } else { "-inf" }.to_owned()
    } else {
        format!("{value:.6}")
    }
}

impl Value {
    pub fn unit() -> Value {
        Value::Tuple(Vec::new())
    }

    /// Zero, false, NULL, an empty text, and of these what is made of several.
    pub fn zero(ty: &Type) -> Value {
        match ty {
            Type::Int => Value::Int(0),
            Type::Float => Value::Float(0.0),
            Type::Bool => Value::Bool(false),
            Type::String => Value::Text("".into()),
            Type::ByteSil => Value::Cell(Cell::NULL),
            Type::State => Value::State([0; 16]),
            Type::Tuple(parts) => Value::Tuple(parts.iter().map(Value::zero).collect()),
            Type::Array(part, length) => Value::Array(vec![part.zero(); *length as usize]),
        }
    }

    pub fn int(&self) -> i64 {
        match self {
            Value::Int(value) => *value,
            _ => self.bits() as i64,
        }
    }

    pub fn float(&self) -> f64 {
        f64::from_bits(self.bits())
    }

    pub fn bool(&self) -> bool {
        self.bits() != 0
    }

    pub fn cell(&self) -> Cell {
        match self {
            Value::Cell(cell) => *cell,
            _ => Cell::NULL,
        }
    }

    pub fn state(&self) -> [u8; 16] {
        match self {
            Value::State(state) => *state,
            _ => [0; 16],
        }
    }

    pub fn parts(&self) -> &[Value] {
        match self {
            Value::Tuple(parts) | Value::Array(parts) => parts,
            _ => &[],
        }
    }

    /// The word of a number or a Bool, and of a ByteSil its cell; 0 of anything else.
    pub fn bits(&self) -> u64 {
        match self {
            Value::Int(value) => *value as u64,
            Value::Float(value) => value.to_bits(),
            Value::Bool(value) => u64::from(*value),
            Value::Cell(cell) => u64::from(u16::from_le_bytes([cell.rho as u8, cell.theta])),
            Value::Text(_) | Value::State(_) | Value::Tuple(_) | Value::Array(_) => 0,
        }
    }

    /// The value of a type that has such a word.
    pub fn of_bits(ty: &Type, bits: u64) -> Value {
        match ty {
            Type::Float => Value::Float(f64::from_bits(bits)),
            Type::Bool => Value::Bool(bits != 0),
            Type::ByteSil => Value::Cell(low_cell(bits as i64)),
            Type::Tuple(_) => Value::unit(),
            Type::Int | Type::String | Type::State | Type::Array(..) => Value::Int(bits as i64),
        }
    }

    /// The bytes that it takes in memory: words little-endian, ByteSils packed.
    pub fn bytes(&self, out: &mut Vec<u8>) {
        match self {
            Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Text(_) => {
                out.extend(self.bits().to_le_bytes())
            }
            Value::Cell(cell) => out.push(cell.pack()),
            Value::State(state) => out.extend(state),
            Value::Tuple(parts) | Value::Array(parts) => parts.iter().for_each(|part| part.bytes(out)),
        }
    }
}
