//! Taking for what memory or the data stack has what has been put there, or found there, before; and no second check of what an earlier
//! check covers.

use crate::{Binary, Block, Function, Graph, Op, Type, Value};
use std::collections::HashMap;

/// An address: so much from a value, or from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Address {
    base: Option<Value>,
    offset: i64,
}

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
}

/// How much is kept in mind at most of memory and of the stack.
const MOST: usize = 32;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let mut forward: Vec<Value> = (0..function.value_count() as u32).map(Value).collect();
    let mut states: HashMap<Block, State> = HashMap::new();
    let mut checks: HashMap<Value, Vec<(u8, Block)>> = HashMap::new();
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
                    let address = address_of(function, address);
                    return keep_load(&mut state.memory, address, value, kind, &mut forward);
                }
                Op::LoadStack(index) => {
                    let address = address_of(function, index);
                    return keep_load(&mut state.stack, address, value, kind, &mut forward);
                }
                Op::Store(address, stored) => {
                    let (address, kind) = (address_of(function, address), function.kind(stored));
                    store(&mut state.memory, Known { address, value: stored, kind }, bytes);
                }
                Op::StoreStack(index, cell) => {
                    let address = address_of(function, index);
                    store(&mut state.stack, Known { address, value: cell, kind: Type::Cell }, |_| 1);
                }
                Op::Check(address, length, _) => {
                    let known = checks.entry(address).or_default();
                    let is_covered = known
                        .iter()
                        .any(|&(earlier, home)| earlier >= length && graph.dominates(home, block));
                    known.push((length, block));
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
                | Op::LoadCall(_)
                | Op::StoreCall(..)
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

fn address_of(function: &Function, value: Value) -> Address {
    match function.op(value) {
        Op::Const(offset) if is_small(offset) => Address { base: None, offset },
        Op::Binary(Binary::Add, base, offset) => match function.constant(offset) {
            Some(offset) if is_small(offset) => Address { base: Some(base), offset },
            Some(_) | None => Address { base: Some(value), offset: 0 },
        },
        _ => Address { base: Some(value), offset: 0 },
    }
}

fn is_small(offset: i64) -> bool {
    i32::try_from(offset).is_ok()
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

/// How many bytes a value of a type takes in memory.
fn bytes(kind: Type) -> i64 {
    i64::from(kind.bits() / 8)
}

/// Forgets what a store may change, and notes what it puts there.
fn store(known: &mut Vec<Known>, new: Known, length: impl Fn(Type) -> i64) {
    known.retain(|known| {
        // From one base, offsets tell how far it is from one to the other; they are too small to come round.
        let distance = known.address.offset - new.address.offset;
        let is_apart = distance >= length(new.kind) || distance <= -length(known.kind);
        known.address.base == new.address.base && is_apart
    });
    note(known, new);
}

fn note(known: &mut Vec<Known>, new: Known) {
    if known.len() == MOST {
        known.remove(0);
    }
    known.push(new);
}
