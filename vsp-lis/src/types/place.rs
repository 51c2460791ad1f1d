//! Places, which can be assigned to, and names of values.

use super::Type;
use super::body::{Body, article};
use super::convert::Place as At;
use super::tree::{Expr, Kind, Place, Root, Step};
use crate::names::{Def, similar};
use crate::syntax::tree::{self as syntax, ExprKind};
use crate::text::Span;
use std::rc::Rc;

impl Body<'_, '_> {
    /// Whether a name is a static (true) or a const (false) here.
    pub fn global_named(&self, name: &str) -> Option<bool> {
        match self.checker.program.find(self.module, name) {
            Some(Def::Global(id)) => Some(self.checker.program.globals[id].item.is_static),
            _ => None,
        }
    }

    /// A variable, static or const that is read.
    pub fn name(&mut self, name: &Rc<str>, span: Span) -> Option<Expr> {
        if let Some(&var) = self.names.get(name) {
            self.vars[var].read = true;
            if !self.flow.is_set(var) {
                let help = format!("give `{name}` a value before, on every way to this place");
                self.error_help(span, format!("`{name}` may not have a value here"), help);
                return None;
            }
            return Some(Expr { kind: Kind::Var(var), ty: self.vars[var].ty.clone(), span });
        }
        if self.wrong.contains(name) {
            return None;
        }
        match self.checker.program.find(self.module, name) {
            Some(Def::Global(id)) => {
                let global = self.checker.global(id)?;
                let it = &self.checker.typed.globals[global];
                let ty = it.ty.clone();
                if it.is_static && self.instance.is_none() {
                    self.error_help(
                        span,
                        format!("`{name}` is a static, and its value changes"),
                        "a constant can only use consts",
                    );
                    return None;
                }
                let inline = !it.is_static && !matches!(ty, Type::Array(..) | Type::State | Type::Tuple(_));
                let kind = if inline { Kind::Value(it.value.clone()) } else { Kind::Global(global) };
                Some(Expr { kind, ty, span })
            }
            Some(Def::Function(_) | Def::Extern(_)) => {
                self.error_help(span, format!("`{name}` is a function"), format!("call it: `{name}(...)`"));
                None
            }
            Some(Def::Type(_) | Def::Module(_) | Def::Use(_)) => {
                self.error(span, format!("`{name}` is no value"));
                None
            }
            None if self.checker.program.is_missing(self.module, name) => None,
            None => {
                let module = &self.checker.program.modules[self.module];
                let globals = module.order.iter().filter(|it| self.global_named(it).is_some());
                let names = self.names.keys().chain(globals).map(|it| &**it);
                let help = similar(name, names);
                self.checker.report.error_maybe_help(span, format!("there is no variable `{name}`"), help);
                None
            }
        }
    }

    /// A place; `read` if something of it is kept.
    pub fn place(&mut self, expr: &syntax::Expr, read: bool) -> Option<Place> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Name(name) => {
                if let Some(&var) = self.names.get(name) {
                    if read {
                        let was_read = self.vars[var].read;
                        self.name(name, span)?;
                        self.vars[var].read = was_read;
                    }
                    let it = &self.vars[var];
                    return Some(Place {
                        root: Root::Var(var),
                        steps: Vec::new(),
                        ty: it.ty.clone(),
                        written: it.written,
                    });
                }
                if self.global_named(name) == Some(false) {
                    self.error_help(span, format!("`{name}` is a const and cannot change"), "a static can");
                    return None;
                }
                let is_told = self.wrong.contains(name) || self.checker.program.is_missing(self.module, name);
                if self.global_named(name).is_none() && !is_told {
                    let module = &self.checker.program.modules[self.module];
                    let statics = module.order.iter().filter(|it| self.global_named(it) == Some(true));
                    let names = self.names.keys().chain(statics).map(|it| &**it);
                    let help = similar(name, names)
                        .unwrap_or_else(|| format!("write `let {name} = ...` to begin it"));
                    self.error_help(span, format!("there is no variable `{name}`"), help);
                    return None;
                }
                let found = self.name(name, span)?;
                let Kind::Global(global) = found.kind else { return None };
                Some(Place { root: Root::Global(global), steps: Vec::new(), ty: found.ty, written: true })
            }
            ExprKind::Index(base, index) => {
                let mut place = self.place(base, true)?;
                let Type::Array(part, length) = place.ty else {
                    self.no_array(base.span, &place.ty);
                    return None;
                };
                let index = self.index(index, length)?;
                place.steps.push(Step::Index(index));
                place.ty = part.ty();
                Some(place)
            }
            ExprKind::Layer(base, layer) => {
                let mut place = self.place(base, true)?;
                if place.ty != Type::State {
                    self.no_state(base.span, &place.ty);
                    return None;
                }
                place.steps.push(Step::Layer(*layer));
                place.ty = Type::ByteSil;
                place.written = true;
                Some(place)
            }
            _ => None,
        }
    }

    pub fn no_array(&mut self, span: Span, ty: &Type) {
        let help =
            matches!(ty, Type::Tuple(_)).then(|| "the parts of a tuple are .0, .1 and so on".to_owned());
        self.checker.report.error_maybe_help(
            span,
            format!("only an array has elements, and this is {} {ty}", article(ty)),
            help,
        );
    }

    pub fn no_state(&mut self, span: Span, ty: &Type) {
        self.error(span, format!("only a State has layers, and this is {} {ty}", article(ty)));
    }

    pub fn index(&mut self, index: &syntax::Expr, _length: u32) -> Option<Expr> {
        self.expr_as(index, &Type::Int, false, At::Index)
    }
}
