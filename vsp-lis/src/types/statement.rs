//! Checking `let`, assignments, `for` and `if`.

use super::body::{Body, article};
use super::convert::Place as At;
use super::flow::Flow;
use super::tree::{Expr, Kind, Root, StmtKind, VarId};
use super::{Prim, Type};
use crate::syntax::tree::{self as syntax, Block, Name};

impl Body<'_, '_> {
    pub fn let_statement(
        &mut self,
        name: &Name,
        ty: Option<&syntax::TypeExpr>,
        value: &syntax::Expr,
    ) -> Option<StmtKind> {
        let free = self.free_name(name);
        let old = self.names.get(&name.text).copied();
        let written = match ty {
            Some(ty) => {
                let found = self.checker.ty(self.module, ty);
                if found.is_none() {
                    self.wrong.insert(name.text.clone());
                    self.names.remove(&name.text);
                    self.expr(value, None);
                    return None;
                }
                found
            }
            None => None,
        };
        if let Some(ty) = &written {
            let value = self.expr_as(value, ty, true, At::Let);
            if !free {
                return None;
            }
            let same = old.filter(|&old| self.vars[old].ty == *ty);
            let var = match same {
                Some(var) => {
                    self.vars[var].written = true;
                    var
                }
                None => self.begin(name, old, ty.clone(), true)?,
            };
            self.flow.set(var);
            return Some(self.assign_var(var, value?));
        }
        let expected = old.map(|old| (self.vars[old].ty.clone(), self.vars[old].written));
        let found = self.expr(value, expected.as_ref().map(|(ty, written)| (ty, *written)));
        let Some(found) = found else {
            if old.is_none() {
                self.wrong.insert(name.text.clone());
            }
            return None;
        };
        if !free {
            return None;
        }
        if let (Some(var), Some((ty, written))) = (old, expected)
            && super::convert::becomes(&found.ty, &ty, written)
        {
            let value = self.convert(found, &ty, written, At::Let)?;
            self.flow.set(var);
            return Some(self.assign_var(var, value));
        }
        let ty = found.ty.clone();
        let var = self.begin(name, old, ty, false)?;
        self.flow.set(var);
        Some(self.assign_var(var, found))
    }

    /// Begins a variable, which replaces one of that name only in the function's own block.
    fn begin(&mut self, name: &Name, old: Option<VarId>, ty: Type, written: bool) -> Option<VarId> {
        if let (Some(old), true) = (old, self.depth > 1) {
            let old_ty = self.vars[old].ty.clone();
            let message = format!(
                "`{}` is already {} {old_ty} of this function, and cannot become {} {ty} in an inner block",
                name.text,
                article(&old_ty),
                article(&ty)
            );
            self.error_help(
                name.span,
                message,
                "a variable belongs to its whole function; choose another name",
            );
            return None;
        }
        Some(self.add(name, ty, written))
    }

    fn assign_var(&mut self, var: VarId, value: Expr) -> StmtKind {
        let ty = self.vars[var].ty.clone();
        let place = super::tree::Place { root: Root::Var(var), steps: Vec::new(), ty, written: false };
        StmtKind::Assign(place, value)
    }

    pub fn assign(
        &mut self,
        place: &syntax::Expr,
        op: Option<syntax::BinaryOp>,
        value: &syntax::Expr,
    ) -> Option<StmtKind> {
        let span = place.span;
        let whole = matches!(place.kind, syntax::ExprKind::Name(_));
        let target = self.place(place, op.is_some() || !whole);
        let Some(target) = target else {
            self.expr(value, None);
            return None;
        };
        match op {
            None => {
                let value = self.expr_as(value, &target.ty, target.written, At::Assign)?;
                if let (Root::Var(var), true) = (target.root, target.steps.is_empty()) {
                    self.flow.set(var);
                }
                Some(StmtKind::Assign(target, value))
            }
            Some(op) => {
                let right = self.expr(value, None)?;
                let old = Expr { kind: Kind::Prim(Prim::Old, Vec::new()), ty: target.ty.clone(), span };
                let all = span.to(right.span);
                let value = self.binary(op, old, right, all)?;
                let value = self.convert(value, &target.ty, target.written, At::Assign)?;
                Some(StmtKind::Update(target, value))
            }
        }
    }

    pub fn for_statement(
        &mut self,
        name: &Name,
        from: &syntax::Expr,
        to: &syntax::Expr,
        block: &Block,
    ) -> Option<StmtKind> {
        let free = self.free_name(name);
        let from = self.expr_as(from, &Type::Int, false, At::Range);
        let to = self.expr_as(to, &Type::Int, false, At::Range);
        let old = self.names.get(&name.text).copied();
        let fits = old
            .filter(|&old| super::convert::becomes(&Type::Int, &self.vars[old].ty, self.vars[old].written));
        let before = self.flow.clone();
        let var = if !free {
            None
        } else if let Some(var) = fits {
            Some(var)
        } else {
            let var = self.begin(name, old, Type::Int, false);
            if let Some(var) = var {
                self.vars[var].read = true;
            }
            var
        };
        if let Some(var) = var {
            self.flow.set(var);
        }
        self.loops.push(None);
        let body = self.block(block);
        // No round at all is possible, too.
        self.flow = before;
        self.end_loop();
        Some(StmtKind::For(var?, from?, to?, body))
    }

    pub fn if_statement(
        &mut self,
        arms: &[(syntax::Expr, Block)],
        otherwise: Option<&Block>,
    ) -> Option<StmtKind> {
        let mut ends: Option<Flow> = None;
        let mut checked = Vec::with_capacity(arms.len());
        let mut ok = true;
        for (condition, block) in arms {
            let condition = self.condition(condition);
            let before = self.flow.clone();
            let body = self.block(block);
            let end = std::mem::replace(&mut self.flow, before);
            match &mut ends {
                Some(known) => known.join(&end),
                none => *none = Some(end),
            }
            match condition {
                Some(condition) => checked.push((condition, body)),
                None => ok = false,
            }
        }
        let otherwise = otherwise.map_or_else(Vec::new, |block| self.block(block));
        if let Some(ends) = ends {
            self.flow.join(&ends);
        }
        ok.then_some(StmtKind::If(checked, otherwise))
    }
}
