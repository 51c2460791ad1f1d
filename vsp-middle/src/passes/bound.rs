//! Assuming that runs come from outside with numbers between the bounds that the function's own ways give.
//!
//! What a loop counts lies between bounds that its start and its test give; but its head can be entered from outside, with anything.
//! Here ways in from outside refuse what lies beyond, so that the bounds hold for addresses that are computed from such numbers: checks of
//! memory go, and numbers of 32 bits need no extension.

use super::entries;
use super::range::Range;
use super::ranges::Facts;
use crate::{Binary, Block, Edge, Function, Graph, Op, Type, Value};

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let ways: Vec<(Block, Edge)> = graph
        .order()
        .iter()
        .filter_map(|&block| Some((block, entries::choosy(function, &graph, block)?)))
        .collect();
    if ways.is_empty() {
        return;
    }
    let is_choosy = |block: Block| ways.iter().any(|&(way, _)| way == block);
    let facts = Facts::without(function, &graph, is_choosy);
    let is_wanted = addressing(function, &graph);
    let mut changed = false;
    for &(block, edge) in &ways {
        let params = function.blocks[edge.to.index()].params.clone();
        let args = function.values(edge.args).to_vec();
        let mut tests = Vec::new();
        for (param, arg) in params.into_iter().zip(args) {
            if is_wanted[param.index()] && function.constant(arg).is_none() {
                lies_beyond(function, block, arg, facts.number(param), &mut tests);
            }
        }
        changed |= !tests.is_empty();
        entries::refuse_if(function, block, tests);
    }
    if changed {
        super::fold::run(function);
    }
}

/// For each value whether it is a number that addresses of memory are computed from.
fn addressing(function: &Function, graph: &Graph) -> Vec<bool> {
    let mut is_wanted = vec![false; function.value_count()];
    let mut work = Vec::new();
    // What each parameter may be.
    let mut given: Vec<(Value, Value)> = Vec::new();
    for &block in graph.order() {
        let data = &function.blocks[block.index()];
        work.extend(data.body.iter().filter_map(|&value| match function.op(value) {
            Op::Check(address, ..) => Some(address),
            _ => None,
        }));
        for edge in data.end.edges() {
            let params = function.blocks[edge.to.index()].params.iter().copied();
            given.extend(params.zip(function.values(edge.args).iter().copied()));
        }
    }
    given.sort_unstable();
    while let Some(value) = work.pop() {
        if !function.kind(value).is_integer() || core::mem::replace(&mut is_wanted[value.index()], true) {
            continue;
        }
        function.op(value).for_each_operand(|operand| work.push(operand));
        let first = given.partition_point(|&(param, _)| param < value);
        let args = given[first..].iter().take_while(|(param, _)| *param == value);
        work.extend(args.map(|&(_, arg)| arg));
    }
    is_wanted
}

/// Appends to a way in what tells whether a number lies beyond a range.
fn lies_beyond(function: &mut Function, entry: Block, arg: Value, range: Range, tests: &mut Vec<Value>) {
    let kind = function.kind(arg);
    let all = Range::of_type(kind);
    if range.is_empty() {
        return;
    }
    if range.low > all.low {
        let low = function.append(entry, Op::Const(range.low), kind);
        tests.push(function.append(entry, Op::Binary(Binary::Lt, arg, low), Type::Bool));
    }
    if range.high < all.high {
        let high = function.append(entry, Op::Const(range.high), kind);
        tests.push(function.append(entry, Op::Binary(Binary::Lt, high, arg), Type::Bool));
    }
}
