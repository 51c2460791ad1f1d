//! Operators: what they mean for which types.

use super::Type;
use super::body::{Body, article};
use super::tree::{Bin, Compare, Expr, Kind, Un};
use crate::syntax::tree::{BinaryOp, UnaryOp};
use crate::text::Span;

impl Body<'_, '_> {
    fn to_float(value: Expr) -> Expr {
        if value.ty == Type::Float {
            return value;
        }
        let span = value.span;
        Expr { kind: Kind::Un(Un::IntToFloat, Box::new(value)), ty: Type::Float, span }
    }

    pub fn unary(&mut self, op: UnaryOp, value: Expr, span: Span) -> Option<Expr> {
        let un = match (op, &value.ty) {
            (UnaryOp::Negate, Type::Int) => Un::NegInt,
            (UnaryOp::Negate, Type::Float) => Un::NegFloat,
            (UnaryOp::Not, Type::Bool) => Un::NotBool,
            (UnaryOp::Tilde, Type::Int) => Un::NotInt,
            (UnaryOp::Tilde, Type::ByteSil) => Un::Conj,
            (op, ty) => {
                let (text, wanted) = match op {
                    UnaryOp::Negate => ("-", "a number"),
                    UnaryOp::Not => ("!", "a Bool"),
                    UnaryOp::Tilde => ("~", "an Int or a ByteSil"),
                };
                let help = match (op, ty) {
                    (UnaryOp::Negate, Type::ByteSil) => {
                        Some("bytesil_neg_one() * z turns z by half a turn".to_owned())
                    }
                    (UnaryOp::Not, Type::Int) => Some("the bitwise not of an Int is `~`".to_owned()),
                    _ => None,
                };
                let message = format!("`{text}` needs {wanted}, and this is {} {ty}", article(ty));
                self.checker.report.error_maybe_help(value.span, message, help);
                return None;
            }
        };
        let ty = value.ty.clone();
        Some(Expr { kind: Kind::Un(un, Box::new(value)), ty, span })
    }

    pub fn magnitude(&mut self, value: Expr, span: Span) -> Option<Expr> {
        let (un, ty) = match &value.ty {
            Type::Int => (Un::AbsInt, Type::Int),
            Type::Float => (Un::AbsFloat, Type::Float),
            Type::ByteSil => (Un::Magnitude, Type::Float),
            ty => {
                let message = format!("`| |` needs a number or a ByteSil, and this is {} {ty}", article(ty));
                self.error(value.span, message);
                return None;
            }
        };
        Some(Expr { kind: Kind::Un(un, Box::new(value)), ty, span })
    }

    pub fn binary(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        use BinaryOp as B;
        match op {
            B::Or | B::And => {
                for side in [&left, &right] {
                    if side.ty != Type::Bool {
                        let message = format!(
                            "`{}` needs Bools, and this is {} {}",
                            op.text(),
                            article(&side.ty),
                            side.ty
                        );
                        self.error(side.span, message);
                        return None;
                    }
                }
                let (a, b) = (Box::new(left), Box::new(right));
                let kind = if op == B::Or { Kind::Or(a, b) } else { Kind::And(a, b) };
                Some(Expr { kind, ty: Type::Bool, span })
            }
            B::Equal => self.compare(op, Compare::Equal, left, right, span),
            B::NotEqual => self.compare(op, Compare::NotEqual, left, right, span),
            B::Less => self.compare(op, Compare::Less, left, right, span),
            B::LessEqual => self.compare(op, Compare::LessEqual, left, right, span),
            B::Greater => self.compare(op, Compare::Greater, left, right, span),
            B::GreaterEqual => self.compare(op, Compare::GreaterEqual, left, right, span),
            _ => self.arithmetic(op, left, right, span),
        }
    }

    fn mixed(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) -> Option<Expr> {
        let (a, b) = (&left.ty, &right.ty);
        let help = match (a, b) {
            (Type::ByteSil, Type::Int | Type::Float) | (Type::Int | Type::Float, Type::ByteSil) => {
                Some("bytesil_from_complex(x, 0.0) makes a ByteSil of a number".to_owned())
            }
            (Type::String, _) | (_, Type::String) if op == BinaryOp::Add => {
                Some("int_to_string, float_to_string and their like make Strings".to_owned())
            }
            (Type::Int | Type::Float, Type::Int | Type::Float) if op == BinaryOp::Xor => {
                Some("powers are written `**`".to_owned())
            }
            _ => None,
        };
        let message = if a == b {
            format!("`{}` has no meaning between two values of type {a}", op.text())
        } else {
            format!("`{}` has no meaning between {} {a} and {} {b}", op.text(), article(a), article(b))
        };
        self.checker.report.error_maybe_help(span, message, help);
        None
    }

    fn compare(
        &mut self,
        op: BinaryOp,
        compare: Compare,
        left: Expr,
        right: Expr,
        span: Span,
    ) -> Option<Expr> {
        let numbers = left.ty.is_number() && right.ty.is_number();
        let equality = matches!(compare, Compare::Equal | Compare::NotEqual);
        if !(numbers || (equality && left.ty == right.ty)) {
            return self.mixed(op, &left, &right, span);
        }
        let (left, right) = if numbers && left.ty != right.ty {
            (Self::to_float(left), Self::to_float(right))
        } else {
            (left, right)
        };
        let kind = if left.ty == Type::String {
            let equal = self.library_call("string_equals", vec![left, right], span)?;
            if compare == Compare::Equal {
                return Some(equal);
            }
            Kind::Un(Un::NotBool, Box::new(equal))
        } else {
            Kind::Compare(compare, Box::new(left), Box::new(right))
        };
        Some(Expr { kind, ty: Type::Bool, span })
    }

    fn arithmetic(&mut self, op: BinaryOp, left: Expr, right: Expr, span: Span) -> Option<Expr> {
        use BinaryOp as B;
        let bin = match (op, &left.ty, &right.ty) {
            (B::Add, Type::Int, Type::Int) => Bin::AddInt,
            (B::Subtract, Type::Int, Type::Int) => Bin::SubInt,
            (B::Multiply, Type::Int, Type::Int) => Bin::MulInt,
            (B::Divide, Type::Int, Type::Int) => Bin::DivInt,
            (B::Remainder, Type::Int, Type::Int) => Bin::RemInt,
            (B::Power, Type::Int, Type::Int) => Bin::PowInt,
            (B::BitAnd, Type::Int, Type::Int) => Bin::AndInt,
            (B::BitOr, Type::Int, Type::Int) => Bin::OrInt,
            (B::Xor, Type::Int, Type::Int) => Bin::XorInt,
            (B::ShiftLeft, Type::Int, Type::Int) => Bin::ShlInt,
            (B::ShiftRight, Type::Int, Type::Int) => Bin::ShrInt,
            (B::Add, Type::ByteSil, Type::ByteSil) => Bin::AddCell,
            (B::Subtract, Type::ByteSil, Type::ByteSil) => Bin::SubCell,
            (B::Multiply, Type::ByteSil, Type::ByteSil) => Bin::MulCell,
            (B::Divide, Type::ByteSil, Type::ByteSil) => Bin::DivCell,
            (B::BitAnd, Type::ByteSil, Type::ByteSil) => Bin::AndCell,
            (B::BitOr, Type::ByteSil, Type::ByteSil) => Bin::OrCell,
            (B::Xor, Type::ByteSil, Type::ByteSil) => Bin::XorCell,
            (B::BitAnd, Type::State, Type::State) => Bin::AndState,
            (B::BitOr, Type::State, Type::State) => Bin::OrState,
            (B::Xor, Type::State, Type::State) => Bin::XorState,
            (B::Power, Type::ByteSil, Type::Int) => {
                return self.library_call("bytesil_pow", vec![left, right], span);
            }
            (B::Add, Type::String, Type::String) => {
                return self.library_call("string_concat", vec![left, right], span);
            }
            (_, a, b) if a.is_number() && b.is_number() => {
                let bin = match op {
                    B::Add => Bin::AddFloat,
                    B::Subtract => Bin::SubFloat,
                    B::Multiply => Bin::MulFloat,
                    B::Divide => Bin::DivFloat,
                    B::Power => Bin::PowFloat,
                    B::Remainder => {
                        let args = vec![Self::to_float(left), Self::to_float(right)];
                        return self.library_call("__fmod", args, span);
                    }
                    _ => return self.mixed(op, &left, &right, span),
                };
                let (left, right) = (Self::to_float(left), Self::to_float(right));
                return Some(Expr {
                    kind: Kind::Bin(bin, Box::new(left), Box::new(right)),
                    ty: Type::Float,
                    span,
                });
            }
            _ => return self.mixed(op, &left, &right, span),
        };
        let ty = left.ty.clone();
        Some(Expr { kind: Kind::Bin(bin, Box::new(left), Box::new(right)), ty, span })
    }
}
