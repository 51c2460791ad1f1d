//! How exported functions are called, as the file says it.
//!
//! For each export there is a symbol of kind label, at the function's address, whose name is its signature:
//! `lis smooth(x: Float @R0) -> Float @R0`. Behind `@` stands where the value is: the first register of a word (of a ByteSil: the
//! register), or an address in memory. A tuple has the places of its parts, one behind the other. For each exported
//! static there is one of kind data, at its address: `lis static level: Float`. Readers that do not know them see symbols
//! with odd names.

use super::layout::Layout;
use crate::Exports;
use crate::code::Code;
use crate::code::ir::Passed;
use crate::types::tree::Typed;
use crate::types::{Expected, Type};
use std::fmt::{self, Write};

/// Where one scalar, State or array is when a function is called, or when it has returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// In the word that begins at this register; a ByteSil in the register itself.
    Register(u8),
    /// In memory: words little-endian, ByteSils packed, States as 16 packed bytes, parts of arrays one behind the other.
    Memory(u32),
}

/// How an exported function is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// The name that it is exported under.
    pub name: String,
    /// Its parameters: name, type, and a place for each scalar, State or array in it.
    pub params: Vec<(String, Type, Vec<Passing>)>,
    /// Its result's type and places.
    pub result: (Type, Vec<Passing>),
}

/// An exported static.
#[derive(Clone, Debug, PartialEq)]
pub struct Static {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Where it lies in memory.
    pub address: u32,
}

/// A signature whose places in memory have no addresses yet.
pub(super) struct Unplaced {
    name: String,
    params: Vec<(String, Type, Vec<Passed>)>,
    result: (Type, Vec<Passed>),
}

impl Unplaced {
    pub fn placed(self, layout: &Layout) -> Signature {
        let place = |passed: Passed| match passed {
            Passed::Word(word) => Passing::Register(word * 4),
            Passed::Memory(mem) => Passing::Memory(layout.address(mem)),
        };
        let all = |places: Vec<Passed>| places.into_iter().map(place).collect();
        Signature {
            name: self.name,
            params: self.params.into_iter().map(|(name, ty, places)| (name, ty, all(places))).collect(),
            result: (self.result.0, all(self.result.1)),
        }
    }
}

pub(super) fn signatures(typed: &Typed, code: &mut Code) -> Vec<Unplaced> {
    let mut all = Vec::new();
    for export in &typed.exports {
        let function = &typed.functions[export.function];
        let types: Vec<Type> = function.vars[..function.params].iter().map(|var| var.ty.clone()).collect();
        let mut places =
            crate::code::passed(&mut code.objects, &function.name, export.function, &types, true).into_iter();
        let params = types
            .iter()
            .zip(&export.params)
            .map(|(ty, name)| {
                (name.to_string(), ty.clone(), places.by_ref().take(ty.leaves().len()).collect())
            })
            .collect();
        let result = std::slice::from_ref(&function.result);
        let places = crate::code::passed(&mut code.objects, &function.name, export.function, result, false);
        all.push(Unplaced {
            name: export.name.to_string(),
            params,
            result: (function.result.clone(), places),
        });
    }
    all
}

pub(super) fn statics(typed: &Typed, code: &Code, layout: &Layout) -> Vec<Static> {
    let mut all = Vec::new();
    for (name, global) in &typed.statics {
        if let Some(object) = code.objects.static_object(*global) {
            let address = layout.address(crate::code::ir::Mem { object, offset: 0 });
            all.push(Static { name: name.to_string(), ty: typed.globals[*global].ty.clone(), address });
        }
    }
    all
}

/// What a wrong program would export, with places that mean nothing.
pub(crate) fn expected(expected: &Expected) -> Exports {
    fn places(ty: &Type) -> Vec<Passing> {
        match ty {
            Type::Tuple(parts) => parts.iter().flat_map(places).collect(),
            Type::State | Type::Array(..) => vec![Passing::Memory(0)],
            Type::Int | Type::Float | Type::Bool | Type::String | Type::ByteSil => vec![Passing::Register(0)],
        }
    }
    let placed = |ty: &Type| (ty.clone(), places(ty));
    let functions = expected.functions.iter().map(|it| {
        let params = it.params.iter().map(|(name, ty)| (name.to_string(), ty.clone(), places(ty)));
        Signature { name: it.name.to_string(), params: params.collect(), result: placed(&it.result) }
    });
    let statics = expected.statics.iter();
    let statics = statics.map(|(name, ty)| Static { name: name.to_string(), ty: ty.clone(), address: 0 });
    Exports { functions: functions.collect(), statics: statics.collect() }
}

fn write_places(f: &mut fmt::Formatter<'_>, places: &[Passing]) -> fmt::Result {
    for place in places {
        match place {
            Passing::Register(register) => write!(f, " @R{register:X}")?,
            Passing::Memory(address) => write!(f, " @0x{address:04X}")?,
        }
    }
    Ok(())
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        for (at, (name, ty, places)) in self.params.iter().enumerate() {
            write!(f, "{}{name}: {ty}", if at > 0 { ", " } else { "" })?;
            write_places(f, places)?;
        }
        f.write_char(')')?;
        let (ty, places) = &self.result;
        if !ty.is_unit() {
            write!(f, " -> {ty}")?;
            write_places(f, places)?;
        }
        Ok(())
    }
}
