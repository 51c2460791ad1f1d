//! Ways in that cannot give a float: a word from outside may hold another NaN than words of floats do. There the runtime executes the
//! first instruction, and looks for a way in again.

use super::votes::{Votes, is_entry};
use crate::{
    Binary, Block, Edge, ExitData, Function, Graph, Location, Op, Pc, Terminator, Type, Unary, Value,
};
use vsp_isa::abi::Exit as Reason;
use vsp_isa::flow::Unit;

/// Has each way in that gives words for floats test them.
pub(super) fn guard_entries(function: &mut Function, graph: &Graph, votes: &Votes) {
    for &block in graph.order() {
        if !is_entry(function, graph, block) {
            continue;
        }
        let Terminator::Jump(edge) = function.blocks[block.index()].end else { continue };
        let params = function.blocks[edge.to.index()].params.iter();
        let args = params.zip(function.values(edge.args)).filter(|(param, _)| votes.has(**param));
        let words: Vec<Value> = args.map(|(_, &arg)| arg).collect();
        let mut is_other = None;
        for word in words {
            let found = is_other_nan(function, block, word);
            is_other = Some(match is_other {
                None => found,
                Some(before) => function.append(block, Op::Binary(Binary::Or, before, found), Type::Bool),
            });
        }
        let (Some(is_other), Some(place)) = (is_other, function.blocks[edge.to.index()].place) else {
            continue;
        };
        let refuse = refusal(function, edge.to, place);
        function.blocks[block.index()].end = Terminator::Branch(is_other, Edge::to(refuse), edge);
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

/// A block that has the runtime execute the instruction at a place, with everything in the context, after what is checked and
/// charged there.
fn refusal(function: &mut Function, to: Block, place: Unit) -> Block {
    let block = function.add_block(None);
    function.blocks[block.index()].is_cold = true;
    let exit = |function: &mut Function, reason, named: Option<Value>| {
        let states = function.states(named.map(|fuel| (Location::Fuel, fuel)));
        function.add_exit(ExitData { reason, pc: Pc::At(place.address), mode: place.mode, states })
    };
    let mut left = None;
    for value in function.blocks[to.index()].body.clone() {
        match function.op(value) {
            Op::Checkpoint(_) => {
                let exit = exit(function, Reason::Interrupted, None);
                function.append(block, Op::Checkpoint(exit), Type::None);
            }
            Op::Charge(_, cost, _) => {
                let exit = exit(function, Reason::OutOfFuel, None);
                let fuel = function.append(block, Op::Context(Location::Fuel), Type::I64);
                left = Some(function.append(block, Op::Charge(fuel, cost, exit), Type::I64));
                break;
            }
            op if op.is_pure() => {}
            _ => break,
        }
    }
    let exit = exit(function, Reason::Dispatch, left);
    function.blocks[block.index()].end = Terminator::Interpret(exit);
    block
}
