//! The signatures of a compiled program: where its functions' values are.

use super::layout::Layout;
use crate::code::Code;
use crate::code::ir::Passed;
use crate::types::tree::Typed;
use crate::types::{Expected, Type};
use crate::{Exports, Passing, Signature, Static};

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
