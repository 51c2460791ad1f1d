//! Copying loops.
//!
//! A copy has blocks, values and exits of its own. What is computed in the loop and looked at behind it comes there from several copies:
//! it is handed on by parameters, of which the pass `dead` takes away those that are always the same.

use crate::{Block, Edge, Function, Graph, Op, Terminator, Unary, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A loop.
pub(super) struct Loop {
    pub head: Block,
    /// Its blocks, the head first, each after all that dominate it.
    pub blocks: Vec<Block>,
}

impl Loop {
    /// The loops of a function without loops in them, but for those that are seldom run.
    pub fn innermost(function: &Function, graph: &Graph) -> Vec<Loop> {
        let is_innermost =
            |found: &Loop| found.blocks.iter().all(|&block| graph.head(block) == Some(found.head));
        Loop::all(function, graph).filter(is_innermost).collect()
    }

    /// The loops of a function that are in no other, likewise.
    pub fn outermost(function: &Function, graph: &Graph) -> Vec<Loop> {
        Loop::all(function, graph).filter(|found| graph.depth(found.head) == 1).collect()
    }

    fn all<'a>(function: &'a Function, graph: &'a Graph) -> impl Iterator<Item = Loop> + 'a {
        let is_hot = |&head: &Block| graph.head(head) == Some(head) && !function.blocks[head.index()].is_cold;
        let heads = graph.order().iter().copied().filter(is_hot);
        heads.map(|head| Loop { head, blocks: graph.loop_blocks(head).collect() })
    }

    /// Its operations.
    pub fn ops<'a>(&'a self, function: &'a Function) -> impl Iterator<Item = Op> + 'a {
        let bodies = self.blocks.iter().flat_map(|&block| &function.blocks[block.index()].body);
        bodies.map(|&value| function.op(value))
    }
}

/// What stands for a loop's blocks and values in a copy.
#[derive(Default)]
pub(super) struct Copy {
    blocks: HashMap<Block, Block>,
    values: HashMap<Value, Value>,
}

impl Copy {
    /// What stands for a block.
    pub fn block(&self, block: Block) -> Block {
        self.blocks.get(&block).copied().unwrap_or(block)
    }

    /// What stands for a value.
    pub fn value(&self, value: Value) -> Value {
        self.values.get(&value).copied().unwrap_or(value)
    }
}

/// Makes copies of a loop.
pub(super) struct Copier<'a> {
    function: &'a mut Function,
    graph: &'a Graph,
    original: &'a Loop,
    copies: Vec<Copy>,
}

impl<'a> Copier<'a> {
    /// `graph` is that of the function before any loop of it was copied.
    pub fn new(function: &'a mut Function, graph: &'a Graph, original: &'a Loop) -> Copier<'a> {
        Copier { function, graph, original, copies: Vec::new() }
    }

    /// Makes a copy whose ways back lead to its own head. Nothing leads to it yet.
    pub fn copy(&mut self) {
        let mut copy = Copy::default();
        for &block in &self.original.blocks {
            let (place, is_cold) = {
                let data = &self.function.blocks[block.index()];
                (data.place, data.is_cold)
            };
            let new = self.function.add_block(place);
            self.function.blocks[new.index()].is_cold = is_cold;
            for param in self.function.blocks[block.index()].params.clone() {
                let kind = self.function.kind(param);
                copy.values.insert(param, self.function.add_param(new, kind));
            }
            copy.blocks.insert(block, new);
        }
        for &block in &self.original.blocks {
            let new = copy.block(block);
            for value in self.function.blocks[block.index()].body.clone() {
                let op = self.function.copy_op(self.function.op(value), |used| copy.value(used));
                let kind = self.function.kind(value);
                copy.values.insert(value, self.function.append(new, op, kind));
            }
            let mut end = self.function.blocks[block.index()].end.clone();
            if let Some(condition) = end.condition_mut() {
                *condition = copy.value(*condition);
            }
            for edge in end.edges_mut() {
                let args = self.function.map_list(edge.args, |used| copy.value(used));
                *edge = Edge { to: copy.block(edge.to), args };
            }
            if let Terminator::Leave(exit) | Terminator::Interpret(exit) = &mut end {
                *exit = self.function.copy_exit(*exit, |used| copy.value(used));
            }
            self.function.blocks[new.index()].end = end;
        }
        self.copies.push(copy);
    }

    /// Changes each copy.
    pub fn each(&mut self, mut change: impl FnMut(&mut Function, &Copy)) {
        self.copies.iter().for_each(|copy| change(self.function, copy));
    }

    /// Has the loop and its copies lead to each other: a turn of one follows that of the one before.
    pub fn chain(&mut self) {
        let first = Copy::default();
        let all: Vec<&Copy> = core::iter::once(&first).chain(&self.copies).collect();
        for (number, copy) in all.iter().enumerate() {
            let (from, to) = (copy.block(self.original.head), all[(number + 1) % all.len()]);
            let to = to.block(self.original.head);
            for &block in &self.original.blocks {
                let end = &mut self.function.blocks[copy.block(block).index()].end;
                end.edges_mut().filter(|edge| edge.to == from).for_each(|edge| edge.to = to);
            }
        }
    }

    /// Has what stands behind the loop and its copies take values from where it comes from. What exits alone look at there, as
    /// `is_live` tells, is computed from such values.
    pub fn finish(self, is_live: &[bool]) -> Vec<Copy> {
        let bodies = self.original.blocks.iter().map(|&block| &self.function.blocks[block.index()]);
        let values: Vec<Value> =
            bodies.flat_map(|data| data.params.iter().chain(&data.body)).copied().collect();
        let places: HashMap<Value, usize> = values.iter().copied().zip(0..).collect();
        let mut sources: HashMap<Block, Option<usize>> = HashMap::new();
        for &block in &self.original.blocks {
            sources.insert(block, None);
            for (number, copy) in self.copies.iter().enumerate() {
                sources.insert(copy.block(block), Some(number));
            }
        }
        // By the places of the values, the blocks that use them.
        let mut uses: BTreeMap<usize, BTreeSet<Block>> = BTreeMap::new();
        let mut ways: HashMap<Block, Vec<Block>> = HashMap::new();
        let is_new = |block: Block| block.index() >= self.graph.block_count();
        let blocks = self.function.block_ids();
        for block in blocks.filter(|&block| is_new(block) || self.graph.is_reachable(block)) {
            for edge in self.function.blocks[block.index()].end.edges() {
                ways.entry(edge.to).or_default().push(block);
            }
            if !sources.contains_key(&block) {
                self.function.for_each_block_use(block, |value| {
                    if let Some(&place) = places.get(&value) {
                        uses.entry(place).or_default().insert(block);
                    }
                });
            }
        }
        let Copier { function, copies, .. } = self;
        let mut behind = Behind { function, copies: &copies, sources, ways, taken: BTreeMap::new() };
        // From the last to the first, since what is computed anew uses what stands before it.
        while let Some((place, blocks)) = uses.pop_last() {
            let value = values[place];
            let op = behind.function.op(value);
            let is_live = is_live.get(value.index()).is_none_or(|&is_live| is_live);
            // Bits are taken of what has been made canonical right there, since parameters may hold any NaN.
            let is_repeated = matches!(op, Op::Const(_) | Op::Unary(Unary::Canon, _));
            if is_repeated || (op.is_pure() && !is_live) {
                for &block in &blocks {
                    behind.compute(value, op, block);
                }
                op.for_each_operand(|operand| {
                    if let Some(&place) = places.get(&operand) {
                        uses.entry(place).or_default().extend(&blocks);
                    }
                });
            } else {
                behind.hand_on(value, blocks.into_iter().collect());
            }
        }
        behind.rename();
        copies
    }
}

/// What stands behind a loop and its copies.
struct Behind<'a> {
    function: &'a mut Function,
    copies: &'a [Copy],
    /// The blocks of the loop, and of the copies with their numbers.
    sources: HashMap<Block, Option<usize>>,
    /// The blocks that lead to each, as often as they do.
    ways: HashMap<Block, Vec<Block>>,
    /// What each block takes for a value.
    taken: BTreeMap<Block, HashMap<Value, Value>>,
}

impl Behind<'_> {
    /// Computes a value anew at the beginning of a block.
    fn compute(&mut self, value: Value, op: Op, block: Block) {
        let kind = self.function.kind(value);
        let anew = self.function.make(op, kind);
        self.function.blocks[block.index()].body.insert(0, anew);
        self.taken.entry(block).or_default().insert(value, anew);
    }

    /// Hands a value on to blocks.
    fn hand_on(&mut self, value: Value, mut work: Vec<Block>) {
        // Those with one way to them take what comes on it, others have a parameter.
        let mut followers = HashMap::new();
        let mut joins = Vec::new();
        let mut seen: HashSet<Block> = work.iter().copied().collect();
        while let Some(block) = work.pop() {
            let ways = self.ways[&block].clone();
            match ways[..] {
                [from] => {
                    followers.insert(block, from);
                }
                _ => {
                    let kind = self.function.kind(value);
                    let param = self.function.add_param(block, kind);
                    self.taken.entry(block).or_default().insert(value, param);
                    joins.push(block);
                }
            }
            work.extend(
                ways.into_iter().filter(|from| !self.sources.contains_key(from) && seen.insert(*from)),
            );
        }
        for (&block, &from) in &followers {
            let mut from = from;
            let given = loop {
                if let Some(given) = self.given(value, from) {
                    break given;
                }
                from = followers[&from];
            };
            self.taken.entry(block).or_default().insert(value, given);
        }
        for block in joins {
            let mut froms = self.ways[&block].clone();
            froms.dedup();
            for from in froms {
                let given = self.given(value, from).expect("every way comes from the loop");
                let mut end = core::mem::take(&mut self.function.blocks[from.index()].end);
                for edge in end.edges_mut().filter(|edge| edge.to == block) {
                    let args = self.function.values(edge.args).to_vec();
                    edge.args = self.function.list(args.into_iter().chain([given]));
                }
                self.function.blocks[from.index()].end = end;
            }
        }
    }

    /// What a value is at the end of a block, if that is known.
    fn given(&self, value: Value, from: Block) -> Option<Value> {
        match self.sources.get(&from) {
            Some(None) => Some(value),
            Some(&Some(number)) => Some(self.copies[number].value(value)),
            None => self.taken.get(&from).and_then(|taken| taken.get(&value)).copied(),
        }
    }

    /// Has each block use what it takes.
    fn rename(self) {
        for (block, taken) in self.taken {
            self.function.map_block_uses(block, |value| taken.get(&value).copied().unwrap_or(value));
        }
    }
}
