//! Folding operations by rules.

use super::ranges::Facts;
use super::rules::{self, Rewrite};
use crate::{Block, Edge, ExitData, Function, Graph, Op, States, Terminator, Type, Unary, Value};
use vsp_isa::abi::LEAST_MEMORY;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let facts = Facts::of(function, &graph);
    let forward = (0..function.value_count() as u32).map(Value).collect();
    let mut folder = Folder { function, facts, forward, body: Vec::new() };
    for &block in graph.order() {
        let body = core::mem::take(&mut folder.function.blocks[block.index()].body);
        folder.facts.enter(folder.function, &graph, block);
        body.into_iter().for_each(|value| folder.visit(value));
        folder.function.blocks[block.index()].body = core::mem::take(&mut folder.body);
        folder.fold_end(block);
        folder.facts.leave();
    }
    let Folder { function, forward, .. } = folder;
    function.map_uses(|value| forward.get(value.index()).copied().unwrap_or(value));
}

pub(super) struct Folder<'a> {
    pub function: &'a mut Function,
    pub facts: Facts,
    /// What stands for each value that was there before.
    forward: Vec<Value>,
    /// The operations of the current block, as far as it has been folded.
    body: Vec<Value>,
}

impl Folder<'_> {
    /// What stands for a value now.
    fn resolve(&self, value: Value) -> Value {
        self.forward.get(value.index()).copied().unwrap_or(value)
    }

    fn visit(&mut self, value: Value) {
        let (mut op, kind) = (self.function.op(value), self.function.kind(value));
        op.map_operands(|operand| self.resolve(operand));
        if self.is_void(op) {
            return;
        }
        self.name_flags(&mut op);
        loop {
            match rules::rewrite(self, op, kind) {
                Rewrite::Keep => break,
                Rewrite::Op(better) => op = better,
                Rewrite::Value(other) => {
                    self.forward[value.index()] = other;
                    return;
                }
            }
        }
        self.function.set_op(value, op);
        self.facts.note(self.function, value);
        self.facts.pass(self.function, op);
        self.body.push(value);
    }

    /// Has an operation name as constants those flags that are sure to be so here: a branch before has looked at them.
    fn name_flags(&mut self, op: &mut Op) {
        if let Op::Sync(states) = op {
            *states = self.sure_flags(*states).unwrap_or(*states);
        } else if let Some(exit) = op.exit_mut() {
            let data = self.function.exits[exit.index()];
            if let Some(states) = self.sure_flags(data.states) {
                *exit = self.function.add_exit(ExitData { states, ..data });
            }
        }
    }

    fn sure_flags(&mut self, states: States) -> Option<States> {
        let count = self.function.named(states).len();
        let is_sure = |place: usize| self.sure_flag(self.function.named(states)[place].1).is_some();
        if !(0..count).any(is_sure) {
            return None;
        }
        let mut named = self.function.named(states).to_vec();
        for (_, value) in &mut named {
            if let Some(bits) = self.sure_flag(*value) {
                *value = self.make(Op::Const(bits), Type::Bool);
            }
        }
        Some(self.function.states(named))
    }

    /// What a truth value that is no constant is sure to be.
    fn sure_flag(&self, value: Value) -> Option<i64> {
        let value = self.resolve(value);
        let is_varying = self.function.kind(value) == Type::Bool && self.function.constant(value).is_none();
        let range = self.facts.number(value);
        (is_varying && range.low == range.high).then_some(range.low)
    }

    /// A value that an operation gives, folded.
    pub fn make(&mut self, mut op: Op, kind: Type) -> Value {
        loop {
            match rules::rewrite(self, op, kind) {
                Rewrite::Keep => break,
                Rewrite::Op(better) => op = better,
                Rewrite::Value(value) => return value,
            }
        }
        let value = self.function.make(op, kind);
        self.facts.note(self.function, value);
        self.body.push(value);
        value
    }

    /// Whether an operation never does anything.
    fn is_void(&self, op: Op) -> bool {
        match op {
            Op::Guard(condition, _) => self.function.constant(condition) == Some(0),
            Op::Check(address, length, _) => {
                let last = LEAST_MEMORY as i64 - i64::from(length);
                self.facts.number(address).is_within(0, last)
            }
            _ => false,
        }
    }

    fn fold_end(&mut self, block: Block) {
        let mut end = core::mem::replace(&mut self.function.blocks[block.index()].end, Terminator::Absent);
        if let Some(condition) = end.condition_mut() {
            *condition = self.resolve(*condition);
        }
        if let Terminator::Branch(condition, then, other) = end
            && let Some(taken) = self.function.constant(condition)
        {
            let edge: Edge = if taken != 0 { then } else { other };
            end = Terminator::Jump(edge);
        }
        if let Terminator::Switch(value, cases, default) = &end
            && let Some(number) = self.function.constant(*value)
        {
            let case = cases.iter().find(|(case, _)| i64::from(*case) == number);
            end = Terminator::Jump(case.map_or(*default, |&(_, edge)| edge));
        }
        for edge in end.edges_mut() {
            self.strip_canon(edge);
        }
        for way in 0..end.edges().count() {
            self.name_constants(block, &mut end, way);
        }
        self.function.blocks[block.index()].end = end;
    }

    /// Hands on as constants what is sure to be one on a way, above all what has been compared.
    fn name_constants(&mut self, block: Block, end: &mut Terminator, way: usize) {
        let here = self.facts.extent();
        self.facts.take_way(self.function, end, way);
        let Some(edge) = end.edges_mut().nth(way) else { return };
        let mut args = self.function.values(edge.args).to_vec();
        let mut changed = false;
        for arg in &mut args {
            let kind = self.function.kind(*arg);
            // What a loop hands on to itself shall be seen to stay the same.
            if (kind == Type::Bool || kind.is_integer())
                && self.function.op(*arg) != Op::Param
                && let Some(bits) = rules::sure(self, *arg)
            {
                *arg = self.function.append(block, Op::Const(bits), kind);
                self.facts.note(self.function, *arg);
                changed = true;
            }
        }
        self.facts.restore(here);
        if changed {
            edge.args = self.function.list(args);
        }
    }

    /// Hands floats on as they are: which NaN one is does not show.
    fn strip_canon(&mut self, edge: &mut Edge) {
        let args = self.function.values(edge.args).iter().map(|&arg| self.resolve(arg));
        let stripped = args.map(|arg| match self.function.op(arg) {
            Op::Unary(Unary::Canon, float) => float,
            _ => arg,
        });
        let stripped: Vec<Value> = stripped.collect();
        if stripped != self.function.values(edge.args) {
            edge.args = self.function.list(stripped);
        }
    }
}
