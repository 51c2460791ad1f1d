//! Statements.

use super::Lower;
use super::value::{Slot, Val};
use crate::code::ir::{Inst, Mem, Term, V};
use crate::types::tree::{Expr, Kind, Place, Root, Step, Stmt, StmtKind};
use crate::types::{Part, Type};
use vsp_isa::Opcode;

/// Whether an expression may read what an assignment to a place would overwrite.
fn reads(expr: &Expr, root: Root) -> bool {
    match &expr.kind {
        Kind::Value(_) => false,
        Kind::Var(var) => root == Root::Var(*var),
        Kind::Global(global) => root == Root::Global(*global),
        Kind::Tuple(list) | Kind::Array(list) | Kind::Extern(_, list) => {
            list.iter().any(|it| reads(it, root))
        }
        Kind::Prim(..) => true,
        Kind::State(layers) => layers.iter().any(|(_, it)| reads(it, root)),
        Kind::Repeat(a)
        | Kind::Feedback(a)
        | Kind::Emerge(a)
        | Kind::Un(_, a)
        | Kind::Layer(a, _)
        | Kind::Field(a, _) => reads(a, root),
        Kind::Bin(_, a, b)
        | Kind::Compare(_, a, b)
        | Kind::And(a, b)
        | Kind::Or(a, b)
        | Kind::Index(a, b) => reads(a, root) || reads(b, root),
        Kind::Call(_, args) => matches!(root, Root::Global(_)) || args.iter().any(|it| reads(it, root)),
    }
}

/// Whether evaluating an expression may trap, so that nothing may be changed before it is done.
fn traps(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Value(_) | Kind::Var(_) | Kind::Global(_) => false,
        Kind::Call(..) | Kind::Extern(..) | Kind::Prim(..) | Kind::Index(..) => true,
        Kind::Tuple(list) | Kind::Array(list) => list.iter().any(traps),
        Kind::State(layers) => layers.iter().any(|(_, it)| traps(it)),
        Kind::Repeat(a)
        | Kind::Feedback(a)
        | Kind::Emerge(a)
        | Kind::Un(_, a)
        | Kind::Layer(a, _)
        | Kind::Field(a, _) => traps(a),
        Kind::Bin(_, a, b) | Kind::Compare(_, a, b) | Kind::And(a, b) | Kind::Or(a, b) => {
            traps(a) || traps(b)
        }
    }
}

/// The part of a place that has been found.
enum Target {
    Slot(Slot),
    Mem(Val),
}

impl Lower<'_> {
    pub fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.mark_line(stmt.span);
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign(place, value) => self.assign(place, value),
            StmtKind::Update(place, value) => self.update(place, value),
            StmtKind::Return(value) => self.return_value(value.as_ref()),
            StmtKind::Loop(body) => self.endless(body),
            StmtKind::While(condition, body) => self.while_loop(condition, body),
            StmtKind::For(var, from, to, body) => self.for_loop(*var, from, to, body),
            StmtKind::Break => {
                if let Some(it) = self.innermost_loop() {
                    self.jump(it.end);
                    self.dead();
                }
            }
            StmtKind::Continue => {
                if let Some(it) = self.innermost_loop() {
                    self.jump(it.next);
                    self.dead();
                }
            }
            StmtKind::If(arms, otherwise) => {
                let end = self.block();
                for (condition, body) in arms {
                    self.mark_line(condition.span);
                    let (yes, no) = (self.block(), self.block());
                    self.branch(condition, yes, no);
                    self.start(yes);
                    self.stmts(body);
                    self.jump(end);
                    self.start(no);
                }
                self.stmts(otherwise);
                self.jump(end);
                self.start(end);
            }
            StmtKind::Expr(expr) => {
                self.expr(expr);
            }
        }
    }

    /// What follows a jump is never reached: it goes to a block that is dropped.
    pub fn dead(&mut self) {
        let block = self.block();
        self.start(block);
    }

    fn return_value(&mut self, value: Option<&Expr>) {
        let inlined = self.scope().inlined.clone();
        let val = value.map(|value| (self.expr(value), value.ty.clone()));
        match (inlined, val) {
            (Some((end, slot)), Some((val, ty))) => {
                self.set(&slot, &val, &ty);
                self.jump(end);
            }
            (Some((end, _)), None) => self.jump(end),
            (None, Some((val, ty))) => self.give_result(&val, &ty),
            (None, None) => self.end(Term::Return(0)),
        }
        self.dead();
    }

    fn root(&mut self, place: &Place) -> Target {
        match place.root {
            Root::Var(var) => Target::Slot(self.variable(var)),
            Root::Global(global) => {
                let it = &self.typed.globals[global];
                let mem = self.objects.global(global, &it.name, &it.value);
                Target::Mem(Val::At(mem))
            }
        }
    }

    /// The type of a place's root.
    fn root_type(&self, place: &Place) -> Type {
        match place.root {
            Root::Var(var) => self.typed.functions[self.scope().function].vars[var].ty.clone(),
            Root::Global(global) => self.typed.globals[global].ty.clone(),
        }
    }

    fn assign(&mut self, place: &Place, value: &Expr) {
        if place.steps.is_empty() {
            match self.root(place) {
                Target::Slot(Slot::Mem(mem)) if !reads(value, place.root) && !traps(value) => {
                    self.build(value, mem)
                }
                Target::Slot(slot) => {
                    let val = self.expr(value);
                    self.set(&slot, &val, &place.ty);
                }
                Target::Mem(at) => {
                    let val = self.expr(value);
                    if let Val::At(mem) = at {
                        self.store(mem, &val, &place.ty);
                    }
                }
            }
            return;
        }
        // The indices, the value, then the checks.
        let indices = self.indices(place);
        let val = self.expr(value);
        let at = self.locate(place, indices);
        self.put(&at, &val, &place.ty);
    }

    fn update(&mut self, place: &Place, value: &Expr) {
        let indices = self.indices(place);
        let (at, old) = if place.steps.is_empty() {
            let root = self.root(place);
            let old = match &root {
                Target::Slot(slot) => slot.val(),
                Target::Mem(Val::At(mem)) => self.load(*mem, &place.ty),
                Target::Mem(_) => Self::known(false),
            };
            (root, old)
        } else {
            let at = self.locate(place, indices);
            let old = self.fetch(&at, &place.ty);
            (Target::Mem(at), old)
        };
        // The rest of the value may change what lies in memory.
        let old = if matches!(old, Val::V(_)) { old } else { self.taken(&old, &place.ty) };
        self.old.push(old);
        let val = self.expr(value);
        self.old.pop();
        match at {
            Target::Slot(slot) => self.set(&slot, &val, &place.ty),
            Target::Mem(at) => self.put(&at, &val, &place.ty),
        }
    }

    /// The indices of a place, in order; a layer has none.
    fn indices(&mut self, place: &Place) -> Vec<Option<Val>> {
        place
            .steps
            .iter()
            .map(|step| match step {
                Step::Index(index) => Some(self.expr(index)),
                Step::Layer(_) => None,
            })
            .collect()
    }

    fn locate(&mut self, place: &Place, indices: Vec<Option<Val>>) -> Val {
        let mut at = match self.root(place) {
            Target::Slot(slot) => slot.val(),
            Target::Mem(val) => val,
        };
        let mut ty = self.root_type(place);
        for (step, index) in place.steps.iter().zip(indices) {
            match (step, index, &ty) {
                (Step::Index(_), Some(index), Type::Array(part, length)) => {
                    let (part, length): (Part, u32) = (*part, *length);
                    let index = self.checked(&index, length);
                    at = self.element(&at, index, part);
                    ty = part.ty();
                }
                (Step::Layer(layer), ..) => {
                    at = self.offset(&at, u32::from(*layer));
                    ty = Type::ByteSil;
                }
                (Step::Index(_), ..) => {}
            }
        }
        at
    }

    fn offset(&mut self, at: &Val, offset: u32) -> Val {
        match at {
            Val::At(mem) => Val::At(Mem { offset: mem.offset + offset, ..*mem }),
            other => {
                let address: V = self.pointer(other);
                let by = self.constant(i64::from(offset));
                self.push(Inst::Op2(Opcode::Addint, address, by));
                Val::Dyn(address)
            }
        }
    }
}
