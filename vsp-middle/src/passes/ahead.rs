//! Looking at the fuel once for all that follows up to the next look: at a loop's head, or where a run may come in from outside.
//!
//! With less than the dearest way there costs, the runtime executes the first instruction, and goes on block by block until it comes to a
//! way in. So each block costs what it did, and fuel ends where it did.

use super::entries;
use crate::{Binary, Block, Function, Graph, Op, Type};

/// How much may be needed where nothing looks: the runtime executes that and a block where a run's fuel ends.
const MOST: u32 = 200;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let costs: Vec<Vec<u32>> = function.block_ids().map(|block| costs(function, block)).collect();
    if costs.iter().all(Vec::is_empty) {
        return;
    }
    let Ways { order, is_cut } = Ways::of(function, &graph);
    // Which blocks are only come to from blocks that look, or are covered themselves.
    let mut is_covered = vec![false; function.blocks.len()];
    for &block in order.iter().rev() {
        let looks_before = |from: &Block| is_covered[from.index()] || !costs[from.index()].is_empty();
        is_covered[block.index()] =
            !is_cut[block.index()] && graph.predecessors(block).iter().all(looks_before);
    }
    // What each block and all that follows it needs from a look before it.
    let mut needs = vec![0; function.blocks.len()];
    for &block in &order {
        let costs = &costs[block.index()];
        let ends = function.blocks[block.index()].end.edges();
        let onward = ends.filter(|edge| is_covered[edge.to.index()]).map(|edge| needs[edge.to.index()]);
        let needed: u32 = onward.max().unwrap_or(0) + costs.iter().sum::<u32>();
        let looks = !costs.is_empty() && (!is_covered[block.index()] || needed > MOST);
        needs[block.index()] = if looks { 0 } else { needed };
        charge(function, block, looks.then_some(needed));
    }
}

/// The ways between blocks, but for those to where a run may come in from outside. Nearly always no loop is left; what is, is cut.
struct Ways {
    /// The blocks, each after all that it leads to.
    order: Vec<Block>,
    /// Which blocks have no ways to them here.
    is_cut: Vec<bool>,
}

impl Ways {
    fn of(function: &Function, graph: &Graph) -> Ways {
        let first = graph.order()[0];
        let is_entered = |block: Block| {
            let mut froms = graph.predecessors(block).iter();
            block == first || froms.any(|&from| entries::is_entry(function, graph, from))
        };
        let mut is_cut = vec![false; function.blocks.len()];
        for &block in graph.order() {
            is_cut[block.index()] = is_entered(block);
        }
        let mut ways = Ways { order: Vec::new(), is_cut };
        let mut states = vec![State::New; function.blocks.len()];
        for &block in graph.order() {
            ways.visit(function, block, &mut states);
        }
        ways
    }

    /// Visits a block and what it leads to, depth first.
    fn visit(&mut self, function: &Function, block: Block, states: &mut [State]) {
        if states[block.index()] != State::New {
            return;
        }
        let begin = |block: Block, states: &mut [State]| {
            states[block.index()] = State::OnPath;
            let tos: Vec<Block> = function.blocks[block.index()].end.edges().map(|edge| edge.to).collect();
            (block, tos.into_iter())
        };
        let mut path = vec![begin(block, states)];
        while let Some((block, tos)) = path.last_mut() {
            match tos.next() {
                Some(to) if self.is_cut[to.index()] => {}
                Some(to) => match states[to.index()] {
                    State::New => path.push(begin(to, states)),
                    State::OnPath => self.is_cut[to.index()] = true,
                    State::Done => {}
                },
                None => {
                    states[block.index()] = State::Done;
                    self.order.push(*block);
                    path.pop();
                }
            }
        }
    }
}

/// How far the search has come with a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    OnPath,
    Done,
}

/// What a block charges, in order.
fn costs(function: &Function, block: Block) -> Vec<u32> {
    let body = function.blocks[block.index()].body.iter();
    let cost = |&value: &_| match function.op(value) {
        Op::Charge(_, cost, _, _) => Some(cost),
        _ => None,
    };
    body.filter_map(cost).collect()
}

/// Has the first charge of a block look for so much, if it looks, and all others take what they do without a look.
fn charge(function: &mut Function, block: Block, mut needed: Option<u32>) {
    let mut body = Vec::new();
    for value in core::mem::take(&mut function.blocks[block.index()].body) {
        if let Op::Charge(fuel, cost, _, exit) = function.op(value) {
            let op = match needed.take() {
                Some(needed) => {
                    let ahead = u16::try_from(needed - cost).expect("what is copied into blocks is short");
                    Op::Charge(fuel, cost, ahead, exit)
                }
                None => {
                    let less = function.make(Op::Const(-i64::from(cost)), Type::I64);
                    body.push(less);
                    Op::Binary(Binary::Add, fuel, less)
                }
            };
            function.set_op(value, op);
        }
        body.push(value);
    }
    function.blocks[block.index()].body = body;
}
