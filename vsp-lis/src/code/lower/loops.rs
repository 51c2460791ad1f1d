//! Loops.

use super::call::assigned;
use super::value::{Slot, Val};
use super::{Loop, Lower};
use crate::code::graph::{has_loops, size};
use crate::code::ir::{Inst, Term};
use crate::types::Type;
use crate::types::evaluate::Value;
use crate::types::tree::{Expr, Stmt, Un, VarId};
use std::ops::Range;
use vsp_isa::Opcode;

/// A `for` of no more rounds, the trees of which have no more nodes together, is written out: every index is known then.
const ROUNDS: i64 = 16;
const NODES: i64 = 192;

impl Lower<'_> {
    pub fn endless(&mut self, body: &[Stmt]) {
        let end = self.block();
        self.depth += 1;
        let start = self.block();
        self.jump(start);
        self.start(start);
        self.loop_body(body, start, end);
        self.jump(start);
        self.depth -= 1;
        self.start(end);
    }

    pub fn while_loop(&mut self, condition: &Expr, body: &[Stmt]) {
        let end = self.block();
        self.depth += 1;
        let (test, round) = (self.block(), self.block());
        self.jump(test);
        self.start(round);
        self.loop_body(body, test, end);
        self.jump(test);
        self.start(test);
        self.mark_line(condition.span);
        self.branch_to(condition, round, end, false);
        self.depth -= 1;
        self.start(end);
    }

    fn is_short(&self, var: VarId, from: i64, to: i64, body: &[Stmt]) -> bool {
        let rounds = to.saturating_sub(from);
        let is_int = self.typed.functions[self.scope().function].vars[var].ty == Type::Int;
        // In a round of an unrolled loop, loops of inlined functions stay loops: all of them would be too much.
        is_int
            && !self.unrolled
            && rounds <= ROUNDS
            && i64::from(size(body, &self.graph.size)).saturating_mul(rounds) <= NODES
            && !has_loops(body)
            && !assigned(body, var)
    }

    /// Writes out the rounds of a loop.
    fn unroll(&mut self, var: VarId, rounds: Range<i64>, body: &[Stmt]) {
        let at = self.scopes.len() - 1;
        let slot = self.variable(var);
        let end = self.block();
        self.unrolled = true;
        for round in rounds {
            // A `break` leaves the variable at this.
            self.set(&slot, &Val::Const(Value::Int(round)), &Type::Int);
            self.scopes[at].known.push((var, Value::Int(round)));
            let next = self.block();
            self.loop_body(body, next, end);
            self.jump(next);
            self.start(next);
            self.scopes[at].known.pop();
        }
        self.unrolled = false;
        self.jump(end);
        self.start(end);
    }

    fn loop_body(&mut self, body: &[Stmt], next: usize, end: usize) {
        let at = self.scopes.len() - 1;
        self.scopes[at].loops.push(Loop { next, end });
        self.stmts(body);
        self.scopes[at].loops.pop();
    }

    pub fn for_loop(&mut self, var: usize, from: &Expr, to: &Expr, body: &[Stmt]) {
        let vals = self.operands(&[from, to]);
        if let (Val::Const(Value::Int(from)), Val::Const(Value::Int(to))) = (&vals[0], &vals[1])
            && self.is_short(var, *from, *to, body)
        {
            self.unroll(var, *from..*to, body);
            return;
        }
        let counter = self.own(&vals[0]);
        let limit = match &vals[1] {
            Val::Const(_) => None,
            other => Some(self.own(other)),
        };
        let range = match (&vals[0], &vals[1]) {
            (Val::Const(Value::Int(low)), Val::Const(Value::Int(high))) => {
                Some((*low, high.saturating_sub(1)))
            }
            _ => None,
        };
        let ty = self.typed.functions[self.scope().function].vars[var].ty.clone();
        let slot = self.variable(var);
        let end = self.block();
        self.depth += 1;
        let (test, round, next) = (self.block(), self.block(), self.block());
        self.jump(test);
        self.start(round);
        let val = Val::V(counter);
        let val = match ty {
            Type::Float => self.unary(Un::IntToFloat, &val),
            Type::ByteSil => {
                let float = self.unary(Un::IntToFloat, &val);
                self.unary(Un::FloatToCell, &float)
            }
            _ => val,
        };
        self.set(&slot, &val, &ty);
        let known = match (&slot, range) {
            (Slot::V(v), Some(range)) if ty == Type::Int && !assigned(body, var) => {
                self.ranges.insert(*v, range);
                Some(*v)
            }
            _ => None,
        };
        self.loop_body(body, next, end);
        if let Some(v) = known {
            self.ranges.remove(&v);
        }
        self.jump(next);
        self.start(next);
        let one = self.constant(1);
        self.push(Inst::Op2(Opcode::Addint, counter, one));
        self.jump(test);
        self.start(test);
        let limit = limit.unwrap_or_else(|| self.scalar(&vals[1]));
        self.depth -= 1;
        self.end(Term::Compare {
            op: Opcode::Cmpint,
            a: counter,
            b: limit,
            less: Some(round),
            zero: None,
            other: end,
        });
        self.start(end);
    }
}
