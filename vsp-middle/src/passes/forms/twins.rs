//! Words that a loop takes as floats, and that come both as they are and computed: a NaN in memory may be another one than those that
//! words of floats hold, so the float alone is not enough. There a float is handed on beside the word, which only exits and stores look at.

use super::Form;
use super::votes::Votes;
use crate::{Function, Op, Terminator, Unary, Value};
use std::collections::HashMap;

/// Hands on floats beside the words that have been voted for but are mixed.
pub(super) fn run(function: &mut Function, votes: &Votes) {
    let mut twins: HashMap<Value, Value> = HashMap::new();
    for block in function.block_ids() {
        for param in function.blocks[block.index()].params.clone() {
            if votes.is_mixed(param) {
                let [(_, kind)] = Form::Float.parts(function.kind(param)) else {
                    unreachable!("a float is one part")
                };
                twins.insert(param, function.add_param(block, *kind));
            }
        }
    }
    for block in function.block_ids() {
        let mut end = core::mem::replace(&mut function.blocks[block.index()].end, Terminator::Absent);
        for edge in end.edges_mut() {
            let params = function.blocks[edge.to.index()].params.clone();
            let mut args = function.values(edge.args).to_vec();
            for at in 0..args.len() {
                let Some(&twin) = twins.get(&params[at]) else { continue };
                let kind = function.kind(twin);
                let arg = match twins.get(&args[at]) {
                    Some(&float) => float,
                    None => function.append(block, Op::Unary(Unary::OfBits, args[at]), kind),
                };
                args.push(arg);
            }
            if args.len() > edge.args.len() {
                edge.args = function.list(args);
            }
        }
        function.blocks[block.index()].end = end;
    }
    let of_word = |function: &Function, value: Value| match function.op(value) {
        Op::Unary(Unary::OfBits, word) => twins.get(&word).copied(),
        _ => None,
    };
    let forward: Vec<Value> = (0..function.value_count() as u32)
        .map(|index| of_word(function, Value(index)).unwrap_or(Value(index)))
        .collect();
    function.map_uses(|value| forward[value.index()]);
}
