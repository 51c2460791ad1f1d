//! Which types become which, and where.

use super::Type;
use super::body::{Body, article};
use super::tree::{Expr, Kind, Un};
use crate::syntax::tree as syntax;

/// Where a value goes, for messages.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Let,
    Assign,
    Return,
    Range,
    Index,
    Part,
    Layer,
    Constant,
    Argument(std::rc::Rc<str>, usize),
}

impl Place {
    fn text(&self) -> String {
        match self {
            Place::Let | Place::Assign => "the variable".to_owned(),
            Place::Return => "the result".to_owned(),
            Place::Range => "the bound of a range".to_owned(),
            Place::Index => "an index".to_owned(),
            Place::Part => "this part".to_owned(),
            Place::Layer => "a layer".to_owned(),
            Place::Constant => "the constant".to_owned(),
            Place::Argument(name, at) => format!("argument {at} of `{name}`"),
        }
    }
}

/// Whether a value of one type may stand where another is wanted; `written` if that type is written there.
pub(super) fn becomes(from: &Type, to: &Type, written: bool) -> bool {
    match (from, to) {
        _ if from == to => true,
        (Type::Int, Type::Float) => true,
        (Type::Float, Type::Int) | (Type::Int | Type::Float, Type::ByteSil) => written,
        _ => false,
    }
}

impl Body<'_, '_> {
    /// A value as another type, or an error.
    pub fn convert(&mut self, value: Expr, to: &Type, written: bool, place: Place) -> Option<Expr> {
        if value.ty == *to {
            return Some(value);
        }
        let span = value.span;
        if !becomes(&value.ty, to, written) {
            let help = match (&value.ty, to) {
                (Type::Float, Type::Int) => Some("float_to_int(x) makes an Int of a Float".to_owned()),
                (Type::Int | Type::Float, Type::ByteSil) => {
                    Some("bytesil_from_complex(x, 0.0) makes a ByteSil of a number".to_owned())
                }
                (Type::ByteSil, Type::Float) => Some("bytesil_magnitude(z) is a Float".to_owned()),
                (Type::Bool, Type::Int) => Some("use `if` to choose between two numbers".to_owned()),
                _ => None,
            };
            let message = format!(
                "{} must be {} {to}, and this is {} {}",
                place.text(),
                article(to),
                article(&value.ty),
                value.ty
            );
            self.checker.report.error_maybe_help(span, message, help);
            return None;
        }
        let un = |un, value: Expr, ty: Type| Expr { kind: Kind::Un(un, Box::new(value)), ty, span };
        Some(match (&value.ty, to) {
            (Type::Int, Type::Float) => un(Un::IntToFloat, value, Type::Float),
            (Type::Float, Type::Int) => {
                let help = "float_to_int(x) says that this is meant".to_owned();
                self.warn(span, "this Float becomes an Int here and loses its fraction", Some(help));
                un(Un::FloatToInt, value, Type::Int)
            }
            (Type::Int, _) => {
                let float = un(Un::IntToFloat, value, Type::Float);
                un(Un::FloatToCell, float, Type::ByteSil)
            }
            _ => un(Un::FloatToCell, value, Type::ByteSil),
        })
    }

    /// An expression where a type is wanted.
    pub fn expr_as(&mut self, expr: &syntax::Expr, to: &Type, written: bool, place: Place) -> Option<Expr> {
        let found = self.expr(expr, Some((to, written)))?;
        self.convert(found, to, written, place)
    }
}
