//! Loops.
//!
//! A loop tests at its end whether there is another round, and before the first one: then it is entered where its rounds begin, and nowhere else, as
//! compilers for processors want loops to be.

use super::call::assigned;
use super::value::{Slot, Val};
use super::{Loop, Lower};
use crate::code::graph::{has_loops, plain_size, size};
use crate::code::ir::{BlockId, Inst, Term, V};
use crate::types::Type;
use crate::types::evaluate::Value;
use crate::types::tree::{Expr, Stmt, Un, VarId};
use std::ops::Range;
use vsp_isa::Opcode;

/// A `for` of no more rounds, the trees of which have no more nodes together, is written out: every index is known then.
const ROUNDS: i64 = 16;
const NODES: i64 = 192;
/// The condition of a `while` that has no more nodes, and calls nothing, stands before the loop as well.
const TWICE: u32 = 24;

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
        let is_twice = plain_size(condition).is_some_and(|size| size <= TWICE);
        let end = self.block();
        let (test, round) = (self.block(), self.block());
        if is_twice {
            self.branch(condition, round, end);
            self.depth += 1;
            self.start(round);
            self.loop_body(body, test, end);
            self.jump(test);
            self.start(test);
            self.mark_line(condition.span);
            self.branch_to(condition, round, end, false);
        } else {
            self.depth += 1;
            self.jump(test);
            self.start(test);
            self.mark_line(condition.span);
            self.branch(condition, round, end);
            self.start(round);
            self.loop_body(body, test, end);
            self.jump(test);
        }
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
        let vals = self.both(from, to);
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
        let (round, next) = (self.block(), self.block());
        match range {
            Some((first, last)) if first <= last => self.jump(round),
            _ => self.test(counter, limit, &vals[1], round, end),
        }
        self.depth += 1;
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
        self.test(counter, limit, &vals[1], round, end);
        self.depth -= 1;
        self.start(end);
    }

    /// Goes to a round of a `for` if the counter is less than the limit, which a value has or a constant is.
    fn test(&mut self, counter: V, limit: Option<V>, constant: &Val, round: BlockId, end: BlockId) {
        let limit = limit.unwrap_or_else(|| self.scalar(constant));
        self.end(Term::Compare {
            op: Opcode::Cmpint,
            a: counter,
            b: limit,
            less: Some(round),
            zero: None,
            other: end,
        });
    }
}
