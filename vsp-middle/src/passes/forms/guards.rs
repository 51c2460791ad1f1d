//! Ways in that cannot give a form: a word from outside may hold another NaN than words of floats do, and a cell need not be canonical.
//! There the runtime executes the first instruction, and looks for a way in again.

use super::Form;
use super::votes::Votes;
use crate::passes::entries;
use crate::{Binary, Block, Function, Graph, Op, Type, Unary, Value};

/// Has each way in test what it gives for floats and packed cells.
pub(super) fn guard_entries(function: &mut Function, graph: &Graph, form: Form, votes: &Votes) {
    for &block in graph.order() {
        if !entries::is_entry(function, graph, block) {
            continue;
        }
        let Some(edge) = entries::way_on(function, block) else { continue };
        let params = function.blocks[edge.to.index()].params.iter();
        let args = params
            .zip(function.values(edge.args))
            .filter(|(param, _)| votes.has(**param) && !votes.is_raw(**param));
        let wholes: Vec<Value> = args.map(|(_, &arg)| arg).collect();
        let tests: Vec<Value> = wholes
            .into_iter()
            .map(|whole| match form {
                Form::Packed => is_changed(function, block, whole, &[Unary::Pack, Unary::Unpack]),
                Form::Float | Form::Halves | Form::Pair | Form::Wide => {
                    is_changed(function, block, whole, &[Unary::OfBits, Unary::Canon, Unary::Bits])
                }
            })
            .collect();
        entries::refuse_if(function, block, tests);
    }
}

/// Whether something is changed on the way to its form and back.
fn is_changed(function: &mut Function, block: Block, whole: Value, way: &[Unary]) -> Value {
    let mut value = whole;
    for &op in way {
        let kind = op.result(function.kind(value)).expect("the form suits the type");
        value = function.append(block, Op::Unary(op, value), kind);
    }
    function.append(block, Op::Binary(Binary::Ne, whole, value), Type::Bool)
}
