//! Computing after a loop what is wanted only there.
//!
//! What exits in the loop name stays in the loop as an operation of its own, which exits alone look at: it is computed where one is taken.

use crate::{Block, Edge, Function, Graph, Op, Terminator, Value, demand};
use std::collections::HashMap;

/// Computes what only a way out of a loop hands on there, too: fuel above all.
pub(super) fn run_on_ways(function: &mut Function) {
    let graph = Graph::of(function);
    let is_wanted = demand(function, &graph);
    let stays = used_inside(function, &graph, &is_wanted);
    let mut has_split = false;
    for &block in graph.order() {
        let mut end = core::mem::take(&mut function.blocks[block.index()].end);
        if end.edges().count() > 1 {
            for edge in end.edges_mut().filter(|edge| leaves_loop(&graph, block, edge.to)) {
                let sinks = |&arg: &Value| !stays[arg.index()] && is_movable(function.op(arg));
                if function.values(edge.args).iter().any(sinks) {
                    let way = function.add_block(None);
                    function.blocks[way.index()].is_cold = function.blocks[edge.to.index()].is_cold;
                    function.blocks[way.index()].end = Terminator::Jump(*edge);
                    *edge = Edge::to(way);
                    has_split = true;
                }
            }
        }
        function.blocks[block.index()].end = end;
    }
    let graph = if has_split { Graph::of(function) } else { graph };
    sink(function, &graph, &is_wanted);
}

/// Whether a way from a block leaves the innermost loop that the block is in.
fn leaves_loop(graph: &Graph, block: Block, to: Block) -> bool {
    graph.head(block).is_some_and(|head| !graph.is_in_loop(to, head))
}

/// For each value whether something other than exits and ways out of loops looks at it.
fn used_inside(function: &Function, graph: &Graph, is_wanted: &[bool]) -> Vec<bool> {
    let mut is_used = vec![false; function.value_count()];
    for &block in graph.order() {
        let data = &function.blocks[block.index()];
        for &value in &data.body {
            let op = function.op(value);
            if is_wanted[value.index()] || !op.is_pure() {
                op.for_each_operand(|operand| is_used[operand.index()] = true);
            }
        }
        data.end.condition().into_iter().for_each(|value| is_used[value.index()] = true);
        for edge in data.end.edges().filter(|edge| !leaves_loop(graph, block, edge.to)) {
            function.values(edge.args).iter().for_each(|&arg| is_used[arg.index()] = true);
        }
    }
    is_used
}

/// Whether an operation may be done elsewhere, and takes something.
fn is_movable(op: Op) -> bool {
    op.is_pure() && !matches!(op, Op::Const(_) | Op::Fixed(_))
}

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let is_wanted = demand(function, &graph);
    sink(function, &graph, &is_wanted);
}

fn sink(function: &mut Function, graph: &Graph, is_wanted: &[bool]) {
    let mut places = find_places(function, graph, is_wanted);
    // What stays for exits, and where the value itself goes.
    let mut moved: HashMap<Value, (Value, Block)> = HashMap::new();
    for &block in graph.order().iter().rev() {
        let Some(head) = graph.head(block) else { continue };
        if function.blocks[block.index()].is_cold {
            continue;
        }
        for at in (0..function.blocks[block.index()].body.len()).rev() {
            let value = function.blocks[block.index()].body[at];
            let op = function.op(value);
            let Some(place) = places[value.index()].filter(|_| is_movable(op)) else { continue };
            if graph.is_in_loop(place, head) {
                continue;
            }
            let kind = function.kind(value);
            let stays = function.make(op, kind);
            function.blocks[block.index()].body[at] = stays;
            function.blocks[place.index()].body.insert(0, value);
            moved.insert(value, (stays, place));
        }
        places.resize(function.value_count(), None);
    }
    if !moved.is_empty() {
        rename(function, graph, &moved);
    }
}

/// For each value that something but exits looks at the block that dominates all places where that is so.
fn find_places(function: &Function, graph: &Graph, is_wanted: &[bool]) -> Vec<Option<Block>> {
    let mut places: Vec<Option<Block>> = vec![None; function.value_count()];
    let mut note = |value: Value, block: Block| {
        let place = &mut places[value.index()];
        *place = Some(place.map_or(block, |before| meet(graph, before, block)));
    };
    for &block in graph.order() {
        let data = &function.blocks[block.index()];
        for &value in &data.body {
            let op = function.op(value);
            if is_wanted[value.index()] || !op.is_pure() {
                op.for_each_operand(|operand| note(operand, block));
            }
        }
        data.end.condition().into_iter().for_each(|value| note(value, block));
        for edge in data.end.edges() {
            function.values(edge.args).iter().for_each(|&arg| note(arg, block));
        }
    }
    places
}

/// The block nearest to two that dominates both.
fn meet(graph: &Graph, one: Block, other: Block) -> Block {
    let mut above = one;
    while !graph.dominates(above, other) {
        above = graph.dominator(above);
    }
    above
}

/// Has everything that does not stand behind the new place of a value take what has stayed.
fn rename(function: &mut Function, graph: &Graph, moved: &HashMap<Value, (Value, Block)>) {
    for &block in graph.order() {
        let here = |value: Value| match moved.get(&value) {
            Some(&(stays, place)) if !graph.dominates(place, block) => stays,
            Some(_) | None => value,
        };
        function.map_block_uses(block, here);
    }
}
