//! Statements and calls.

use super::{DEEPEST, Evaluator, Stop, Value};
use crate::types::Prim;
use crate::types::tree::{Expr, FnId, Kind, Place, Root, Step, Stmt, StmtKind};
use std::rc::Rc;
use vsp_isa::Cell;

/// How a block ended.
enum End {
    Through,
    Break,
    Continue,
    Return(Value),
}

/// An index or layer, evaluated.
enum At {
    Index(i64),
    Layer(u8),
}

impl Evaluator<'_> {
    /// Calls a function.
    pub(crate) fn call(&mut self, function: FnId, args: Vec<Value>) -> Result<Value, Stop> {
        let typed = self.typed;
        let it = typed.functions.get(function).ok_or(Stop::NotConstant)?;
        if it.library
            && self.running
            && let Some(value) = text_function(&it.name, &args)
        {
            return value;
        }
        if self.depth >= DEEPEST {
            return Err(Stop::Steps);
        }
        self.depth += 1;
        let mut vars = args;
        vars.extend(it.vars.iter().skip(it.params).map(|var| Value::zero(&var.ty)));
        let end = self.block(&it.body, &mut vars);
        self.depth -= 1;
        match end? {
            End::Return(value) => Ok(value),
            End::Through | End::Break | End::Continue => Ok(Value::unit()),
        }
    }

    fn block(&mut self, stmts: &[Stmt], vars: &mut [Value]) -> Result<End, Stop> {
        for stmt in stmts {
            match self.stmt(stmt, vars)? {
                End::Through => {}
                other => return Ok(other),
            }
        }
        Ok(End::Through)
    }

    fn stmt(&mut self, stmt: &Stmt, vars: &mut [Value]) -> Result<End, Stop> {
        self.step()?;
        match &stmt.kind {
            StmtKind::Assign(place, value) => {
                let steps = self.steps_of(place, vars)?;
                let value = self.expr(value, vars)?;
                self.store(place, &steps, value, vars)?;
            }
            StmtKind::Update(place, value) => {
                let steps = self.steps_of(place, vars)?;
                let old = self.slot(place.root, vars)?.clone();
                let old = fetch(&old, &steps).ok_or(Stop::Failed)?;
                let value = self.expr(&with_old(value, &old), vars)?;
                self.store(place, &steps, value, vars)?;
            }
            StmtKind::Return(None) => return Ok(End::Return(Value::unit())),
            StmtKind::Return(Some(value)) => return Ok(End::Return(self.expr(value, vars)?)),
            StmtKind::Loop(body) => loop {
                self.step()?;
                match self.block(body, vars)? {
                    End::Break => break,
                    End::Return(value) => return Ok(End::Return(value)),
                    End::Through | End::Continue => {}
                }
            },
            StmtKind::While(condition, body) => {
                while self.expr(condition, vars)?.bool() {
                    match self.block(body, vars)? {
                        End::Break => break,
                        End::Return(value) => return Ok(End::Return(value)),
                        End::Through | End::Continue => {}
                    }
                }
            }
            StmtKind::For(var, from, to, body) => {
                let from = self.expr(from, vars)?.int();
                let to = self.expr(to, vars)?.int();
                for round in from..to {
                    self.step()?;
                    vars[*var] = match &vars[*var] {
                        Value::Float(_) => Value::Float(round as f64),
                        Value::Cell(_) => {
                            Value::Cell(vsp_isa::semantics::convert::float_to_cell(round as f64))
                        }
                        _ => Value::Int(round),
                    };
                    match self.block(body, vars)? {
                        End::Break => break,
                        End::Return(value) => return Ok(End::Return(value)),
                        End::Through | End::Continue => {}
                    }
                }
            }
            StmtKind::Break => return Ok(End::Break),
            StmtKind::Continue => return Ok(End::Continue),
            StmtKind::If(arms, otherwise) => {
                for (condition, body) in arms {
                    if self.expr(condition, vars)?.bool() {
                        return self.block(body, vars);
                    }
                }
                return self.block(otherwise, vars);
            }
            StmtKind::Expr(expr) => {
                self.expr(expr, vars)?;
            }
        }
        Ok(End::Through)
    }

    fn steps_of(&mut self, place: &Place, vars: &mut [Value]) -> Result<Vec<At>, Stop> {
        place
            .steps
            .iter()
            .map(|step| match step {
                Step::Index(index) => Ok(At::Index(self.expr(index, vars)?.int())),
                Step::Layer(layer) => Ok(At::Layer(*layer)),
            })
            .collect()
    }

    fn slot<'b>(&'b mut self, root: Root, vars: &'b mut [Value]) -> Result<&'b mut Value, Stop> {
        match root {
            Root::Var(var) => Ok(&mut vars[var]),
            Root::Global(global) => self.globals.get_mut(global).ok_or(Stop::NotConstant),
        }
    }

    fn store(&mut self, place: &Place, steps: &[At], value: Value, vars: &mut [Value]) -> Result<(), Stop> {
        let slot = self.slot(place.root, vars)?;
        put(slot, steps, value).ok_or(Stop::Failed)
    }
}

fn fetch(value: &Value, steps: &[At]) -> Option<Value> {
    match steps.split_first() {
        None => Some(value.clone()),
        Some((At::Index(index), rest)) => fetch(value.parts().get(usize::try_from(*index).ok()?)?, rest),
        Some((At::Layer(layer), _)) => Some(Value::Cell(Cell::unpack(value.state()[usize::from(*layer)]))),
    }
}

fn put(slot: &mut Value, steps: &[At], value: Value) -> Option<()> {
    match (steps.split_first(), slot) {
        (None, slot) => *slot = value,
        (Some((At::Index(index), rest)), Value::Array(parts)) => {
            put(parts.get_mut(usize::try_from(*index).ok()?)?, rest, value)?;
        }
        (Some((At::Layer(layer), _)), Value::State(state)) => {
            state[usize::from(*layer)] = value.cell().pack()
        }
        _ => return None,
    }
    Some(())
}

/// An expression with the old value put where it stands.
fn with_old(expr: &Expr, old: &Value) -> Expr {
    let mut expr = expr.clone();
    replace(&mut expr, old);
    expr
}

fn replace(expr: &mut Expr, old: &Value) {
    match &mut expr.kind {
        Kind::Prim(Prim::Old, _) => expr.kind = Kind::Value(old.clone()),
        Kind::Un(_, inner) => replace(inner, old),
        // The old value stands leftmost.
        Kind::Bin(_, left, _) | Kind::Compare(_, left, _) | Kind::And(left, _) | Kind::Or(left, _) => {
            replace(left, old)
        }
        Kind::Call(_, args) | Kind::Extern(_, args) => args.iter_mut().for_each(|arg| replace(arg, old)),
        _ => {}
    }
}

/// The library's functions of Strings, which in programs work on memory, by Rust's own.
fn text_function(name: &Rc<str>, args: &[Value]) -> Option<Result<Value, Stop>> {
    let text = |at: usize| match args.get(at) {
        Some(Value::Text(text)) => text.clone(),
        _ => "".into(),
    };
    let int = |at: usize| args.get(at).map_or(0, Value::int);
    let made = |text: &str| {
        if text.len() > 65_535 { Err(Stop::Failed) } else { Ok(Value::Text(text.into())) }
    };
    let is_space = |char: char| matches!(char, ' ' | '\t' | '\r' | '\n');
    Some(match &**name {
        "string_concat" => made(&format!("{}{}", text(0), text(1))),
        "string_length" => Ok(Value::Int(text(0).len() as i64)),
        "string_slice" => {
            let text = text(0);
            let from = int(1).clamp(0, text.len() as i64) as usize;
            let to = int(2).clamp(0, text.len() as i64) as usize;
            made(text.get(from..to.max(from)).unwrap_or(""))
        }
        "string_equals" => Ok(Value::Bool(text(0) == text(1))),
        "string_contains" => Ok(Value::Bool(text(0).contains(&*text(1)))),
        "string_starts_with" => Ok(Value::Bool(text(0).starts_with(&*text(1)))),
        "string_ends_with" => Ok(Value::Bool(text(0).ends_with(&*text(1)))),
        "string_index_of" => Ok(Value::Int(text(0).find(&*text(1)).map_or(-1, |at| at as i64))),
        "string_replace" if text(1).is_empty() => made(&text(0)),
        "string_replace" => made(&text(0).replace(&*text(1), &text(2))),
        "string_trim" => made(text(0).trim_matches(is_space)),
        "string_to_upper" => made(&text(0).to_ascii_uppercase()),
        "string_to_lower" => made(&text(0).to_ascii_lowercase()),
        "int_to_string" => made(&int(0).to_string()),
        "float_to_string" => made(&super::value::float_text(args.first()?.float())),
        "bool_to_string" => made(&args.first()?.bool().to_string()),
        _ => return None,
    })
}
