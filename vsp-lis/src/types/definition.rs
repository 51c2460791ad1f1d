//! What is defined outside of functions: types, and statics and consts with their values.

use super::Type;
use super::check::{Checker, Progress};
use super::evaluate::Value;
use super::tree::{Global, GlobalId};
use crate::names::{Def, Id, similar};
use crate::syntax::tree::{self as syntax, TypeExpr, TypeKind};
use crate::text::Span;

/// How deep the checker may recurse: expressions, blocks, and whatever finding out types and constants leads to, all in all.
const DEEPEST: usize = 2_000;
/// How many types a tuple may be made of, those of its parts included.
const MOST_PARTS: usize = 1_024;
/// The most bytes that a type's values may take, and all statics and consts.
const LARGEST: u64 = 15 << 20;

impl Checker<'_> {
    /// One more level of recursion, or an error. Who gets it takes one off `depth` afterwards.
    pub fn enter(&mut self, span: Span) -> Option<()> {
        if self.depth >= DEEPEST {
            let help = "write the types of results, and define what is used before what uses it";
            self.report.error_help(span, "finding out what this is leads through too many definitions", help);
            return None;
        }
        self.depth += 1;
        Some(())
    }

    /// A tuple that is not made of too many types.
    pub fn tuple(&mut self, parts: Vec<Type>, span: Span) -> Option<Type> {
        let ty = Type::Tuple(parts.into());
        let nodes = ty.nodes();
        if nodes > MOST_PARTS {
            let message = format!(
                "this tuple has {nodes} parts, those of its parts included; at most {MOST_PARTS} are possible"
            );
            self.report.error_help(span, message, "an array holds many values of one type");
            return None;
        }
        Some(ty)
    }

    /// The type that an expression of a type means.
    pub fn ty(&mut self, module: Id, ty: &TypeExpr) -> Option<Type> {
        self.enter(ty.span)?;
        let found = self.type_of(module, ty);
        self.depth -= 1;
        found
    }

    fn type_of(&mut self, module: Id, ty: &TypeExpr) -> Option<Type> {
        let found = match &ty.kind {
            TypeKind::Name(name) => match &**name {
                "ByteSil" => Type::ByteSil,
                "State" => Type::State,
                name => return self.named(module, name, ty.span),
            },
            TypeKind::Tuple(parts) => {
                let parts: Option<Vec<Type>> = parts.iter().map(|it| self.ty(module, it)).collect();
                self.tuple(parts?, ty.span)?
            }
            TypeKind::Array(part, length) => {
                let of = self.ty(module, part)?;
                let Some(of) = of.part() else {
                    let help = "arrays hold Int, Float, Bool, ByteSil or State";
                    self.report.error_help(part.span, format!("there are no arrays of {of}"), help);
                    return None;
                };
                Type::Array(of, self.length(module, length)?)
            }
        };
        if found.size() > LARGEST {
            self.report.error(
                ty.span,
                format!("values of this type take {} bytes; at most {LARGEST} are possible", found.size()),
            );
            return None;
        }
        Some(found)
    }

    /// The length of an array, a constant.
    pub fn length(&mut self, module: Id, length: &syntax::Expr) -> Option<u32> {
        let span = length.span;
        match super::constant::value(self, module, length, &Type::Int)? {
            Value::Int(length @ 1..=0xff_ffff) => Some(length as u32),
            Value::Int(length) => {
                let help = "an array has 1 to 16777215 parts";
                self.report.error_help(span, format!("an array cannot have {length} parts"), help);
                None
            }
            _ => None,
        }
    }

    fn named(&mut self, module: Id, name: &str, span: Span) -> Option<Type> {
        match self.program.find(module, name) {
            Some(Def::Type(id)) => return self.alias(id, span),
            Some(Def::Function(_) | Def::Extern(_) | Def::Global(_) | Def::Module(_) | Def::Use(_)) => {
                self.report.error(span, format!("`{name}` is not a type"));
                return None;
            }
            None if self.program.is_missing(module, name) => return None,
            None => {}
        }
        Some(match name {
            "Int" => Type::Int,
            "Float" => Type::Float,
            "Bool" => Type::Bool,
            "String" => Type::String,
            "Complex" => Type::ByteSil,
            _ => {
                let known = ["Int", "Float", "Bool", "String", "ByteSil", "Complex", "State"];
                let order = &self.program.modules[module].order;
                let names = order
                    .iter()
                    .map(|it| &**it)
                    .filter(|it| matches!(self.program.find(module, it), Some(Def::Type(_))));
                let help = match name {
                    "int" | "i64" | "i32" | "u64" | "usize" => {
                        Some("the type of integers is `Int`".to_owned())
                    }
                    "float" | "f64" | "f32" => Some("the type of floats is `Float`".to_owned()),
                    "bool" => Some("did you mean `Bool`?".to_owned()),
                    _ => similar(name, known.into_iter().chain(names)),
                };
                self.report.error_maybe_help(span, format!("there is no type `{name}`"), help);
                return None;
            }
        })
    }

    pub fn alias(&mut self, id: Id, span: Span) -> Option<Type> {
        match self.aliases.get(&id) {
            Some(Progress::Done(ty)) => return Some(ty.clone()),
            Some(Progress::Running) => {
                self.report.error(span, "this type is made of itself");
                return None;
            }
            None => {}
        }
        self.aliases.insert(id, Progress::Running);
        let owned = &self.program.types[id];
        let ty = self.ty(owned.module, &owned.item.1);
        // What is wrong has been told; whatever uses the type should not tell it again.
        self.aliases.insert(id, Progress::Done(ty.clone().unwrap_or(Type::Int)));
        ty
    }

    /// A static or const, with its value.
    pub fn global(&mut self, id: Id) -> Option<GlobalId> {
        let owned = &self.program.globals[id];
        let item = owned.item.clone();
        if let Some(known) = self.globals.get(&id) {
            if known.is_none() {
                self.report
                    .error(item.name.span, format!("the value of `{}` depends on itself", item.name.text));
            }
            return *known;
        }
        self.globals.insert(id, None);
        let mut ty = self.ty(owned.module, &item.ty);
        self.global_bytes += ty.as_ref().map_or(0, Type::size);
        if self.global_bytes > LARGEST && ty.take().is_some() {
            let message = format!("the statics and consts up to here take more than {LARGEST} bytes");
            self.report.error(item.name.span, message);
        }
        if let (Some(ty), true) = (&ty, item.is_static)
            && ty.has_string()
        {
            self.report.error_help(item.ty.span, "a static cannot hold a String", "a const can");
        }
        let value = ty.as_ref().and_then(|ty| super::constant::value(self, owned.module, &item.value, ty));
        let ty = ty.unwrap_or(Type::Int);
        let value = value.unwrap_or_else(|| Value::zero(&ty));
        let global = self.typed.globals.len();
        self.typed.globals.push(Global {
            name: item.name.text.clone(),
            is_static: item.is_static,
            ty,
            value,
        });
        self.globals.insert(id, Some(global));
        Some(global)
    }
}
