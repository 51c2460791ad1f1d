//! Selects for small choices: where a branch does no more than compute a few values, computing them always costs less than a branch that
//! nobody can predict. Where an operation is done on one way alone, its operand is what is chosen: that or 0.

use crate::{Binary, Block, Edge, Function, Graph, Op, Terminator, Type, Unary, Value};

/// How many operations, and how many values to choose from, are few.
const FEW: usize = 4;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    // From the last to the first, so that a choice within a choice comes first.
    for &block in graph.order().iter().rev() {
        let Terminator::Branch(condition, then, other) = function.blocks[block.index()].end else { continue };
        let arms = [then, other].map(|edge| Arm::of(function, &graph, edge));
        if let [Some(then), Some(other)] = arms
            && then.edge.to == other.edge.to
            && then.edge.to != block
        {
            choose(function, block, condition, [then, other]);
        }
    }
}

/// A way from a branch to where its ways meet.
struct Arm {
    /// The block on the way, if there is one.
    block: Option<Block>,
    /// The way to where they meet.
    edge: Edge,
}

impl Arm {
    /// The way of an edge, if it is short: it leads to a block that a few operations without effects stand in, and that nothing else
    /// leads to; or else it has to be where the ways meet.
    fn of(function: &Function, graph: &Graph, edge: Edge) -> Option<Arm> {
        let data = &function.blocks[edge.to.index()];
        let count = data.body.iter().filter(|&&value| function.constant(value).is_none()).count();
        let is_short = count <= FEW
            && data.body.iter().all(|&value| is_cheap(function, function.op(value)))
            && graph.predecessors(edge.to).len() == 1
            && data.params.is_empty();
        match data.end {
            Terminator::Jump(onward) if is_short => Some(Arm { block: Some(edge.to), edge: onward }),
            _ => (graph.predecessors(edge.to).len() > 1).then_some(Arm { block: None, edge }),
        }
    }
}

/// Whether an operation takes but a cycle or two.
fn is_cheap(function: &Function, op: Op) -> bool {
    match op {
        Op::Unary(op, a) => {
            !function.kind(a).is_float()
                && !matches!(
                    op,
                    Unary::CellOfInt | Unary::ToFloat | Unary::Magnitude | Unary::Measure | Unary::Widen
                )
        }
        Op::Binary(op, a, _) => {
            use crate::Binary::{Mul, Power, Quotient, Remainder, Sum};
            !function.kind(a).is_float() && !matches!(op, Mul | Power | Quotient | Remainder | Sum)
        }
        // Nothing on the way changes what the context has.
        Op::Const(_) | Op::Select(..) | Op::Fixed(_) | Op::Context(_) => true,
        Op::Mix(..)
        | Op::Param
        | Op::ContextMode
        | Op::Load(_)
        | Op::Store(..)
        | Op::Check(..)
        | Op::LoadCall(_)
        | Op::StoreCall(..)
        | Op::LoadStack(_)
        | Op::StoreStack(..)
        | Op::Guard(..)
        | Op::Charge(..)
        | Op::Checkpoint(_)
        | Op::Sync(_)
        | Op::Execute(_)
        | Op::Host(..)
        | Op::Fence => false,
    }
}

/// Has a block compute what both ways would, and choose.
fn choose(function: &mut Function, block: Block, condition: Value, arms: [Arm; 2]) {
    let [then, other] = arms.each_ref().map(|arm| function.values(arm.edge.args).to_vec());
    let differing = then.iter().zip(&other).filter(|(then, other)| then != other);
    let kinds: Vec<Type> = differing.map(|(&then, _)| function.kind(then)).collect();
    if kinds.len() > FEW || kinds.iter().any(|kind| kind.is_float()) {
        return;
    }
    for arm in &arms {
        if let Some(arm) = arm.block {
            let body = core::mem::take(&mut function.blocks[arm.index()].body);
            function.blocks[block.index()].body.extend(body);
            function.blocks[arm.index()].end = Terminator::Absent;
        }
    }
    let mut args = Vec::new();
    for (&then, &other) in then.iter().zip(&other) {
        args.push(if then == other { then } else { chosen(function, block, condition, [then, other]) });
    }
    let args = function.list(args);
    function.blocks[block.index()].end = Terminator::Jump(Edge { to: arms[0].edge.to, args });
}

/// The value of a choice, appended to a block.
fn chosen(function: &mut Function, block: Block, condition: Value, [then, other]: [Value; 2]) -> Value {
    let kind = function.kind(then);
    let Some(Optional { op, left, right, is_then }) = Optional::of(function, then, other) else {
        return function.append(block, Op::Select(condition, then, other), kind);
    };
    // Whether it is chosen may be known before the operand is.
    let none = function.append(block, Op::Const(0), kind);
    let (then, other) = if is_then { (right, none) } else { (none, right) };
    let right = function.append(block, Op::Select(condition, then, other), kind);
    function.append(block, Op::Binary(op, left, right), kind)
}

/// An operation that is done on one way alone: on the other the left operand stays as it is.
struct Optional {
    op: Binary,
    left: Value,
    right: Value,
    /// Whether it is done if the condition holds.
    is_then: bool,
}

impl Optional {
    fn of(function: &Function, then: Value, other: Value) -> Option<Optional> {
        [(then, other, true), (other, then, false)].into_iter().find_map(|(done, left, is_then)| {
            match function.op(done) {
                // Those that 0 on the right leaves as it is.
                Op::Binary(op @ (Binary::Add | Binary::Sub | Binary::Xor | Binary::Or), a, b) => {
                    let right = if a == left {
                        b
                    } else if b == left && op != Binary::Sub {
                        a
                    } else {
                        return None;
                    };
                    Some(Optional { op, left, right, is_then })
                }
                _ => None,
            }
        })
    }
}
