//! What operations without effects compute. Values are bits as [`Type::normal`] has them.

use crate::{Binary, Mix, Type, Unary};
use vsp_isa::Cell;
use vsp_isa::semantics::{complex, convert, elementary, float, gates, half, integer};

fn cell(bits: i64) -> Cell {
    Cell::from_bits(bits as u16)
}

fn of_cell(cell: Cell) -> i64 {
    cell.to_bits().into()
}

fn f64_of(bits: i64) -> f64 {
    f64::from_bits(bits as u64)
}

fn f32_of(bits: i64) -> f32 {
    f32::from_bits(bits as u32)
}

fn of_f64(value: f64) -> i64 {
    value.to_bits() as i64
}

fn of_f32(value: f32) -> i64 {
    value.to_bits() as i32 as i64
}

/// What an operation gives for a value of a type.
///
/// # Panics
/// If the operation does not take the type.
///
/// ```
/// use vsp_middle::{Type, Unary, evaluate::unary};
/// assert_eq!(unary(Unary::Rho, Type::Cell, 0x02ff), -1);
/// ```
pub fn unary(op: Unary, kind: Type, a: i64) -> i64 {
    let Some(result) = op.result(kind) else { panic!("{op:?} does not take {kind:?}") };
    let is_narrow = kind == Type::F32;
    let float = |narrow: fn(f32) -> f32, wide: fn(f64) -> f64| {
        if is_narrow { of_f32(narrow(f32_of(a))) } else { of_f64(wide(f64_of(a))) }
    };
    let bits = match op {
        Unary::Low => a,
        Unary::High => a >> (kind.bits() / 2),
        Unary::Sext => a << (64 - kind.bits()) >> (64 - kind.bits()),
        Unary::Zext => a & i64::MAX >> (63 - kind.bits()),
        Unary::Neg => integer::negate(a),
        Unary::Not => integer::not(a),
        Unary::Abs => integer::absolute(a),
        Unary::Clamp => Cell::clamped(a as i32, 0).rho.into(),
        Unary::Rho => cell(a).rho.into(),
        Unary::Theta => cell(a).theta.into(),
        Unary::Byte => a,
        Unary::Pack => cell(a).pack().into(),
        Unary::Unpack => of_cell(Cell::unpack(a as u8)),
        Unary::Magnitude => of_f64(complex::magnitude(cell(a))),
        Unary::Measure => of_cell(gates::measure(cell(a))),
        Unary::CellOfInt => of_cell(convert::integer_to_cell(a)),
        Unary::CellOfFloat => of_cell(convert::float_to_cell(f64_of(a))),
        Unary::ToFloat => of_f64(convert::integer_to_float(a)),
        Unary::ToInt => convert::float_to_integer(f64_of(a)),
        Unary::Bits | Unary::OfBits => a,
        Unary::Canon if is_narrow && f32_of(a).is_nan() => float::NAN_32.into(),
        Unary::Canon if !is_narrow && f64_of(a).is_nan() => float::NAN_64 as i64,
        Unary::Canon => a,
        Unary::Promote => of_f64(f32_of(a).into()),
        Unary::Demote => of_f32(f64_of(a) as f32),
        Unary::Widen => of_f64(half::widen(a as u16)),
        Unary::Narrow => half::narrow(f64_of(a)).into(),
        Unary::FNeg => float(|a| -a, float::negate),
        Unary::FAbs => float(f32::abs, float::absolute),
        // The root in 64 bits, rounded to 32, is the root in 32.
        Unary::Sqrt => float(|a| float::square_root(a.into()) as f32, float::square_root),
        Unary::Floor => of_f64(float::floor(f64_of(a))),
        Unary::Ceil => of_f64(float::ceil(f64_of(a))),
        Unary::Sin => of_f64(elementary::sin(f64_of(a))),
        Unary::Cos => of_f64(elementary::cos(f64_of(a))),
        Unary::Tan => of_f64(elementary::tan(f64_of(a))),
        Unary::Asin => of_f64(elementary::asin(f64_of(a))),
        Unary::Acos => of_f64(elementary::acos(f64_of(a))),
        Unary::Atan => of_f64(elementary::atan(f64_of(a))),
        Unary::Exp => of_f64(elementary::exp(f64_of(a))),
        Unary::Ln => of_f64(elementary::ln(f64_of(a))),
        Unary::Log10 => of_f64(elementary::log10(f64_of(a))),
        Unary::Log2 => of_f64(elementary::log2(f64_of(a))),
    };
    result.normal(bits)
}

/// What an operation gives for two values, the first of a type.
///
/// # Panics
/// If the operation does not take the type.
pub fn binary(op: Binary, kind: Type, a: i64, b: i64) -> i64 {
    let right = kind;
    let Some(result) = op.result(kind, right) else { panic!("{op:?} does not take {kind:?}") };
    let is_narrow = kind == Type::F32;
    let amount = b as u32 & (kind.bits().max(1) - 1);
    let float = |narrow: fn(f32, f32) -> f32, wide: fn(f64, f64) -> f64| {
        if is_narrow { of_f32(narrow(f32_of(a), f32_of(b))) } else { of_f64(wide(f64_of(a), f64_of(b))) }
    };
    let bits = match op {
        Binary::Add => integer::add(a, b),
        Binary::Sub => integer::sub(a, b),
        Binary::Mul => integer::mul(a, b),
        Binary::Quotient => integer::quotient(a, b).unwrap_or(a),
        Binary::Remainder => integer::remainder(a, b).unwrap_or(a),
        Binary::Power => integer::power(a, b),
        Binary::And => integer::and(a, b),
        Binary::Or => integer::or(a, b),
        Binary::Xor => integer::xor(a, b),
        Binary::Shl => a << amount,
        Binary::Sshr => a >> amount,
        Binary::Ushr if kind == Type::I32 => i64::from(a as u32 >> amount),
        Binary::Ushr => (a as u64 >> amount) as i64,
        Binary::Min => a.min(b),
        Binary::Max => a.max(b),
        Binary::Eq => (a == b).into(),
        Binary::Ne => (a != b).into(),
        Binary::Lt => (a < b).into(),
        Binary::Le => (a <= b).into(),
        // Sign extension keeps the order of unsigned numbers.
        Binary::Ult => ((a as u64) < b as u64).into(),
        Binary::Join => {
            let half = kind.bits();
            (b << half) | (a & ((1 << half) - 1))
        }
        Binary::Cell => (a & 0xff) | (b & 0xff) << 8,
        Binary::Sum => complex::sum(Cell::unpack(a as u8), Cell::unpack(b as u8)).pack().into(),
        Binary::FAdd => float(|a, b| a + b, float::add),
        Binary::FSub => float(|a, b| a - b, float::sub),
        Binary::FMul => float(|a, b| a * b, float::mul),
        Binary::FDiv => float(|a, b| a / b, float::div),
        Binary::FPower => of_f64(float::power(f64_of(a), f64_of(b))),
        // What is chosen in 64 bits is one of the two in 32.
        Binary::FMin => float(|a, b| float::least(a.into(), b.into()) as f32, float::least),
        Binary::FMax => float(|a, b| float::greatest(a.into(), b.into()) as f32, float::greatest),
        Binary::Atan2 => of_f64(elementary::atan2(f64_of(a), f64_of(b))),
        Binary::CellOfComplex => of_cell(complex::from_complex(f64_of(a), f64_of(b))),
        Binary::FLt if is_narrow => (f32_of(a) < f32_of(b)).into(),
        Binary::FLt => float::less(f64_of(a), f64_of(b)).into(),
        Binary::FNear => float::equal(f64_of(a), f64_of(b)).into(),
    };
    result.normal(bits)
}

/// What LERP or SLERP gives for two cells.
pub fn mix(op: Mix, t: u8, a: i64, b: i64) -> i64 {
    of_cell(match op {
        Mix::Lerp => complex::lerp(cell(a), cell(b), t),
        Mix::Slerp => complex::slerp(cell(a), cell(b), t),
    })
}
