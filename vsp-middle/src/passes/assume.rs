//! Assuming that runs come from outside with the constants that the function's own ways give.
//!
//! A loop's head can be entered from outside, and then everything that it looks at is a parameter, even what is set to a number before
//! the loop and nowhere else. Here such a parameter becomes the number, and ways in from outside refuse if they bring another.

use super::entries;
use crate::{Binary, Block, Function, Graph, Op, Terminator, Type, Unary, Value};

/// What all ways but those from outside give for a parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Nothing,
    Number(i64),
    Different,
}

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let given = find(function, &graph);
    let number = |value: Value| match given[value.index()] {
        Given::Number(bits) => Some(bits),
        Given::Nothing | Given::Different => None,
    };
    if !given.iter().any(|given| matches!(given, Given::Number(_))) {
        return;
    }
    for &block in graph.order() {
        if let Some(edge) = entries::choosy(function, &graph, block) {
            let params = function.blocks[edge.to.index()].params.iter().copied();
            let pairs = params.zip(function.values(edge.args).iter().copied());
            let tested: Vec<(Value, i64)> =
                pairs.filter_map(|(param, arg)| Some((arg, number(param)?))).collect();
            let tests: Vec<Value> =
                tested.into_iter().filter_map(|(arg, bits)| differs(function, block, arg, bits)).collect();
            entries::refuse_if(function, block, tests);
        }
    }
    for &block in graph.order() {
        let mut end = core::mem::replace(&mut function.blocks[block.index()].end, Terminator::Absent);
        for edge in end.edges_mut() {
            let params = core::mem::take(&mut function.blocks[edge.to.index()].params);
            edge.args = function.retain(edge.args, |place| number(params[place]).is_none());
            function.blocks[edge.to.index()].params = params;
        }
        function.blocks[block.index()].end = end;
    }
    for &block in graph.order() {
        let params = core::mem::take(&mut function.blocks[block.index()].params);
        let (constants, others): (Vec<Value>, Vec<Value>) =
            params.into_iter().partition(|&param| number(param).is_some());
        for &param in &constants {
            function.set_op(param, Op::Const(number(param).expect("it is one of the constants")));
        }
        let data = &mut function.blocks[block.index()];
        data.params = others;
        data.body.splice(0..0, constants);
    }
    super::fold::run(function);
}

/// What is given for each parameter.
fn find(function: &Function, graph: &Graph) -> Vec<Given> {
    let mut given = vec![Given::Nothing; function.value_count()];
    let mut changed = true;
    while changed {
        changed = false;
        for &block in graph.order() {
            if entries::choosy(function, graph, block).is_some() {
                continue;
            }
            for edge in function.blocks[block.index()].end.edges() {
                let params = &function.blocks[edge.to.index()].params;
                for (&param, &arg) in params.iter().zip(function.values(edge.args)) {
                    let here = match function.op(arg) {
                        Op::Param => given[arg.index()],
                        Op::Const(bits) => Given::Number(bits),
                        _ => Given::Different,
                    };
                    let before = given[param.index()];
                    let after = match (before, here) {
                        (_, Given::Nothing) => before,
                        (Given::Nothing, _) => here,
                        _ if before == here => before,
                        _ => Given::Different,
                    };
                    changed |= after != before;
                    given[param.index()] = after;
                }
            }
        }
    }
    given
}

/// Whether a way in brings something else than a number; `None` if it never does.
fn differs(function: &mut Function, entry: Block, arg: Value, bits: i64) -> Option<Value> {
    if let Some(known) = function.constant(arg) {
        return (known != bits).then(|| function.append(entry, Op::Const(1), Type::Bool));
    }
    let kind = function.kind(arg);
    if kind == Type::Bool {
        return Some(match bits {
            0 => arg,
            _ => function.append(entry, Op::Unary(Unary::Not, arg), Type::Bool),
        });
    }
    let expected = function.append(entry, Op::Const(bits), kind);
    Some(function.append(entry, Op::Binary(Binary::Ne, arg, expected), Type::Bool))
}
