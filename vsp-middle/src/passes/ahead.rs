//! Looking at the fuel once for all that follows up to the next look: at a loop's head, or where a run may come in from outside.
//!
//! With less than the dearest way there costs, the runtime executes the first instruction, and goes on block by block until it comes to a
//! way in. So each block costs what it did, and fuel ends where it did.

use super::entries;
use crate::graph::postorder;
use crate::{Binary, Block, Function, Graph, Op, Type};

/// How much may be needed where nothing looks: the runtime executes that and a block where a run's fuel ends.
const MOST: u32 = 200;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let costs: Vec<Vec<u32>> = function.block_ids().map(|block| costs(function, block)).collect();
    if costs.iter().all(Vec::is_empty) {
        return;
    }
    // Where ways are cut: at ways in from outside. Nearly always no loop is left then; what is, is cut, too.
    let mut is_cut = vec![false; function.blocks.len()];
    for &block in graph.order() {
        is_cut[block.index()] = block == graph.order()[0] || entries::is_entered(function, &graph, block);
    }
    let order = postorder(function, graph.order(), |block| is_cut[block.index()]);
    cut_ways_back(function, &order, &mut is_cut);
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

/// Cuts the ways that lead back in a postorder.
fn cut_ways_back(function: &Function, order: &[Block], is_cut: &mut [bool]) {
    let mut places = vec![0; is_cut.len()];
    for (&block, place) in order.iter().zip(0..) {
        places[block.index()] = place;
    }
    for &block in order {
        for to in function.blocks[block.index()].end.edges().map(|edge| edge.to) {
            is_cut[to.index()] |= places[to.index()] >= places[block.index()];
        }
    }
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
pub(super) fn charge(function: &mut Function, block: Block, mut needed: Option<u32>) {
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
