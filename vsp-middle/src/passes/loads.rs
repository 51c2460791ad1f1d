//! Loading words as floats where floats is what they are taken for.
//!
//! Exits alone may want the word itself: they take the float's bits, which are those that were loaded, whatever NaN they are.

use super::live::live;
use crate::{Function, Graph, Op, Type, Unary, Value};

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let has_loads = graph.order().iter().any(|block| {
        let mut body = function.blocks[block.index()].body.iter();
        body.any(|&value| is_word(function, value))
    });
    if !has_loads {
        return;
    }
    let (as_float, as_word) = find_uses(function, &graph);
    let mut forward: Vec<Value> = (0..function.value_count() as u32).map(Value).collect();
    for &block in graph.order() {
        let before = core::mem::take(&mut function.blocks[block.index()].body);
        let mut body = Vec::with_capacity(before.len());
        for value in before {
            let op = function.op(value);
            match op {
                Op::Load(_)
                    if is_word(function, value) && as_float[value.index()] && !as_word[value.index()] =>
                {
                    let kind = if function.kind(value) == Type::I32 { Type::F32 } else { Type::F64 };
                    let float = function.make(op, kind);
                    function.set_op(value, Op::Unary(Unary::Bits, float));
                    body.push(float);
                }
                Op::Unary(Unary::OfBits, word) => {
                    if let Op::Unary(Unary::Bits, float) = function.op(word) {
                        forward[value.index()] = float;
                    }
                }
                _ => {}
            }
            body.push(value);
        }
        function.blocks[block.index()].body = body;
    }
    function.map_uses(|value| forward.get(value.index()).copied().unwrap_or(value));
}

/// Whether a value is a word that is loaded and may be a float's.
fn is_word(function: &Function, value: Value) -> bool {
    matches!(function.op(value), Op::Load(_)) && matches!(function.kind(value), Type::I32 | Type::I64)
}

/// For each value whether it is taken for a float, and whether as a word, by more than exits.
fn find_uses(function: &Function, graph: &Graph) -> (Vec<bool>, Vec<bool>) {
    let is_live = live(function, graph);
    let (mut as_float, mut as_word) = (vec![false; is_live.len()], vec![false; is_live.len()]);
    for &block in graph.order() {
        let data = &function.blocks[block.index()];
        for &value in &data.body {
            let op = function.op(value);
            let uses = if matches!(op, Op::Unary(Unary::OfBits, _)) { &mut as_float } else { &mut as_word };
            if is_live[value.index()] || !op.is_pure() {
                op.for_each_operand(|operand| uses[operand.index()] = true);
            }
        }
        for edge in data.end.edges() {
            let params = &function.blocks[edge.to.index()].params;
            for (param, arg) in params.iter().zip(function.values(edge.args)) {
                as_word[arg.index()] |= is_live[param.index()];
            }
        }
    }
    (as_float, as_word)
}
