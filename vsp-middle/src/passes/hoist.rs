//! Computing before a loop what does not change in it.
//!
//! A loop may be entered in several ways, from outside, too. What is hoisted is computed on each of them and handed on as a parameter of
//! the loop's head, which stays the same on the ways back.

use crate::{Binary, Block, Function, Graph, Op, Terminator, Type, Unary, Value, demand};
use std::collections::HashMap;

/// How much is hoisted out of a loop at most: each value takes a register for the whole loop.
const MOST: usize = 8;

/// How many values a loop keeps at most, those included that it hands on to itself anyway: processors have no more registers.
const MOST_KEPT: usize = 12;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let mut homes = vec![Block(0); function.value_count()];
    for &block in graph.order() {
        let data = &function.blocks[block.index()];
        for value in data.params.iter().chain(&data.body) {
            homes[value.index()] = block;
        }
    }
    let mut hoister = Hoister { is_wanted: demand(function, &graph), function, graph: &graph, homes };
    // Inner loops first, so that what does not change in the outer ones either goes further.
    for &head in graph.order().iter().rev() {
        if graph.head(head) == Some(head) && !hoister.function.blocks[head.index()].is_cold {
            hoister.hoist(head);
        }
    }
}

struct Hoister<'a> {
    function: &'a mut Function,
    graph: &'a Graph,
    /// The block of each value.
    homes: Vec<Block>,
    is_wanted: Vec<bool>,
}

/// What does not change in a loop.
struct Invariants {
    /// For each parameter of the head that is the same on all ways back its place among the parameters.
    params: HashMap<Value, usize>,
    /// How much may be hoisted.
    most: usize,
    /// What is hoisted, in order.
    hoisted: Vec<Value>,
}

impl Hoister<'_> {
    fn hoist(&mut self, head: Block) {
        let params = unchanged(self.function, self.graph, head);
        let kept = self.function.blocks[head.index()].params.len();
        let mut found =
            Invariants { params, most: MOST.min(MOST_KEPT.saturating_sub(kept)), hoisted: Vec::new() };
        for block in self.graph.loop_blocks(head) {
            if !self.function.blocks[block.index()].is_cold {
                self.find(head, block, &mut found);
            }
        }
        if found.hoisted.is_empty() {
            return;
        }
        for &from in self.graph.predecessors(head) {
            let is_back = self.graph.is_in_loop(from, head);
            let mut end = core::mem::replace(&mut self.function.blocks[from.index()].end, Terminator::Absent);
            // A block with two ways here comes twice.
            let taken = self.function.blocks[head.index()].params.len();
            let edges = end.edges_mut().filter(|edge| edge.to == head);
            for edge in edges {
                let mut args = self.function.values(edge.args).to_vec();
                if args.len() > taken {
                    continue;
                }
                if is_back {
                    args.extend(&found.hoisted);
                } else {
                    self.compute(from, &found, &mut args);
                }
                edge.args = self.function.list(args);
            }
            self.function.blocks[from.index()].end = end;
        }
        for &value in &found.hoisted {
            let home = &mut self.function.blocks[self.homes[value.index()].index()];
            home.body.retain(|&other| other != value);
            self.function.set_op(value, Op::Param);
            self.function.blocks[head.index()].params.push(value);
            self.homes[value.index()] = head;
        }
    }

    /// Finds what does not change among the operations of a block of a loop.
    fn find(&self, head: Block, block: Block, found: &mut Invariants) {
        for &value in &self.function.blocks[block.index()].body {
            if found.hoisted.len() >= found.most {
                return;
            }
            let op = self.function.op(value);
            let is_wanted = self.is_wanted.get(value.index()).is_none_or(|&is_wanted| is_wanted);
            if !is_wanted || !is_worth_it(self.function, op) {
                continue;
            }
            let mut is_same = true;
            op.for_each_operand(|operand| {
                is_same &= !self.graph.is_in_loop(self.homes[operand.index()], head)
                    || self.function.constant(operand).is_some()
                    || found.params.contains_key(&operand)
                    || found.hoisted.contains(&operand);
            });
            if is_same {
                found.hoisted.push(value);
            }
        }
    }

    /// Computes on a way in what is hoisted.
    fn compute(&mut self, block: Block, found: &Invariants, args: &mut Vec<Value>) {
        let given = args.clone();
        let mut computed: HashMap<Value, Value> = HashMap::new();
        for &value in &found.hoisted {
            let mut op = self.function.op(value);
            op.map_operands(|operand| {
                if let Some(&here) = computed.get(&operand) {
                    here
                } else if let Some(&place) = found.params.get(&operand) {
                    given[place]
                } else if let Some(bits) = self.function.constant(operand) {
                    self.append(block, Op::Const(bits), self.function.kind(operand))
                } else {
                    operand
                }
            });
            let here = self.append(block, op, self.function.kind(value));
            computed.insert(value, here);
            args.push(here);
        }
    }

    fn append(&mut self, block: Block, op: Op, kind: Type) -> Value {
        let value = self.function.append(block, op, kind);
        self.homes.push(block);
        value
    }
}

/// The parameters of a head that all ways back hand on as they are.
pub(super) fn unchanged(function: &Function, graph: &Graph, head: Block) -> HashMap<Value, usize> {
    let params = &function.blocks[head.index()].params;
    let mut is_unchanged = vec![true; params.len()];
    for from in graph.ways_back(head) {
        for edge in function.blocks[from.index()].end.edges().filter(|edge| edge.to == head) {
            for (place, &arg) in function.values(edge.args).iter().enumerate() {
                is_unchanged[place] &= arg == params[place];
            }
        }
    }
    let unchanged = params.iter().enumerate().filter(|(place, _)| is_unchanged[*place]);
    unchanged.map(|(place, &param)| (param, place)).collect()
}

/// Whether computing something anew costs more than keeping it.
fn is_worth_it(function: &Function, op: Op) -> bool {
    match op {
        Op::Unary(Unary::Low | Unary::Not | Unary::Bits | Unary::Canon, _) => false,
        Op::Unary(Unary::Zext, a) => function.kind(a) == Type::Cell,
        Op::Unary(..) | Op::Mix(..) | Op::Select(..) => true,
        // Accesses of memory add a constant to an address for nothing, and elsewhere it takes one instruction.
        Op::Binary(Binary::Add, _, b) => function.constant(b).is_none(),
        Op::Binary(op, ..) => !matches!(
            op,
            Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Ult | Binary::Shl | Binary::Ushr
        ),
        Op::Const(_)
        | Op::Fixed(_)
        | Op::Param
        | Op::Context(_)
        | Op::ContextMode
        | Op::Load(_)
        | Op::Store(..)
        | Op::Check(..)
        | Op::LoadCall(_)
        | Op::StoreCall(..)
        | Op::LoadStack(_)
        | Op::StoreStack(..)
        | Op::Guard(..)
        | Op::Charge(..)
        | Op::Checkpoint(_)
        | Op::Sync(_)
        | Op::Execute(_)
        | Op::Host(..)
        | Op::Fence => false,
    }
}
