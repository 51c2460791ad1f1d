//! Items with types, for programs whose files say how their functions are called.

use crate::Binding;
use std::fmt::{self, Display, Formatter};
use vsp_lis::{Passing, Signature, Static, Type};

/// How many parts a tuple may have: beyond, Rust's own library does nothing for tuples either.
const MOST_PARTS: usize = 12;

/// How many bytes a value may have that is handed over on the stack.
const MOST_BYTES: u64 = 1 << 16;

/// A function with typed arguments and result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedFunction {
    /// Its item.
    pub binding: Binding,
    /// Its parameters: identifiers that differ, and the values.
    pub params: Vec<(String, TypedValue)>,
    /// Its result.
    pub result: TypedValue,
}

/// A static that can be read and written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedStatic {
    /// Its item, a module.
    pub binding: Binding,
    /// Its value.
    pub value: TypedValue,
}

/// The type of a value, and where its parts are. It is displayed as the macro of vsp-runtime takes it: `Float [R0]`,
/// `(Int, State,) [R4, 0x0120]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedValue {
    ty: Type,
    places: Vec<Passing>,
}

impl TypedValue {
    /// A value that Rust can have; a longer one, or one of more parts, is reached by its address alone.
    fn new(ty: &Type, places: &[Passing]) -> Option<TypedValue> {
        is_handy(ty).then(|| TypedValue { ty: ty.clone(), places: places.to_vec() })
    }
}

/// The values of a function's parameters, and its result's.
pub(crate) fn values(signature: &Signature) -> Option<(Vec<TypedValue>, TypedValue)> {
    let params = signature.params.iter().map(|(_, ty, places)| TypedValue::new(ty, places));
    Some((params.collect::<Option<_>>()?, TypedValue::new(&signature.result.0, &signature.result.1)?))
}

/// The value of a static, whose parts lie one behind the other.
pub(crate) fn value_of_static(it: &Static) -> Option<TypedValue> {
    let mut address = it.address;
    let mut place = |leaf: &Type| {
        let place = Passing::Memory(address);
        address += leaf.size() as u32;
        place
    };
    let places = is_handy(&it.ty).then(|| it.ty.leaves().into_iter().map(&mut place).collect::<Vec<_>>())?;
    TypedValue::new(&it.ty, &places)
}

fn is_handy(ty: &Type) -> bool {
    let has_few_parts = match ty {
        Type::Tuple(parts) => parts.len() <= MOST_PARTS && parts.iter().all(is_handy),
        Type::Int | Type::Float | Type::Bool | Type::ByteSil | Type::State | Type::Array(..) => true,
        Type::String => false,
    };
    has_few_parts && ty.size() <= MOST_BYTES
}

impl Display for TypedValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_type(&self.ty, f)?;
        f.write_str(" [")?;
        for (index, place) in self.places.iter().enumerate() {
            f.write_str(if index > 0 { ", " } else { "" })?;
            match *place {
                Passing::Register(register) => write!(f, "R{register:X}")?,
                Passing::Memory(address) => write!(f, "{}", Number(address as usize))?,
            }
        }
        f.write_str("]")
    }
}

fn write_type(ty: &Type, f: &mut Formatter<'_>) -> fmt::Result {
    match ty {
        Type::Tuple(parts) => {
            f.write_str("(")?;
            for part in parts.iter() {
                write_type(part, f)?;
                f.write_str(", ")?;
            }
            f.write_str(")")
        }
        Type::Array(part, length) => write!(f, "[{}; {}]", part.ty(), Number(*length as usize)),
        Type::Int | Type::Float | Type::Bool | Type::String | Type::ByteSil | Type::State => {
            write!(f, "{ty}")
        }
    }
}

/// A number as nobody's lints have anything against it: with more than four digits, in groups of four.
#[derive(Clone, Copy, Debug)]
pub struct Number(pub usize);

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Number(number @ ..10_000) => write!(f, "{number}"),
            Number(number @ 10_000..=0xffff) => write!(f, "{number:#06x}"),
            Number(number) => write!(f, "{:#06x}_{:04x}", number >> 16, number & 0xffff),
        }
    }
}
