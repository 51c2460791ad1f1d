//! Ways in from outside, and refusing what they cannot give: there the runtime executes the first instruction, and looks for a way in
//! again.

use crate::{
    Binary, Block, Edge, Exit, ExitData, Function, Graph, Location, Op, Pc, Terminator, Type, Value,
};
use vsp_isa::abi::Exit as Reason;
use vsp_isa::flow::BlockVersion;

/// Whether a block is a way in from outside, where the context has everything.
pub(super) fn is_entry(function: &Function, graph: &Graph, block: Block) -> bool {
    function.blocks[block.index()].is_cold && graph.predecessors(block) == [graph.order()[0]]
}

/// Whether a way in from outside leads to a block.
pub(super) fn is_entered(function: &Function, graph: &Graph, block: Block) -> bool {
    graph.predecessors(block).iter().any(|&from| is_entry(function, graph, from))
}

/// The way on from a block that is a way in from outside and can refuse, to a block that is also entered from elsewhere: what a loop
/// alone gives its own head nobody has the first time. It does not lead to a function or a return site, where refusing would have
/// the runtime execute most of what the function does.
pub(super) fn choosy(function: &Function, graph: &Graph, block: Block) -> Option<Edge> {
    let edge = way_on(function, block).filter(|_| is_entry(function, graph, block))?;
    if function.blocks[edge.to.index()].is_called {
        return None;
    }
    let mut others = graph.predecessors(edge.to).iter();
    let is_elsewhere = |&from: &Block| !is_entry(function, graph, from) && !graph.dominates(edge.to, from);
    others.any(is_elsewhere).then_some(edge)
}

/// The way on from a block that is a way in, if it can refuse.
pub(super) fn way_on(function: &Function, entry: Block) -> Option<Edge> {
    let edge = match function.blocks[entry.index()].end {
        Terminator::Jump(edge) | Terminator::Branch(_, _, edge) => edge,
        Terminator::Absent
        | Terminator::Enter(_)
        | Terminator::Switch(..)
        | Terminator::Leave(_)
        | Terminator::Interpret(_) => return None,
    };
    function.blocks[edge.to.index()].place.map(|_| edge)
}

/// Has a way in refuse if any of the conditions, which it has computed, is 1.
pub(super) fn refuse_if(function: &mut Function, entry: Block, conditions: impl IntoIterator<Item = Value>) {
    let either = |function: &mut Function, one: Option<Value>, other: Value| match one {
        None => other,
        Some(one) => function.append(entry, Op::Binary(Binary::Or, one, other), Type::Bool),
    };
    let mut all = None;
    for condition in conditions {
        all = Some(either(function, all, condition));
    }
    let (Some(condition), Some(edge)) = (all, way_on(function, entry)) else { return };
    let (condition, refuse) = match function.blocks[entry.index()].end {
        Terminator::Branch(before, refuse, _) => (either(function, Some(before), condition), refuse),
        _ => {
            let place = function.blocks[edge.to.index()].place.expect("a way on leads to a place");
            (condition, Edge::to(refusal(function, edge.to, place)))
        }
    };
    function.blocks[entry.index()].end = Terminator::Branch(condition, refuse, edge);
}

/// A block that has the runtime execute the instruction at a place, with everything in the context, after what is checked and
/// charged there.
fn refusal(function: &mut Function, to: Block, place: BlockVersion) -> Block {
    let block = function.add_block(None);
    function.blocks[block.index()].is_cold = true;
    let exit = |function: &mut Function, reason, named: Option<Value>| {
        let states = function.states(named.map(|fuel| (Location::Fuel, fuel)));
        function.add_exit(ExitData { reason, pc: Pc::At(place.address), mode: place.mode, states })
    };
    let mut left = None;
    for value in function.blocks[to.index()].body.clone() {
        let op = function.op(value);
        // A copied RET pays for itself, later in the block.
        let is_here = |exit: Exit| function.exits[exit.index()].pc == Pc::At(place.address);
        match op {
            Op::Checkpoint(there) if is_here(there) => {
                let exit = exit(function, Reason::Interrupted, None);
                function.append(block, Op::Checkpoint(exit), Type::None);
            }
            Op::Charge(_, cost, _, there) if is_here(there) => {
                let exit = exit(function, Reason::OutOfFuel, None);
                let fuel = function.append(block, Op::Context(Location::Fuel), Type::I64);
                left = Some(function.append(block, Op::Charge(fuel, cost, 0, exit), Type::I64));
                break;
            }
            // What the block finds in the context it loads before it pays.
            Op::Context(_) | Op::ContextMode => {}
            _ if op.is_pure() => {}
            _ => break,
        }
    }
    let exit = exit(function, Reason::Dispatch, left);
    function.blocks[block.index()].end = Terminator::Interpret(exit);
    block
}
