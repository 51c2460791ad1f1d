//! Leaving out stores that others overwrite.
//!
//! From a store in a loop it is looked where the way goes on to, as long as nothing can see what memory has. Where it comes to a store to the
//! same place, the first one is only done on the ways that branch off in between. Above all this makes one store out of those that
//! the turns of an unrolled loop do.

use super::addresses::{Address, bytes};
use crate::{Block, Edge, Function, Graph, Op, Terminator, Type, Value};

/// How many blocks are looked through.
const MOST_BLOCKS: usize = 8;

/// On how many ways a store may be done instead.
const MOST_WAYS: usize = 2;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    // From the last to the first, so that what is overwritten need not be done on ways of what overwrites it, if that is left out, too.
    for &block in graph.order().iter().rev() {
        if graph.head(block).is_none() || function.blocks[block.index()].is_cold {
            continue;
        }
        for at in (0..function.blocks[block.index()].body.len()).rev() {
            let value = function.blocks[block.index()].body[at];
            let op = function.op(value);
            if let Op::Store(address, stored) = op
                && let Some(ways) = ways_off(function, &graph, block, at, (address, stored))
            {
                function.blocks[block.index()].body.remove(at);
                for (from, way) in ways {
                    store_on(function, from, way, op, graph.block_count());
                }
            }
        }
    }
}

/// The ways that branch off before a store is overwritten, and on which it is not: the block that each leaves, and which of its edges it is.
/// None if something may see what is stored, or nothing overwrites it.
fn ways_off(
    function: &Function,
    graph: &Graph,
    block: Block,
    at: usize,
    (address, stored): (Value, Value),
) -> Option<Vec<(Block, usize)>> {
    let (address, length) = (Address::of(function, address), bytes(function.kind(stored)));
    let (mut ways, mut here, mut from) = (Vec::new(), block, at + 1);
    let count = graph.block_count();
    for _ in 0..MOST_BLOCKS {
        for &value in &function.blocks[here.index()].body[from..] {
            let op = function.op(value);
            match op {
                Op::Store(other, over) => {
                    if overwrites(function, (other, over), (address, length)) {
                        return Some(ways);
                    }
                    let (other, over_length) = (Address::of(function, other), bytes(function.kind(over)));
                    // It would come before this one on the ways that branch off.
                    if !address.is_apart(length, other, over_length) {
                        return None;
                    }
                }
                Op::Load(other) => {
                    let other_length = bytes(function.kind(value));
                    if !address.is_apart(length, Address::of(function, other), other_length) {
                        return None;
                    }
                }
                Op::Param
                | Op::Const(_)
                | Op::Unary(..)
                | Op::Binary(..)
                | Op::Select(..)
                | Op::Mix(..)
                | Op::Fixed(_)
                | Op::Context(_)
                | Op::ContextMode
                | Op::LoadCall(_)
                | Op::StoreCall(..)
                | Op::LoadStack(_)
                | Op::StoreStack(..) => {}
                Op::Check(..)
                | Op::Guard(..)
                | Op::Charge(..)
                | Op::Checkpoint(_)
                | Op::Sync(_)
                | Op::Execute(_)
                | Op::Host(..)
                | Op::Fence => return None,
            }
        }
        // A block on an edge, added here, is the way out of the loop of something else.
        let is_next = |edge: &Edge| {
            edge.to.index() < count
                && graph.predecessors(edge.to) == [here]
                && graph.head(edge.to) == graph.head(block)
        };
        let (way, next) = match &function.blocks[here.index()].end {
            Terminator::Jump(edge) => (None, Some(edge).filter(|edge| is_next(edge))?),
            Terminator::Branch(_, then, other) => match (is_next(then), is_next(other)) {
                (true, false) => (Some(1), then),
                (false, true) => (Some(0), other),
                (true, true) | (false, false) => return None,
            },
            Terminator::Absent
            | Terminator::Enter(_)
            | Terminator::Switch(..)
            | Terminator::Leave(_)
            | Terminator::Interpret(_) => return None,
        };
        ways.extend(
            way.map(|way| (here, way))
                .filter(|&way| !is_overwritten_on(function, way, (address, length), count)),
        );
        if ways.len() > MOST_WAYS {
            return None;
        }
        (here, from) = (next.to, 0);
    }
    None
}

/// Whether a store leaves nothing of what was stored at an address before.
fn overwrites(function: &Function, (to, stored): (Value, Value), (address, length): (Address, i64)) -> bool {
    Address::of(function, to) == address && bytes(function.kind(stored)) >= length
}

/// Whether a way has a store to the same place, which was left out before.
fn is_overwritten_on(
    function: &Function,
    (from, way): (Block, usize),
    (address, length): (Address, i64),
    count: usize,
) -> bool {
    let between =
        function.blocks[from.index()].end.edges().nth(way).expect("it is one of the block's edges").to;
    let is_over = |&value: &Value| match function.op(value) {
        Op::Store(other, over) => overwrites(function, (other, over), (address, length)),
        _ => false,
    };
    between.index() >= count && function.blocks[between.index()].body.iter().any(is_over)
}

/// Does a store on an edge. What its address is computed by stands before the store that is left out.
fn store_on(function: &mut Function, from: Block, way: usize, store: Op, count: usize) {
    let mut end = core::mem::take(&mut function.blocks[from.index()].end);
    let edge = end.edges_mut().nth(way).expect("it is one of the block's edges");
    // Later stores may be done there already.
    if edge.to.index() < count {
        let between = function.add_block(None);
        function.blocks[between.index()].end = Terminator::Jump(*edge);
        *edge = Edge::to(between);
    }
    let between = edge.to;
    function.blocks[from.index()].end = end;
    let store = function.make(store, Type::None);
    function.blocks[between.index()].body.insert(0, store);
}
