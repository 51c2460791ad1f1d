//! Checking a function's statements.

use super::Type;
use super::check::{Checker, Progress};
use super::convert::Place as At;
use super::flow::Flow;
use super::tree::{Expr, FnId, Kind, Stmt, StmtKind, Un, Var, VarId};
use crate::hash::{HashMap, HashSet};
use crate::names::Id;
use crate::syntax::tree::{self as syntax, Block, Name};
use crate::text::Span;
use std::rc::Rc;

/// A function, or a constant, that is being checked.
pub(super) struct Body<'a, 'b> {
    pub checker: &'a mut Checker<'b>,
    pub module: Id,
    /// The instance, or none for a constant.
    pub instance: Option<FnId>,
    pub vars: Vec<Var>,
    pub names: HashMap<Rc<str>, VarId>,
    /// Names whose variables could not be made, which has been told.
    pub wrong: HashSet<Rc<str>>,
    pub flow: Flow,
    /// For each loop around: what is known where it ends by `break`.
    pub loops: Vec<Option<Flow>>,
    /// How many blocks there are around; the function's own is 1.
    pub depth: usize,
    result: Option<Type>,
    returns: Vec<Type>,
}

/// Checks an instance's body and puts it into its place.
pub(super) fn check(checker: &mut Checker<'_>, instance: FnId) {
    let (id, types) = checker.sources[instance].clone();
    let owned = &checker.program.functions[id];
    let (item, module) = (owned.item.clone(), owned.module);
    let written = match &checker.results[instance] {
        Progress::Done(Some(ty)) => Some(ty.clone()),
        Progress::Done(None) => Some(Type::unit()),
        Progress::Running => None,
    };
    let bad_result = checker.results[instance] == Progress::Done(None);
    let mut body = Body::new(checker, module, Some(instance));
    body.result.clone_from(&written);
    for (param, ty) in item.params.iter().zip(types) {
        if body.names.contains_key(&param.name.text) {
            body.checker
                .report
                .error(param.name.span, format!("there are two parameters `{}`", param.name.text));
        }
        let var = body.add(&param.name, ty, param.ty.is_some());
        body.vars[var].read = true;
        body.flow.set(var);
    }
    let mut stmts = body.block(&item.body);
    let falls_through = body.flow.reachable;
    let (vars, returns) = (body.vars, body.returns);
    let result = match written {
        Some(ty) => ty,
        None => match join(&returns) {
            Ok(ty) => {
                convert_returns(&mut stmts, &ty);
                checker.results[instance] = Progress::Done(Some(ty.clone()));
                ty
            }
            Err((a, b)) => {
                let message = format!("`{}` returns {a} in one place and {b} in another", item.name.text);
                checker.report.error_help(item.name.span, message, "write the type of its result");
                checker.results[instance] = Progress::Done(None);
                Type::unit()
            }
        },
    };
    if falls_through && !result.is_unit() && !bad_result {
        let message = format!(
            "`{}` must return {} {result}, and can end here without",
            item.name.text,
            article(&result)
        );
        checker.report.error_help(item.body.end, message, "put a `return` before the closing brace");
    }
    if module != checker.program.library {
        for var in vars.iter().filter(|var| !var.read && !var.name.starts_with('_')) {
            let help = format!("if that is meant, call it `_{}`", var.name);
            checker.report.warn(var.span, format!("the variable `{}` is never read", var.name), Some(help));
        }
    }
    let function = &mut checker.typed.functions[instance];
    function.vars = vars;
    function.result = result;
    function.body = stmts;
}

/// "a" or "an".
pub(super) fn article(ty: &Type) -> &'static str {
    if *ty == Type::Int || matches!(ty, Type::Array(..)) { "an" } else { "a" }
}

/// The type of all `return`s together.
fn join(returns: &[Type]) -> Result<Type, (Type, Type)> {
    let Some(first) = returns.first() else { return Ok(Type::unit()) };
    let mut all = first.clone();
    for ty in returns {
        if *ty != all {
            if !(ty.is_number() && all.is_number()) {
                return Err((all, ty.clone()));
            }
            all = Type::Float;
        }
    }
    Ok(all)
}

/// Where the result turned out to be a Float, Ints become Floats.
fn convert_returns(stmts: &mut [Stmt], ty: &Type) {
    for stmt in stmts {
        match &mut stmt.kind {
            StmtKind::Return(Some(value)) if value.ty == Type::Int && *ty == Type::Float => {
                let span = value.span;
                let kind = Kind::Un(Un::IntToFloat, Box::new(value.clone()));
                *value = Expr { kind, ty: Type::Float, span };
            }
            StmtKind::Loop(body) | StmtKind::While(_, body) | StmtKind::For(_, _, _, body) => {
                convert_returns(body, ty)
            }
            StmtKind::If(arms, otherwise) => {
                arms.iter_mut().for_each(|(_, body)| convert_returns(body, ty));
                convert_returns(otherwise, ty);
            }
            StmtKind::Assign(..)
            | StmtKind::Update(..)
            | StmtKind::Return(_)
            | StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Expr(_) => {}
        }
    }
}

impl<'a, 'b> Body<'a, 'b> {
    pub fn new(checker: &'a mut Checker<'b>, module: Id, instance: Option<FnId>) -> Body<'a, 'b> {
        Body {
            checker,
            module,
            instance,
            vars: Vec::new(),
            names: HashMap::default(),
            wrong: HashSet::default(),
            flow: Flow::start(),
            loops: Vec::new(),
            depth: 0,
            result: None,
            returns: Vec::new(),
        }
    }

    pub fn error(&mut self, span: Span, message: impl Into<String>) {
        self.checker.report.error(span, message);
    }

    pub fn error_help(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.checker.report.error_help(span, message, help);
    }

    pub fn warn(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        if self.module != self.checker.program.library {
            self.checker.report.warn(span, message, help);
        }
    }

    /// Begins a variable.
    pub fn add(&mut self, name: &Name, ty: Type, written: bool) -> VarId {
        let id = self.vars.len();
        self.vars.push(Var { name: name.text.clone(), ty, written, read: false, span: name.span });
        self.names.insert(name.text.clone(), id);
        self.wrong.remove(&name.text);
        id
    }

    pub fn block(&mut self, block: &Block) -> Vec<Stmt> {
        if self.checker.enter(block.end).is_none() {
            return Vec::new();
        }
        self.depth += 1;
        let mut stmts = Vec::with_capacity(block.stmts.len());
        let mut told = !self.flow.reachable;
        for stmt in &block.stmts {
            if !self.flow.reachable && !told {
                told = true;
                self.warn(stmt.span, "this can never be reached", None);
            }
            if let Some(kind) = self.statement(stmt) {
                stmts.push(Stmt { kind, span: stmt.span });
            }
        }
        self.depth -= 1;
        self.checker.depth -= 1;
        stmts
    }

    fn statement(&mut self, stmt: &syntax::Stmt) -> Option<StmtKind> {
        Some(match &stmt.kind {
            syntax::StmtKind::Let(name, ty, value) => return self.let_statement(name, ty.as_ref(), value),
            syntax::StmtKind::Assign(place, op, value) => return self.assign(place, *op, value),
            syntax::StmtKind::Return(value) => return self.return_statement(value.as_ref(), stmt.span),
            syntax::StmtKind::Loop(block) => {
                self.loops.push(None);
                let body = self.block(block);
                self.flow.stop();
                self.end_loop();
                StmtKind::Loop(body)
            }
            syntax::StmtKind::While(condition, block) => {
                let condition = self.condition(condition);
                let before = self.flow.clone();
                self.loops.push(None);
                let body = self.block(block);
                self.flow = before;
                self.end_loop();
                StmtKind::While(condition?, body)
            }
            syntax::StmtKind::For(name, from, to, block) => return self.for_statement(name, from, to, block),
            syntax::StmtKind::Break => {
                let flow = self.flow.clone();
                match self.loops.last_mut() {
                    Some(Some(known)) => known.join(&flow),
                    Some(none) => *none = Some(flow),
                    None => self.error(stmt.span, "`break` stands outside of a loop"),
                }
                self.flow.stop();
                StmtKind::Break
            }
            syntax::StmtKind::Continue => {
                if self.loops.is_empty() {
                    self.error(stmt.span, "`continue` stands outside of a loop");
                }
                self.flow.stop();
                StmtKind::Continue
            }
            syntax::StmtKind::If(arms, otherwise) => return self.if_statement(arms, otherwise.as_ref()),
            syntax::StmtKind::Expr(expr) => {
                let expr = self.expr(expr, None)?;
                if !expr.ty.is_unit() {
                    let message = format!("this value, {} {}, is thrown away", article(&expr.ty), expr.ty);
                    self.warn(
                        expr.span,
                        message,
                        Some("if that is meant, write `let _ = ` before it".to_owned()),
                    );
                }
                StmtKind::Expr(expr)
            }
            syntax::StmtKind::Nothing => return None,
        })
    }

    pub fn end_loop(&mut self) {
        if let Some(Some(breaks)) = self.loops.pop() {
            self.flow.join(&breaks);
        }
    }

    /// An expression that must be a Bool.
    pub fn condition(&mut self, condition: &syntax::Expr) -> Option<Expr> {
        let found = self.expr(condition, None)?;
        if found.ty != Type::Bool {
            let help =
                found.ty.is_number().then(|| "compare it with something: `!= 0`, for example".to_owned());
            let message =
                format!("a condition must be a Bool, and this is {} {}", article(&found.ty), found.ty);
            self.checker.report.error_maybe_help(found.span, message, help);
            return None;
        }
        Some(found)
    }

    /// The name of a variable must not be that of a static or const.
    pub fn free_name(&mut self, name: &Name) -> bool {
        if self.names.contains_key(&name.text) {
            return true;
        }
        let Some(global) = self.global_named(&name.text) else { return true };
        let what = if global { "static" } else { "const" };
        let help = if global {
            format!("write `{} = ...` to assign to it", name.text)
        } else {
            "choose another name".to_owned()
        };
        self.error_help(name.span, format!("`{}` is a {what}", name.text), help);
        self.wrong.insert(name.text.clone());
        false
    }

    fn return_statement(&mut self, value: Option<&syntax::Expr>, span: Span) -> Option<StmtKind> {
        let wanted = self.result.clone();
        let kind = match (value, wanted) {
            (None, Some(ty)) if !ty.is_unit() => {
                self.error(span, format!("this function must return {} {ty}", article(&ty)));
                None
            }
            (None, wanted) => {
                if wanted.is_none() {
                    self.returns.push(Type::unit());
                }
                Some(StmtKind::Return(None))
            }
            (Some(value), Some(ty)) => {
                self.expr_as(value, &ty, true, At::Return).map(|it| StmtKind::Return(Some(it)))
            }
            (Some(value), None) => self.expr(value, None).map(|found| {
                self.returns.push(found.ty.clone());
                StmtKind::Return(Some(found))
            }),
        };
        self.flow.stop();
        kind
    }
}
