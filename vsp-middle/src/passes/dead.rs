//! Removing what nobody wants: operations, parameters that always are the same value, and parameters that nothing looks at.

use crate::{Block, Edge, Function, Graph, Op, Terminator, Value};

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    for block in function.block_ids() {
        if !graph.is_reachable(block) {
            let data = &mut function.blocks[block.index()];
            data.end = Terminator::Absent;
            (data.params, data.body) = (Vec::new(), Vec::new());
        }
    }
    forward_params(function, &graph);
    let wanted = find_wanted(function, &graph);
    sweep(function, &graph, &wanted);
}

/// The edges that lead to each block, with the block that they come from.
fn incoming(function: &Function, graph: &Graph) -> Vec<Vec<Edge>> {
    let mut edges = vec![Vec::new(); function.blocks.len()];
    for &block in graph.order() {
        for edge in function.blocks[block.index()].end.edges() {
            edges[edge.to.index()].push(*edge);
        }
    }
    edges
}

/// Takes for each parameter that is the same value on all ways, itself aside, that value.
fn forward_params(function: &mut Function, graph: &Graph) {
    let incoming = incoming(function, graph);
    let mut forward: Vec<Value> = (0..function.value_count() as u32).map(Value).collect();
    fn find(forward: &[Value], mut value: Value) -> Value {
        while forward[value.index()] != value {
            value = forward[value.index()];
        }
        value
    }
    let (mut changed, mut any) = (true, false);
    while changed {
        changed = false;
        for &block in graph.order() {
            for (place, &param) in function.blocks[block.index()].params.iter().enumerate() {
                if forward[param.index()] != param {
                    continue;
                }
                let args = incoming[block.index()].iter();
                let args = args.map(|edge| find(&forward, function.values(edge.args)[place]));
                let mut others = args.filter(|&arg| arg != param);
                let Some(first) = others.next() else { continue };
                if others.all(|other| other == first) {
                    forward[param.index()] = first;
                    (changed, any) = (true, true);
                }
            }
        }
    }
    if any {
        function.map_uses(|value| find(&forward, value));
    }
}

/// The values that something with an effect looks at, directly or not.
fn find_wanted(function: &Function, graph: &Graph) -> Vec<bool> {
    let mut wanted = vec![false; function.value_count()];
    let mut work = Vec::new();
    // For each parameter its block, and its place among those of the block.
    let mut homes: Vec<Option<(Block, usize)>> = vec![None; function.value_count()];
    let incoming = incoming(function, graph);
    let mut want = |value: Value, work: &mut Vec<Value>| {
        if !core::mem::replace(&mut wanted[value.index()], true) {
            work.push(value);
        }
    };
    for &block in graph.order() {
        let data = &function.blocks[block.index()];
        for (place, param) in data.params.iter().enumerate() {
            homes[param.index()] = Some((block, place));
        }
        for &value in &data.body {
            if !function.op(value).is_removable() {
                want(value, &mut work);
            }
        }
        function.for_each_end_use(block, |value| want(value, &mut work));
    }
    while let Some(value) = work.pop() {
        match (function.op(value), homes[value.index()]) {
            (Op::Param, Some((block, place))) => {
                for edge in &incoming[block.index()] {
                    want(function.values(edge.args)[place], &mut work);
                }
            }
            (op, _) => function.for_each_use(op, |value| want(value, &mut work)),
        }
    }
    wanted
}

fn sweep(function: &mut Function, graph: &Graph, wanted: &[bool]) {
    let is_kept = |value: Value| wanted[value.index()];
    for &block in graph.order() {
        let mut end = core::mem::replace(&mut function.blocks[block.index()].end, Terminator::Absent);
        for edge in end.edges_mut() {
            let params = core::mem::take(&mut function.blocks[edge.to.index()].params);
            edge.args = function.retain(edge.args, |place| is_kept(params[place]));
            function.blocks[edge.to.index()].params = params;
        }
        function.blocks[block.index()].end = end;
    }
    for block in &mut function.blocks {
        block.params.retain(|&value| is_kept(value));
        block.body.retain(|&value| is_kept(value));
    }
}
