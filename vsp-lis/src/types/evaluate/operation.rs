//! Operators on values: the machine's own semantics.

use super::Value;
use crate::types::tree::{Bin, Compare, Un};
use vsp_isa::Cell;
use vsp_isa::semantics::{cells, complex, convert, float, integer};

/// NaNs are stored as one NaN.
fn stored(value: f64) -> Value {
    Value::Float(if value.is_nan() { f64::from_bits(0x7ff8 << 48) } else { value })
}

pub(crate) fn unary(un: Un, value: &Value) -> Value {
    match un {
        Un::NegInt => Value::Int(integer::negate(value.int())),
        Un::NegFloat => stored(float::negate(value.float())),
        Un::NotInt => Value::Int(integer::not(value.int())),
        Un::NotBool => Value::Bool(!value.bool()),
        Un::AbsInt => Value::Int(integer::absolute(value.int())),
        Un::AbsFloat => stored(float::absolute(value.float())),
        Un::Conj => Value::Cell(cells::conjugate(value.cell())),
        Un::Magnitude => Value::Float(convert::cell_to_float(value.cell())),
        Un::IntToFloat => Value::Float(convert::integer_to_float(value.int())),
        Un::FloatToInt => Value::Int(convert::float_to_integer(value.float())),
        Un::FloatToCell => Value::Cell(convert::float_to_cell(value.float())),
    }
}

pub(crate) fn binary(bin: Bin, left: &Value, right: &Value) -> Value {
    let ints = |f: fn(i64, i64) -> i64| Value::Int(f(left.int(), right.int()));
    let floats = |f: fn(f64, f64) -> f64| stored(f(left.float(), right.float()));
    let cells = |f: fn(Cell, Cell) -> Cell| Value::Cell(f(left.cell(), right.cell()));
    let states = |f: fn(u8, u8) -> u8| {
        let mut state = left.state();
        state.iter_mut().zip(right.state()).for_each(|(a, b)| *a = f(*a, b));
        Value::State(state)
    };
    match bin {
        Bin::AddInt => ints(integer::add),
        Bin::SubInt => ints(integer::sub),
        Bin::MulInt => ints(integer::mul),
        Bin::DivInt => ints(|a, b| integer::quotient(a, b).unwrap_or(a)),
        Bin::RemInt => ints(|a, b| integer::remainder(a, b).unwrap_or(a)),
        Bin::PowInt => ints(integer::power),
        Bin::AndInt => ints(integer::and),
        Bin::OrInt => ints(integer::or),
        Bin::XorInt => ints(integer::xor),
        Bin::ShlInt => ints(integer::shift_left),
        Bin::ShrInt => ints(integer::shift_right),
        Bin::AddFloat => floats(float::add),
        Bin::SubFloat => floats(float::sub),
        Bin::MulFloat => floats(float::mul),
        Bin::DivFloat => floats(float::div),
        Bin::PowFloat => floats(float::power),
        Bin::AddCell => cells(complex::sum),
        Bin::SubCell => cells(complex::difference),
        Bin::MulCell => cells(cells::multiply),
        Bin::DivCell => cells(cells::divide),
        Bin::AndCell => cells(cells::and),
        Bin::OrCell => cells(cells::or),
        Bin::XorCell => cells(cells::xor),
        Bin::AndState => states(|a, b| a & b),
        Bin::OrState => states(|a, b| a | b),
        Bin::XorState => states(|a, b| a ^ b),
    }
}

fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::Cell(a), Value::Cell(b)) => a.pack() == b.pack(),
        (Value::State(a), Value::State(b)) => a == b,
        (Value::Tuple(a), Value::Tuple(b)) | (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        _ => false,
    }
}

/// What a comparison gives; `<` and its kin compare numbers of one type.
pub(crate) fn compare(compare: Compare, left: &Value, right: &Value) -> bool {
    let order = match (left, right) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        _ => left.float().partial_cmp(&right.float()),
    };
    match compare {
        Compare::Equal => equal(left, right),
        Compare::NotEqual => !equal(left, right),
        Compare::Less => order.is_some_and(|it| it.is_lt()),
        Compare::LessEqual => order.is_some_and(|it| it.is_le()),
        Compare::Greater => order.is_some_and(|it| it.is_gt()),
        Compare::GreaterEqual => order.is_some_and(|it| it.is_ge()),
    }
}
