//! Having the ways to a loop's head do what the head begins with: looking for interrupts, charging fuel, checking addresses, and loading.
//!
//! Where it stands at the head, what has changed in a turn must come there as parameters, flags above all, though the exit alone looks at
//! them. On the way there it is at hand as what it is computed from.

use super::entries;
use crate::{Block, Edge, Function, Graph, Location, Op, Terminator, Type, Value};
use std::collections::{HashMap, HashSet};

/// How many checks each way does at most.
const MOST_CHECKS: usize = 3;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    for &head in graph.order() {
        if graph.head(head) == Some(head) || is_entered_twice(function, &graph, head) {
            prepay(function, &graph, head);
        }
    }
}

/// Whether a block is entered from outside, and by a jump or a branch, too. It may be in a loop that has no head, since it can be entered
/// in several places.
fn is_entered_twice(function: &Function, graph: &Graph, block: Block) -> bool {
    let goes = |&from: &Block| {
        let end = &function.blocks[from.index()].end;
        !entries::is_entry(function, graph, from)
            && matches!(end, Terminator::Jump(_) | Terminator::Branch(..))
    };
    entries::is_entered(function, graph, block) && graph.predecessors(block).iter().any(goes)
}

fn prepay(function: &mut Function, graph: &Graph, head: Block) {
    let body = function.blocks[head.index()].body.iter().copied();
    let begins = |value: &Value| {
        let op = function.op(*value);
        op.is_pure() || matches!(op, Op::Checkpoint(_) | Op::Charge(..) | Op::Check(..) | Op::Load(_))
    };
    let mut beginning: Vec<Value> = body.take_while(begins).collect();
    let is_due = |&value: &Value| !function.op(value).is_pure();
    let checks = |&&value: &&Value| matches!(function.op(value), Op::Check(..));
    if beginning.iter().filter(checks).count() > MOST_CHECKS {
        let charges = |value: &Value| !matches!(function.op(*value), Op::Check(..) | Op::Load(_));
        beginning = beginning.into_iter().take_while(charges).collect();
    }
    beginning.truncate(beginning.iter().rposition(is_due).map_or(0, |last| last + 1));
    let dues: Vec<Value> = beginning.iter().copied().filter(is_due).collect();
    if !dues.iter().any(|&due| function.op(due).exit().is_some()) {
        return;
    }
    let params = function.blocks[head.index()].params.clone();
    let mut froms = graph.predecessors(head).to_vec();
    froms.dedup();
    for from in froms {
        let mut end = core::mem::replace(&mut function.blocks[from.index()].end, Terminator::Absent);
        let ways = end.edges().count();
        for edge in end.edges_mut().filter(|edge| edge.to == head) {
            let block = if ways == 1 { from } else { split(function, from) };
            let given = function.values(edge.args).iter().copied();
            let known = params.iter().copied().zip(given).collect();
            let is_entry = entries::is_entry(function, graph, from);
            let is_back = graph.head(head) == Some(head) && graph.is_in_loop(from, head);
            let mut way =
                Way { function, block, is_entry, beginning: &beginning, known, named: HashSet::new() };
            let mut args = way.function.values(edge.args).to_vec();
            // Of an address that does not change in the loop, the way in has found out that memory has it.
            let is_due = |way: &Way, due: Value| !(is_back && way.is_checked(due));
            args.extend(dues.iter().filter_map(|&due| is_due(&way, due).then(|| way.pay(due)).flatten()));
            let way = Edge { to: head, args: function.list(args) };
            if ways == 1 {
                *edge = way;
            } else {
                function.blocks[block.index()].end = Terminator::Jump(way);
                *edge = Edge::to(block);
            }
        }
        function.blocks[from.index()].end = end;
    }
    // What each due gave comes in by a parameter of its own.
    function.blocks[head.index()].body.retain(|value| !dues.contains(value));
    let paid: Vec<Value> = dues.into_iter().filter(|&due| function.kind(due) != Type::None).collect();
    for due in paid {
        function.set_op(due, Op::Param);
        function.blocks[head.index()].params.push(due);
    }
}

/// A block on a way from another one.
fn split(function: &mut Function, from: Block) -> Block {
    let block = function.add_block(None);
    function.blocks[block.index()].is_cold = function.blocks[from.index()].is_cold;
    block
}

/// A way to a head.
struct Way<'a> {
    function: &'a mut Function,
    /// The block at its end.
    block: Block,
    /// Whether it is a way in from outside.
    is_entry: bool,
    /// What the head begins with.
    beginning: &'a [Value],
    /// What stands here for values of the head.
    known: HashMap<Value, Value>,
    /// What exits here have named so far: those after them must, too.
    named: HashSet<Location>,
}

impl Way<'_> {
    /// Does what the head would do; gives its value, if it has one.
    fn pay(&mut self, due: Value) -> Option<Value> {
        let mut op = self.function.op(due);
        let mut uses = Vec::new();
        self.function.for_each_use(op, |used| uses.push(used));
        let here: HashMap<Value, Value> = uses.iter().map(|&used| (used, self.translate(used))).collect();
        op = self.function.copy_op(op, |value| here[&value]);
        if let Some(exit) = op.exit() {
            let states = self.function.exits[exit.index()].states;
            let named = self.function.named(states).iter().copied();
            let is_changed = |&(location, value): &(Location, Value)| {
                self.named.contains(&location) || !self.is_loaded(location, value)
            };
            let changed: Vec<_> = named.filter(is_changed).collect();
            self.named.extend(changed.iter().map(|(location, _)| *location));
            self.function.exits[exit.index()].states = self.function.states(changed);
        }
        let kind = self.function.kind(due);
        let paid = self.function.append(self.block, op, kind);
        self.known.insert(due, paid);
        (kind != Type::None).then_some(paid)
    }

    /// Whether the context has a value, since a way in from outside has just loaded it from there.
    fn is_loaded(&self, location: Location, value: Value) -> bool {
        self.is_entry && self.function.op(value) == Op::Context(location)
    }

    /// Whether an operation is a check of an address that is the same here as it is at the head.
    fn is_checked(&self, due: Value) -> bool {
        matches!(self.function.op(due), Op::Check(address, ..) if self.is_same(address))
    }

    /// Whether a value is the same here as it is at the head.
    fn is_same(&self, value: Value) -> bool {
        match self.known.get(&value) {
            Some(&here) => here == value,
            None if self.beginning.contains(&value) => {
                let (op, mut is_same) = (self.function.op(value), true);
                op.for_each_operand(|operand| is_same &= self.is_same(operand));
                is_same && op.is_pure()
            }
            None => true,
        }
    }

    /// What stands here for a value: what the head computes from its parameters is computed here, too.
    fn translate(&mut self, value: Value) -> Value {
        if let Some(&here) = self.known.get(&value) {
            return here;
        }
        if !self.beginning.contains(&value) {
            return value;
        }
        let mut op = self.function.op(value);
        op.map_operands(|operand| self.translate(operand));
        let kind = self.function.kind(value);
        let here = self.function.append(self.block, op, kind);
        self.known.insert(value, here);
        here
    }
}
