//! Keeping words of memory in values over the turns of a loop.
//!
//! Where nothing in a loop may change a word but stores to exactly that place, the word is a variable: it is loaded on the ways to the
//! loop, each store gives it its next value, and no load is left. The stores stay, so that memory is always as it must be.
//!
//! A way to the loop loads before the check that the loop makes, from an address that may lie anywhere: then from 0. The loop's own check
//! stands before everything that looks at the word.

use super::addresses::{Address, Span, bytes, facts_for_spans};
use super::hoist::unchanged;
use super::ranges::Facts;
use crate::{Binary, Block, Fixed, Function, Graph, Op, Terminator, Type, Value};
use std::collections::HashMap;
use vsp_isa::abi::LEAST_MEMORY;

/// How many words a loop keeps at most: each takes a register.
const MOST: usize = 6;

/// How far back a check is looked for.
const MOST_DOMINATORS: usize = 8;

/// How many accesses of memory a loop has at most for this to be tried.
const MOST_ACCESSES: usize = 64;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let heads: Vec<Block> =
        graph.order().iter().copied().filter(|&head| graph.head(head) == Some(head)).collect();
    let mut homes = vec![Block(0); function.value_count()];
    for &block in graph.order() {
        let data = &function.blocks[block.index()];
        for value in data.params.iter().chain(&data.body) {
            homes[value.index()] = block;
        }
    }
    let mut changed = false;
    let mut facts = if heads.is_empty() { None } else { facts_for_spans(function, &graph) };
    let mut forward = HashMap::new();
    for head in heads {
        if !function.blocks[head.index()].is_cold {
            changed |= Loop::new(function, &graph, &homes, &mut forward, head).run(&mut facts);
        }
    }
    if changed {
        let mut map: Vec<Value> = (0..function.value_count() as u32).map(Value).collect();
        for &load in forward.keys() {
            let mut value = load;
            while let Some(&next) = forward.get(&value) {
                value = next;
            }
            map[load.index()] = value;
        }
        function.map_uses(|value| map[value.index()]);
        // What is loaded before a loop is often what has just been stored.
        super::memory::run(function);
    }
}

/// A loop, and what is done to it.
struct Loop<'a> {
    function: &'a mut Function,
    graph: &'a Graph,
    homes: &'a [Block],
    /// What stands for loads that have been taken out. All is renamed at the end.
    forward: &'a mut HashMap<Value, Value>,
    head: Block,
    /// Its blocks, its head first.
    blocks: Vec<Block>,
    /// The parameters of the head that stay the same, and their places.
    unchanged: HashMap<Value, usize>,
}

/// A load or a store.
#[derive(Clone, Copy)]
struct Access {
    address: Address,
    kind: Type,
    is_load: bool,
    span: Option<Span>,
}

impl<'a> Loop<'a> {
    fn new(
        function: &'a mut Function,
        graph: &'a Graph,
        homes: &'a [Block],
        forward: &'a mut HashMap<Value, Value>,
        head: Block,
    ) -> Loop<'a> {
        let blocks = graph.loop_blocks(head).collect();
        let unchanged = unchanged(function, graph, head);
        Loop { function, graph, homes, forward, head, blocks, unchanged }
    }

    /// Gives whether it has found anything.
    fn run(&mut self, facts: &mut Option<Facts>) -> bool {
        let Some(accesses) = self.accesses(facts) else { return false };
        let mut words: Vec<(Address, Type)> = Vec::new();
        for access in &accesses {
            let word = (access.address, access.kind);
            if access.is_load
                && words.len() < MOST
                && !words.contains(&word)
                && self.is_same(access.address)
                && accesses.iter().all(|other| other.is_load || is_apart_or_same(other, access))
            {
                words.push(word);
            }
        }
        for &(address, kind) in &words {
            self.carry(address, kind);
        }
        !words.is_empty()
    }

    /// All accesses of memory, unless something else may change it or there are too many.
    fn accesses(&self, facts: &mut Option<Facts>) -> Option<Vec<Access>> {
        let mut accesses = Vec::new();
        for &block in &self.blocks {
            if let Some(facts) = facts {
                facts.leave();
                facts.enter(self.function, self.graph, block);
            }
            for &value in &self.function.blocks[block.index()].body {
                let (op, kind) = (self.function.op(value), self.function.kind(value));
                if let Some(facts) = facts {
                    facts.pass(self.function, op);
                }
                let (address, kind, is_load) = if let Op::Load(address) = op {
                    (address, kind, true)
                } else if let Op::Store(address, stored) = op {
                    (address, self.function.kind(stored), false)
                } else if let Op::Execute(_) = op {
                    return None;
                } else {
                    continue;
                };
                let address = Address::of(self.function, address);
                let span = |facts: &Facts| Span::of(self.function, facts, address, bytes(kind));
                accesses.push(Access { address, kind, is_load, span: facts.as_ref().and_then(span) });
            }
        }
        (accesses.len() <= MOST_ACCESSES).then_some(accesses)
    }

    /// Whether an address stays the same in the loop, and can be computed on the ways to it.
    fn is_same(&self, address: Address) -> bool {
        let Some(base) = address.base else { return (0..=LEAST_MEMORY as i64 - 8).contains(&address.offset) };
        self.is_before(base) || matches!(self.function.op(base), Op::Unary(_, inner) if self.is_before(inner))
    }

    /// Whether a value is the same in the whole loop, and is there on the ways to it.
    fn is_before(&self, value: Value) -> bool {
        let is_outside = |&home: &Block| !self.graph.is_in_loop(home, self.head);
        self.unchanged.contains_key(&value) || self.homes.get(value.index()).is_some_and(is_outside)
    }

    /// Makes a word a variable.
    fn carry(&mut self, address: Address, kind: Type) {
        let param = self.function.add_param(self.head, kind);
        let mut froms = self.graph.predecessors(self.head).to_vec();
        froms.sort_unstable();
        froms.dedup();
        let mut after: HashMap<Block, Value> = HashMap::new();
        for index in 0..self.blocks.len() {
            let block = self.blocks[index];
            let before = match self.graph.predecessors(block) {
                _ if block == self.head => param,
                [from] => after[from],
                _ => self.function.add_param(block, kind),
            };
            let last = self.rewrite(block, address, kind, before);
            after.insert(block, last);
        }
        for index in 0..self.blocks.len() {
            let block = self.blocks[index];
            let value = after[&block];
            self.hand_on(block, |graph, head, to| {
                (to == head || (graph.is_in_loop(to, head) && graph.predecessors(to).len() != 1))
                    .then_some(value)
            });
        }
        for from in froms {
            if !self.graph.is_in_loop(from, self.head) {
                self.load_before(from, address, kind);
            }
        }
    }

    /// Takes the loads of a word out of a block, and gives what it is at the block's end.
    fn rewrite(&mut self, block: Block, address: Address, kind: Type, mut now: Value) -> Value {
        let body = core::mem::take(&mut self.function.blocks[block.index()].body);
        let mut kept = Vec::with_capacity(body.len());
        for value in body {
            let is_here = |place: Value| Address::of(self.function, place) == address;
            let op = self.function.op(value);
            if let Op::Load(from) = op
                && self.function.kind(value) == kind
                && is_here(from)
            {
                self.forward.insert(value, now);
                continue;
            }
            if let Op::Store(to, stored) = op
                && self.function.kind(stored) == kind
                && is_here(to)
            {
                now = stored;
            }
            kept.push(value);
        }
        self.function.blocks[block.index()].body = kept;
        now
    }

    /// Gives one more argument to those ways from a block that `give` has one for.
    fn hand_on(&mut self, block: Block, give: impl Fn(&Graph, Block, Block) -> Option<Value>) {
        let mut end = core::mem::replace(&mut self.function.blocks[block.index()].end, Terminator::Absent);
        for edge in end.edges_mut() {
            if let Some(value) = give(self.graph, self.head, edge.to) {
                let mut args = self.function.values(edge.args).to_vec();
                args.push(value);
                edge.args = self.function.list(args);
            }
        }
        self.function.blocks[block.index()].end = end;
    }

    /// Loads a word at the end of a block that leads to the loop.
    fn load_before(&mut self, from: Block, address: Address, kind: Type) {
        let mut end = core::mem::replace(&mut self.function.blocks[from.index()].end, Terminator::Absent);
        let head = self.head;
        for edge in end.edges_mut().filter(|edge| edge.to == head) {
            let mut args = self.function.values(edge.args).to_vec();
            let place = self.address_before(from, address, kind, &args);
            args.push(self.function.append(from, Op::Load(place), kind));
            edge.args = self.function.list(args);
        }
        self.function.blocks[from.index()].end = end;
    }

    /// The address as it is before the loop, or 0 if there is none in memory.
    fn address_before(&mut self, from: Block, address: Address, kind: Type, args: &[Value]) -> Value {
        let Some(base) = address.base else {
            return self.function.append(from, Op::Const(address.offset), Type::I64);
        };
        let before = |value: Value| self.unchanged.get(&value).map_or(value, |&place| args[place]);
        // What computes the base, and the base itself where it is there before the loop.
        let (op, there) = match self.function.op(base) {
            Op::Unary(op, inner) if !self.is_before(base) => (Op::Unary(op, before(inner)), None),
            _ => (self.function.op(before(base)), Some(before(base))),
        };
        if let Some(base) = self.checked_before(from, (op, there), address.offset, kind) {
            let offset = self.function.append(from, Op::Const(address.offset), Type::I64);
            return self.function.append(from, Op::Binary(Binary::Add, base, offset), Type::I64);
        }
        let base = there.unwrap_or_else(|| self.function.append(from, op, Type::I64));
        let mut put = |op, kind| self.function.append(from, op, kind);
        let offset = put(Op::Const(address.offset), Type::I64);
        let place = put(Op::Binary(Binary::Add, base, offset), Type::I64);
        let size = put(Op::Fixed(Fixed::MemorySize), Type::I64);
        let length = put(Op::Const(-bytes(kind)), Type::I64);
        let last = put(Op::Binary(Binary::Add, size, length), Type::I64);
        let outside = put(Op::Binary(Binary::Ult, last, place), Type::Bool);
        let zero = put(Op::Const(0), Type::I64);
        put(Op::Select(outside, zero, place), Type::I64)
    }

    /// The base of an address where a check, which stands on every way to the loop, has found it in memory: the base itself, or what computes
    /// the same. What does more than compute, such as loading, may give something else each time.
    fn checked_before(
        &self,
        from: Block,
        (op, base): (Op, Option<Value>),
        offset: i64,
        kind: Type,
    ) -> Option<Value> {
        let mut block = from;
        for _ in 0..MOST_DOMINATORS {
            for &value in &self.function.blocks[block.index()].body {
                if let Op::Check(checked, length, _) = self.function.op(value) {
                    let address = Address::of(self.function, checked);
                    let is_within = address.offset <= offset
                        && offset + bytes(kind) <= address.offset + i64::from(length);
                    let is_it = |&other: &Value| {
                        base == Some(other) || (op.is_pure() && self.function.op(other) == op)
                    };
                    if let Some(base) = address.base.filter(is_it).filter(|_| is_within) {
                        return Some(base);
                    }
                }
            }
            block = self.graph.dominator(block);
        }
        None
    }
}

/// Whether a store leaves a word alone, or is to exactly its place.
fn is_apart_or_same(store: &Access, word: &Access) -> bool {
    (store.address == word.address && store.kind == word.kind)
        || store.address.is_apart(bytes(store.kind), word.address, bytes(word.kind))
        || Span::are_apart(store.span, word.span)
}
