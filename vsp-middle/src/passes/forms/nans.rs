//! Ways in that cannot give a float: a word from outside may hold another NaN than words of floats do. There the runtime executes the
//! first instruction, and looks for a way in again.

use super::votes::Votes;
use crate::passes::entries;
use crate::{Binary, Block, Function, Graph, Op, Type, Unary, Value};

/// Has each way in that gives words for floats test them.
pub(super) fn guard_entries(function: &mut Function, graph: &Graph, votes: &Votes) {
    for &block in graph.order() {
        if !entries::is_entry(function, graph, block) {
            continue;
        }
        let Some(edge) = entries::way_on(function, block) else { continue };
        let params = function.blocks[edge.to.index()].params.iter();
        let args = params
            .zip(function.values(edge.args))
            .filter(|(param, _)| votes.has(**param) && !votes.is_raw(**param));
        let words: Vec<Value> = args.map(|(_, &arg)| arg).collect();
        let tests: Vec<Value> = words.into_iter().map(|word| is_other_nan(function, block, word)).collect();
        entries::refuse_if(function, block, tests);
    }
}

/// Whether a word is changed by being taken for a float.
fn is_other_nan(function: &mut Function, block: Block, word: Value) -> Value {
    let kind = function.kind(word);
    let float = if kind == Type::I32 { Type::F32 } else { Type::F64 };
    let value = function.append(block, Op::Unary(Unary::OfBits, word), float);
    let canonical = function.append(block, Op::Unary(Unary::Canon, value), float);
    let bits = function.append(block, Op::Unary(Unary::Bits, canonical), kind);
    function.append(block, Op::Binary(Binary::Ne, word, bits), Type::Bool)
}
