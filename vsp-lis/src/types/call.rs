//! Calls: which function a name means for which arguments.

use super::body::{Body, article};
use super::convert::Place as At;
use super::evaluate::Value;
use super::tree::{Expr, Extern, Kind};
use super::{Prim, Type};
use crate::names::{Def, Id, similar};
use crate::syntax::tree::{self as syntax, Name, Param, TypeExpr};
use crate::text::Span;
use std::rc::Rc;

impl Body<'_, '_> {
    pub fn call(&mut self, name: &Name, args: &[syntax::Expr], span: Span) -> Option<Expr> {
        let in_library = self.module == self.checker.program.library;
        let found = self.checker.program.find(self.module, &name.text);
        let found = found.filter(|def| matches!(def, Def::Function(_) | Def::Extern(_)));
        let (found, library) = match found {
            Some(def) => (Some(def), in_library),
            None => {
                let visible = in_library || !name.text.starts_with("__");
                let def = self.checker.program.find(self.checker.program.library, &name.text);
                (def.filter(|_| visible), true)
            }
        };
        match found {
            Some(Def::Function(id)) => self.call_function(id, name, args, span),
            Some(Def::Extern(id)) => self.call_extern(id, library, name, args, span),
            _ => {
                if in_library || !name.text.starts_with("__") {
                    if let Some(prim) = Prim::from_name(&name.text) {
                        return self.call_prim(prim, name, args, span);
                    }
                    if let Some(special) = self.overloaded(name, args, span) {
                        return special;
                    }
                }
                for arg in args {
                    self.expr(arg, None);
                }
                if self.checker.program.is_missing(self.module, &name.text) {
                    return None;
                }
                let message = format!("there is no function `{}`", name.text);
                let help = if self.names.contains_key(&name.text) {
                    Some(format!("`{}` is a variable", name.text))
                } else {
                    let program = self.checker.program;
                    let own = program.modules[self.module].order.iter();
                    let names = own.chain(&program.modules[program.library].order).map(|it| &**it);
                    similar(&name.text, names.chain(crate::library::OVERLOADED))
                };
                self.checker.report.error_maybe_help(name.span, message, help);
                None
            }
        }
    }

    fn count(&mut self, name: &Name, given: usize, wanted: usize) -> bool {
        if given == wanted {
            return true;
        }
        let plural = if wanted == 1 { "" } else { "s" };
        let message = format!("`{}` takes {wanted} argument{plural}, and {given} are given", name.text);
        self.error(name.span, message);
        false
    }

    fn call_function(&mut self, id: Id, name: &Name, args: &[syntax::Expr], span: Span) -> Option<Expr> {
        let owned = &self.checker.program.functions[id];
        let (item, module) = (owned.item.clone(), owned.module);
        let fits = self.count(name, args.len(), item.params.len());
        let mut checked = Vec::with_capacity(args.len());
        for (at, arg) in args.iter().enumerate() {
            let param = item.params.get(at);
            let ty = param.and_then(|it| it.ty.as_ref()).map(|ty| self.checker.ty(module, ty));
            let found = match ty {
                Some(Some(ty)) => self.expr_as(arg, &ty, true, At::Argument(name.text.clone(), at + 1)),
                Some(None) => None,
                None => self.expr(arg, None),
            };
            checked.extend(found);
        }
        if !fits || checked.len() < args.len() {
            return None;
        }
        if self.instance.is_none() && module != self.checker.program.library {
            self.error_help(
                span,
                "a constant cannot call a function of the program",
                "functions of the library that only compute are possible",
            );
            return None;
        }
        self.finish_call(id, checked, span)
    }

    fn finish_call(&mut self, id: Id, args: Vec<Expr>, span: Span) -> Option<Expr> {
        let types = args.iter().map(|arg| arg.ty.clone()).collect();
        let instance = self.checker.instance(id, types, span)?;
        let ty = self.checker.result(instance, span)?;
        Some(Expr { kind: Kind::Call(instance, args), ty, span })
    }

    /// A call of the library with arguments that fit.
    pub fn library_call(&mut self, name: &str, args: Vec<Expr>, span: Span) -> Option<Expr> {
        match self.checker.program.find(self.checker.program.library, name) {
            Some(Def::Function(id)) => self.finish_call(id, args, span),
            Some(Def::Extern(id)) => {
                let owned = &self.checker.program.externs[id];
                let (item, module) = (owned.item.clone(), owned.module);
                let ty = self.result_type(item.result.as_ref(), module)?;
                let (id, _) = item.id?;
                Some(Expr { kind: Kind::Extern(Extern { id: id as u8, library: true }, args), ty, span })
            }
            _ => None,
        }
    }

    fn result_type(&mut self, result: Option<&TypeExpr>, module: Id) -> Option<Type> {
        match result {
            Some(ty) => self.checker.ty(module, ty),
            None => Some(Type::unit()),
        }
    }

    fn arguments(
        &mut self,
        params: &[Param],
        module: Id,
        name: &Name,
        args: &[syntax::Expr],
    ) -> Option<Vec<Expr>> {
        let fits = self.count(name, args.len(), params.len());
        let mut checked = Vec::with_capacity(args.len());
        for (at, arg) in args.iter().enumerate() {
            let ty = params.get(at).and_then(|it| it.ty.as_ref());
            let found = match ty.map(|ty| self.checker.ty(module, ty)) {
                Some(Some(ty)) => self.expr_as(arg, &ty, true, At::Argument(name.text.clone(), at + 1)),
                Some(None) | None => {
                    self.expr(arg, None);
                    None
                }
            };
            checked.extend(found);
        }
        (fits && checked.len() == args.len()).then_some(checked)
    }

    fn call_extern(
        &mut self,
        id: Id,
        library: bool,
        name: &Name,
        args: &[syntax::Expr],
        span: Span,
    ) -> Option<Expr> {
        let owned = &self.checker.program.externs[id];
        let (item, module) = (owned.item.clone(), owned.module);
        let checked = self.arguments(&item.params, module, name, args);
        let ty = self.result_type(item.result.as_ref(), module)?;
        if !library {
            if self.instance.is_none() {
                self.error(span, "a constant cannot call the host");
                return None;
            }
            let Some((number, number_span)) = item.id else {
                let help = format!("give it the number of a syscall: `extern fn {} = 0xE0 (...)`", name.text);
                self.error_help(
                    name.span,
                    format!("`{}` cannot be called, for it has no number", name.text),
                    help,
                );
                return None;
            };
            if number > 255 {
                self.error(number_span, format!("the number of a syscall is 0 to 255, and this is {number}"));
                return None;
            }
            let checked = checked?;
            let simple = |ty: &Type| matches!(ty, Type::Int | Type::Float | Type::Bool | Type::ByteSil);
            if checked.len() > 3
                || !checked.iter().all(|arg| simple(&arg.ty))
                || !(ty.is_unit() || simple(&ty))
            {
                let help =
                    "up to three arguments of Int, Float, Bool or ByteSil are possible, and such a result";
                self.error_help(
                    item.name.span,
                    format!("the host cannot be called like `{}`", name.text),
                    help,
                );
                return None;
            }
            return Some(Expr {
                kind: Kind::Extern(Extern { id: number as u8, library: false }, checked),
                ty,
                span,
            });
        }
        let (number, _) = item.id?;
        Some(Expr { kind: Kind::Extern(Extern { id: number as u8, library: true }, checked?), ty, span })
    }

    fn call_prim(&mut self, prim: Prim, name: &Name, args: &[syntax::Expr], span: Span) -> Option<Expr> {
        let (types, ty) = prim.signature();
        let fits = self.count(name, args.len(), types.len());
        let mut checked = Vec::with_capacity(args.len());
        for (at, (arg, ty)) in args.iter().zip(&types).enumerate() {
            let place = At::Argument(name.text.clone(), at + 1);
            let found = match prim.constant() {
                Some(most) if at == 0 => self.constant_argument(arg, name, most),
                _ => self.expr_as(arg, ty, true, place),
            };
            checked.extend(found);
        }
        if !fits || checked.len() < args.len() {
            return None;
        }
        Some(Expr { kind: Kind::Prim(prim, checked), ty, span })
    }

    /// An argument that becomes a part of an instruction.
    fn constant_argument(&mut self, arg: &syntax::Expr, name: &Name, most: i64) -> Option<Expr> {
        let value = super::constant::value(self.checker, self.module, arg, &Type::Int)?;
        match value {
            Value::Int(it) if (0..=most).contains(&it) => {
                Some(Expr { kind: Kind::Value(value), ty: Type::Int, span: arg.span })
            }
            Value::Int(it) => {
                let message = format!("argument 1 of `{}` must be 0 to {most}, and this is {it}", name.text);
                self.error(arg.span, message);
                None
            }
            _ => None,
        }
    }

    /// The functions of the library whose name means several, depending on the arguments' types.
    fn overloaded(&mut self, name: &Name, args: &[syntax::Expr], span: Span) -> Option<Option<Expr>> {
        let which: &[(&str, Type)] = match &*name.text {
            "print" => &[
                ("print_int", Type::Int),
                ("print_float", Type::Float),
                ("print_bool", Type::Bool),
                ("__print_text", Type::String),
                ("__print_bytesil", Type::ByteSil),
                ("__print_state", Type::State),
            ],
            "println" if args.is_empty() => return Some(self.library_call("__println", Vec::new(), span)),
            "println" => &[("print_string", Type::String)],
            "transform_phase_shift" => {
                &[("__phase_shift_int", Type::Int), ("__phase_shift_float", Type::Float)]
            }
            "transform_magnitude_scale" => {
                &[("__magnitude_int", Type::Int), ("__magnitude_float", Type::Float)]
            }
            _ => return None,
        };
        Some(self.overload(name, args, which, span))
    }

    fn overload(
        &mut self,
        name: &Name,
        args: &[syntax::Expr],
        which: &[(&str, Type)],
        span: Span,
    ) -> Option<Expr> {
        let wanted = if name.text.starts_with("print") { 1 } else { 2 };
        if !self.count(name, args.len(), wanted) {
            return None;
        }
        let mut checked = Vec::with_capacity(args.len());
        if wanted == 2 {
            checked.push(self.expr_as(
                &args[0],
                &Type::State,
                true,
                At::Argument(Rc::clone(&name.text), 1),
            )?);
        }
        let last = self.expr(&args[wanted - 1], None)?;
        let Some((function, _)) = which.iter().find(|(_, ty)| *ty == last.ty) else {
            let all: Vec<String> = which.iter().map(|(_, ty)| ty.to_string()).collect();
            let message =
                format!("argument {wanted} of `{}` cannot be {} {}", name.text, article(&last.ty), last.ty);
            self.error_help(last.span, message, format!("it may be {}", all.join(", ")));
            return None;
        };
        checked.push(last);
        self.library_call(function, checked, span)
    }
}
