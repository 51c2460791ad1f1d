//! Computing after a loop what is wanted only there.
//!
//! What exits in the loop name stays in the loop as an operation of its own, which exits alone look at: it is computed where one is taken.

use crate::{Block, Edge, Function, Graph, Op, Terminator, Type, Unary, Value, demand};
use std::collections::HashMap;

/// Computes what only a way out of a loop hands on there, too: fuel above all.
pub(super) fn run_on_ways(function: &mut Function) {
    let graph = Graph::of(function);
    for &block in graph.order() {
        let Some(head) = graph.head(block) else { continue };
        let mut end = core::mem::take(&mut function.blocks[block.index()].end);
        if end.edges().count() > 1 {
            for edge in end.edges_mut() {
                let is_computed = |&arg: &Value| is_worth_it(function, function.op(arg));
                let args = function.values(edge.args);
                if !graph.is_in_loop(edge.to, head) && args.iter().any(is_computed) {
                    let way = function.add_block(None);
                    function.blocks[way.index()].is_cold = function.blocks[edge.to.index()].is_cold;
                    function.blocks[way.index()].end = Terminator::Jump(*edge);
                    *edge = Edge::to(way);
                }
            }
        }
        function.blocks[block.index()].end = end;
    }
    run(function);
}

/// Whether it is worth it to compute something elsewhere.
fn is_worth_it(function: &Function, op: Op) -> bool {
    // The lower half of a number is there with the number.
    op.is_pure()
        && !matches!(op, Op::Const(_) | Op::Fixed(_))
        && !matches!(op, Op::Unary(Unary::Low, a) if function.kind(a) == Type::I64)
}

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let mut places = find_places(function, &graph);
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
            let is_movable = op.is_pure() && !matches!(op, Op::Const(_) | Op::Fixed(_));
            let Some(place) = places[value.index()].filter(|_| is_movable) else { continue };
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
        rename(function, &graph, &moved);
    }
}

/// For each value that something but exits looks at the block that dominates all places where that is so.
fn find_places(function: &Function, graph: &Graph) -> Vec<Option<Block>> {
    let is_wanted = demand(function, graph);
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
