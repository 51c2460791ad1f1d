//! Expressions.

use super::body::{Body, article};
use super::convert::Place as At;
use super::evaluate::Value;
use super::tree::{Expr, Kind};
use super::{Part, Type};
use crate::syntax::tree::{self as syntax, ExprKind, UnaryOp};
use crate::text::Span;
use vsp_isa::Cell;

/// A number literal, signed or not.
fn literal(expr: &syntax::Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Int(value) => Some(*value as i64 as f64),
        ExprKind::Float(value) => Some(*value),
        ExprKind::Unary(UnaryOp::Negate, inner) => literal(inner).map(|value| -value),
        _ => None,
    }
}

/// The ByteSil of a pair of numbers: both truncated, the first clamped, the second modulo 16.
fn pair(a: f64, b: f64) -> Cell {
    // A theta beyond 64 bits saturates, as a Float that becomes an Int does.
    Cell::clamped((a as i64).clamp(-8, 7) as i32, ((b as i64) & 15) as i32)
}

impl Body<'_, '_> {
    /// An expression, perhaps where a type is wanted: that changes only what parts of literals become.
    pub fn expr(&mut self, expr: &syntax::Expr, wanted: Option<(&Type, bool)>) -> Option<Expr> {
        self.checker.enter(expr.span)?;
        let found = self.expression(expr, wanted);
        self.checker.depth -= 1;
        found
    }

    fn expression(&mut self, expr: &syntax::Expr, wanted: Option<(&Type, bool)>) -> Option<Expr> {
        let span = expr.span;
        let value = |value: Value, ty: Type| Some(Expr { kind: Kind::Value(value), ty, span });
        match &expr.kind {
            ExprKind::Int(it) => value(Value::Int(*it as i64), Type::Int),
            ExprKind::Float(it) => value(Value::Float(*it), Type::Float),
            ExprKind::Bool(it) => value(Value::Bool(*it), Type::Bool),
            ExprKind::Text(it) => {
                if it.len() > 65_535 {
                    self.error(span, format!("this text has {} bytes; a String has at most 65535", it.len()));
                }
                value(Value::Text(it.clone()), Type::String)
            }
            ExprKind::Name(name) => self.name(name, span),
            ExprKind::Tuple(parts) => self.tuple(parts, wanted, span),
            ExprKind::Array(parts) => self.array(parts, wanted, span),
            ExprKind::Repeat(part, length) => {
                let wanted_part = match wanted {
                    Some((Type::Array(part, _), written)) => Some((part.ty(), written)),
                    _ => None,
                };
                let part = match &wanted_part {
                    Some((ty, written)) => {
                        let found = self.expr(part, Some((ty, *written)))?;
                        if super::convert::becomes(&found.ty, ty, *written) {
                            self.convert(found, ty, *written, At::Part)?
                        } else {
                            found
                        }
                    }
                    None => self.expr(part, None)?,
                };
                let length = self.checker.length(self.module, length)?;
                let of = self.array_part(&part)?;
                Some(Expr { kind: Kind::Repeat(Box::new(part)), ty: Type::Array(of, length), span })
            }
            ExprKind::State(layers) => {
                let mut checked = Vec::with_capacity(layers.len());
                for (layer, value) in layers {
                    if let Some(value) = self.expr_as(value, &Type::ByteSil, true, At::Layer) {
                        checked.push((*layer, value));
                    }
                }
                if checked.len() < layers.len() {
                    return None;
                }
                Some(Expr { kind: Kind::State(checked), ty: Type::State, span })
            }
            ExprKind::Feedback(inner) => {
                let inner = self.state(inner, "feedback")?;
                Some(Expr { kind: Kind::Feedback(Box::new(inner)), ty: Type::State, span })
            }
            ExprKind::Emerge(inner) => {
                let inner = self.state(inner, "emerge")?;
                Some(Expr { kind: Kind::Emerge(Box::new(inner)), ty: Type::State, span })
            }
            ExprKind::Unary(op, inner) => {
                let inner = self.expr(inner, None)?;
                self.unary(*op, inner, span)
            }
            ExprKind::Magnitude(inner) => {
                let inner = self.expr(inner, None)?;
                self.magnitude(inner, span)
            }
            ExprKind::Binary(op, left, right) => {
                let left = self.expr(left, None);
                let right = self.expr(right, None);
                self.binary(*op, left?, right?, span)
            }
            ExprKind::Layer(base, layer) => {
                let base = self.expr(base, None)?;
                if base.ty != Type::State {
                    self.no_state(base.span, &base.ty);
                    return None;
                }
                Some(Expr { kind: Kind::Layer(Box::new(base), *layer), ty: Type::ByteSil, span })
            }
            ExprKind::Field(base, field) => {
                let base = self.expr(base, None)?;
                let ty = match &base.ty {
                    Type::Tuple(parts) => parts.get(*field as usize).cloned(),
                    _ => None,
                };
                let Some(ty) = ty else {
                    let message = match &base.ty {
                        Type::Tuple(parts) => {
                            format!("this tuple has {} parts, and no part {field}", parts.len())
                        }
                        ty => format!("only a tuple has parts, and this is {} {ty}", article(ty)),
                    };
                    self.error(span, message);
                    return None;
                };
                Some(Expr { kind: Kind::Field(Box::new(base), *field), ty, span })
            }
            ExprKind::Index(base, index) => {
                let base = self.expr(base, None);
                let index_value = self.index(index, 0);
                let base = base?;
                let Type::Array(part, _) = base.ty else {
                    self.no_array(base.span, &base.ty);
                    return None;
                };
                Some(Expr { kind: Kind::Index(Box::new(base), Box::new(index_value?)), ty: part.ty(), span })
            }
            ExprKind::Call(name, args) => self.call(name, args, span),
            ExprKind::Wrong => None,
        }
    }

    fn state(&mut self, inner: &syntax::Expr, what: &str) -> Option<Expr> {
        let inner = self.expr(inner, None)?;
        if inner.ty != Type::State {
            self.error(
                inner.span,
                format!("`{what}` needs a State, and this is {} {}", article(&inner.ty), inner.ty),
            );
            return None;
        }
        Some(inner)
    }

    fn tuple(&mut self, parts: &[syntax::Expr], wanted: Option<(&Type, bool)>, span: Span) -> Option<Expr> {
        let types = match wanted {
            Some((Type::Tuple(types), _)) if types.len() == parts.len() => Some(types.clone()),
            _ => None,
        };
        let tuple_wanted = matches!(wanted, Some((Type::Tuple(_), _)));
        if let ([a, b], false) = (parts, tuple_wanted)
            && let (Some(a), Some(b)) = (literal(a), literal(b))
        {
            return Some(Expr { kind: Kind::Value(Value::Cell(pair(a, b))), ty: Type::ByteSil, span });
        }
        let written = wanted.is_some_and(|(_, written)| written);
        let mut checked = Vec::with_capacity(parts.len());
        for (at, part) in parts.iter().enumerate() {
            let found = match types.as_ref().map(|types| &types[at]) {
                Some(ty) => self.expr_as(part, ty, written, At::Part),
                None => self.expr(part, None),
            };
            checked.extend(found);
        }
        if checked.len() < parts.len() {
            return None;
        }
        let ty = self.checker.tuple(checked.iter().map(|part| part.ty.clone()).collect(), span)?;
        Some(Expr { kind: Kind::Tuple(checked), ty, span })
    }

    fn array_part(&mut self, part: &Expr) -> Option<Part> {
        let found = part.ty.part();
        if found.is_none() {
            let message = format!("there are no arrays of {}", part.ty);
            self.error_help(part.span, message, "arrays hold Int, Float, Bool, ByteSil or State");
        }
        found
    }

    fn array(&mut self, parts: &[syntax::Expr], wanted: Option<(&Type, bool)>, span: Span) -> Option<Expr> {
        let wanted = match wanted {
            Some((Type::Array(part, _), written)) => Some((part.ty(), written)),
            _ => None,
        };
        let mut checked = Vec::with_capacity(parts.len());
        for part in parts {
            let found = match &wanted {
                Some((ty, written)) => self.expr_as(part, ty, *written, At::Part),
                None => self.expr(part, None),
            };
            checked.extend(found);
        }
        if checked.len() < parts.len() {
            return None;
        }
        // Ints among Floats are Floats.
        let float = checked.iter().any(|part| part.ty == Type::Float);
        let ty = if float { Type::Float } else { checked[0].ty.clone() };
        let mut list = Vec::with_capacity(checked.len());
        for part in checked {
            list.push(self.convert(part, &ty, false, At::Part)?);
        }
        let of = self.array_part(&list[0])?;
        let length = list.len() as u32;
        Some(Expr { kind: Kind::Array(list), ty: Type::Array(of, length), span })
    }
}
