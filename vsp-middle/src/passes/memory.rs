//! Taking for what memory or a stack has what has been put there, or found there, before; and no second check of what an earlier
//! check covers.

use super::addresses::{Address, Span, bytes, cells, facts_for_spans};
use crate::{Block, Function, Graph, Op, Type, Value};
use std::collections::HashMap;

/// Something that is known to stand somewhere.
#[derive(Clone, Copy)]
struct Known {
    address: Address,
    value: Value,
    kind: Type,
    /// Of memory, which bytes it may be.
    span: Option<Span>,
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
    let mut facts = facts_for_spans(function, &graph);
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
        if let Some(facts) = &mut facts {
            facts.enter(function, &graph, block);
        }
        let mut body = core::mem::take(&mut function.blocks[block.index()].body);
        body.retain(|&value| {
            let mut op = function.op(value);
            op.map_operands(|operand| forward[operand.index()]);
            function.set_op(value, op);
            let kind = function.kind(value);
            let span = |address: Address, kind: Type| {
                facts.as_ref().and_then(|facts| Span::of(function, facts, address, bytes(kind)))
            };
            match op {
                Op::Load(address) => {
                    let address = Address::of(function, address);
                    let found = Known { address, value, kind, span: span(address, kind) };
                    return keep_load(&mut state.memory, found, &mut forward);
                }
                Op::LoadStack(index) => {
                    let found = Known { address: Address::of(function, index), value, kind, span: None };
                    return keep_load(&mut state.stack, found, &mut forward);
                }
                Op::LoadCall(index) => {
                    let found = Known { address: Address::of(function, index), value, kind, span: None };
                    return keep_load(&mut state.calls, found, &mut forward);
                }
                Op::StoreCall(index, to) => {
                    let address = Address::of(function, index);
                    store(&mut state.calls, Known { address, value: to, kind: Type::I32, span: None }, |_| 1);
                }
                Op::Store(address, stored) => {
                    let (address, kind) = (Address::of(function, address), function.kind(stored));
                    let span = span(address, kind);
                    store(&mut state.memory, Known { address, value: stored, kind, span }, bytes);
                }
                Op::StoreStack(index, cell) => {
                    let (address, kind) = (Address::of(function, index), function.kind(cell));
                    store(&mut state.stack, Known { address, value: cell, kind, span: None }, cells);
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
            if let Some(facts) = &mut facts {
                facts.pass(function, op);
            }
            true
        });
        if let Some(facts) = &mut facts {
            facts.leave();
        }
        function.blocks[block.index()].body = body;
        states.insert(block, state);
    }
    function.map_uses(|value| forward[value.index()]);
}

/// Whether a load has to be done; else it is what is known to stand there.
fn keep_load(known: &mut Vec<Known>, load: Known, forward: &mut [Value]) -> bool {
    match known.iter().find(|known| known.address == load.address && known.kind == load.kind) {
        Some(known) => {
            forward[load.value.index()] = known.value;
            false
        }
        None => {
            note(known, load);
            true
        }
    }
}

/// Forgets what a store may change, and notes what it puts there.
fn store(known: &mut Vec<Known>, new: Known, length: impl Fn(Type) -> i64) {
    known.retain(|known| {
        new.address.is_apart(length(new.kind), known.address, length(known.kind))
            || Span::are_apart(new.span, known.span)
    });
    note(known, new);
}

fn note(known: &mut Vec<Known>, new: Known) {
    if known.len() == MOST {
        known.remove(0);
    }
    known.push(new);
}
