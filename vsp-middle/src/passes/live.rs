//! What more than exits look at.

use crate::{Function, Graph, Value};

/// For each value whether something else than an exit looks at it, directly or not.
pub(super) fn live(function: &Function, graph: &Graph) -> Vec<bool> {
    let mut is_live = vec![false; function.value_count()];
    let mut work = Vec::new();
    let mut given: Vec<Vec<Value>> = vec![Vec::new(); function.value_count()];
    for &block in graph.order() {
        let data = &function.blocks[block.index()];
        for &value in &data.body {
            let op = function.op(value);
            if !op.is_removable() {
                op.for_each_operand(|operand| work.push(operand));
            }
        }
        work.extend(data.end.condition());
        for edge in data.end.edges() {
            let params = &function.blocks[edge.to.index()].params;
            for (param, &arg) in params.iter().zip(function.values(edge.args)) {
                given[param.index()].push(arg);
            }
        }
    }
    while let Some(value) = work.pop() {
        if !core::mem::replace(&mut is_live[value.index()], true) {
            work.extend(&given[value.index()]);
            function.op(value).for_each_operand(|operand| work.push(operand));
        }
    }
    is_live
}
