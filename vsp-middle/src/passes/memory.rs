//! Taking for what memory or a stack has what has been put there, or found there, before; and no second check of what an earlier
//! check covers.

use super::addresses::{Address, bytes, cells};
use crate::{Block, Function, Graph, Op, Type, Value};
use std::collections::HashMap;

/// Something that is known to stand somewhere.
#[derive(Clone, Copy)]
struct Known {
    address: Address,
    value: Value,
    kind: Type,
}

/// What is known at some place of the code. There is never much, so that it is searched through.
#[derive(Clone, Default)]
struct State {
    memory: Vec<Known>,
    stack: Vec<Known>,
    calls: Vec<Known>,
}

/// How much is kept in mind at most of memory and of each stack.
const MOST: usize = 32;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let mut forward: Vec<Value> = (0..function.value_count() as u32).map(Value).collect();
    let mut states: HashMap<Block, State> = HashMap::new();
    // For each base the bytes that checks have covered, from and to, and where.
    let mut checks: HashMap<Option<Value>, Vec<(i64, i64, Block)>> = HashMap::new();
    for &block in graph.order() {
        // With one way to it a block begins as that one ends.
        let before = match graph.predecessors(block) {
            [from] => states.get(from).cloned(),
            _ => None,
        };
        let mut state = before.unwrap_or_default();
        let mut body = core::mem::take(&mut function.blocks[block.index()].body);
        body.retain(|&value| {
            let mut op = function.op(value);
            op.map_operands(|operand| forward[operand.index()]);
            function.set_op(value, op);
            let kind = function.kind(value);
            match op {
                Op::Load(address) => {
                    let address = Address::of(function, address);
                    return keep_load(&mut state.memory, address, value, kind, &mut forward);
                }
                Op::LoadStack(index) => {
                    let address = Address::of(function, index);
                    return keep_load(&mut state.stack, address, value, kind, &mut forward);
                }
                Op::LoadCall(index) => {
                    let address = Address::of(function, index);
                    return keep_load(&mut state.calls, address, value, kind, &mut forward);
                }
                Op::StoreCall(index, to) => {
                    let address = Address::of(function, index);
                    store(&mut state.calls, Known { address, value: to, kind: Type::I32 }, |_| 1);
                }
                Op::Store(address, stored) => {
                    let (address, kind) = (Address::of(function, address), function.kind(stored));
                    store(&mut state.memory, Known { address, value: stored, kind }, bytes);
                }
                Op::StoreStack(index, cell) => {
                    let (address, kind) = (Address::of(function, index), function.kind(cell));
                    store(&mut state.stack, Known { address, value: cell, kind }, cells);
                }
                Op::Check(address, length, _) => {
                    let Address { base, offset } = Address::of(function, address);
                    let (end, known) = (offset + i64::from(length), checks.entry(base).or_default());
                    let is_covered = known
                        .iter()
                        .any(|&(from, to, home)| from <= offset && end <= to && graph.dominates(home, block));
                    known.push((offset, end, block));
                    return !is_covered;
                }
                // The runtime may change memory and stacks.
                Op::Execute(_) => state = State::default(),
                Op::Param
                | Op::Const(_)
                | Op::Unary(..)
                | Op::Binary(..)
                | Op::Select(..)
                | Op::Mix(..)
                | Op::Fixed(_)
                | Op::Context(_)
                | Op::ContextMode
                | Op::Guard(..)
                | Op::Charge(..)
                | Op::Checkpoint(_)
                | Op::Sync(_)
                | Op::Host(..)
                | Op::Fence => {}
            }
            true
        });
        function.blocks[block.index()].body = body;
        states.insert(block, state);
    }
    function.map_uses(|value| forward[value.index()]);
}

/// Whether a load has to be done; else it is what is known to stand there.
fn keep_load(
    known: &mut Vec<Known>,
    address: Address,
    value: Value,
    kind: Type,
    forward: &mut [Value],
) -> bool {
    match known.iter().find(|known| known.address == address && known.kind == kind) {
        Some(known) => {
            forward[value.index()] = known.value;
            false
        }
        None => {
            note(known, Known { address, value, kind });
            true
        }
    }
}

/// Forgets what a store may change, and notes what it puts there.
fn store(known: &mut Vec<Known>, new: Known, length: impl Fn(Type) -> i64) {
    known.retain(|known| new.address.is_apart(length(new.kind), known.address, length(known.kind)));
    note(known, new);
}

fn note(known: &mut Vec<Known>, new: Known) {
    if known.len() == MOST {
        known.remove(0);
    }
    known.push(new);
}
