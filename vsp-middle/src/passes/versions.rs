//! Loop versioning: a copy of a loop for the usual case, in which checks of memory go.
//!
//! Where a loop compares with a number that stays the same, such as the length of an array, and its addresses follow from what is below it,
//! memory is certain to have them if the number is small enough. That is tested before the loop; else, and where runs come from outside,
//! the loop as it is runs. A copy with as many checks as the loop is not kept.

use super::copies::{Copier, Copy, Loop};
use super::entries;
use super::live::live;
use crate::{Binary, Block, Edge, Function, Graph, Op, Terminator, Type, Value};
use std::collections::HashMap;
use vsp_isa::abi::LEAST_MEMORY;

/// How many operations a loop has at most.
const MOST_OPS: usize = 150;

/// How many numbers are tested at most.
const MOST_BOUNDS: usize = 2;

/// What a number is at most in a copy: a word below it is in any memory.
const LIMIT: i64 = LEAST_MEMORY as i64 - 8;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let has_checks = |&block: &Block| {
        let mut body = function.blocks[block.index()].body.iter();
        graph.head(block).is_some() && body.any(|&value| is_varying_check(function, function.op(value)))
    };
    if !graph.order().iter().any(has_checks) {
        return;
    }
    let is_live = live(function, &graph);
    let inside = without_entries(function, &graph);
    let mut candidates = Loop::outermost(function, &inside);
    candidates.retain(|found| is_candidate(function, found));
    let mut versions = Vec::new();
    for found in candidates {
        let bounds = bounds(function, &inside, &found);
        if !bounds.is_empty() {
            versions.push(Version::make(function, &graph, found, &bounds, &is_live));
        }
    }
    if versions.is_empty() {
        return;
    }
    super::dead::run(function);
    super::fold::run(function);
    for version in versions {
        version.keep_if_better(function);
    }
    super::dead::run(function);
}

/// The graph that a function has for runs that do not come into its loops from outside: these ways do not lead to the copies, either. With
/// them, no loop that has another one in it has one head alone.
fn without_entries(function: &Function, graph: &Graph) -> Graph {
    let mut entered = function.clone();
    for &block in graph.order() {
        if entries::choosy(function, graph, block).is_some() {
            entered.blocks[block.index()].end = Terminator::Absent;
        }
    }
    Graph::of(&entered)
}

/// Whether an operation checks an address that may be another each time.
fn is_varying_check(function: &Function, op: Op) -> bool {
    matches!(op, Op::Check(address, ..) if function.constant(address).is_none())
}

/// Whether a loop is short enough, and checks something.
fn is_candidate(function: &Function, found: &Loop) -> bool {
    let is_called = found.blocks.iter().any(|&block| function.blocks[block.index()].is_called);
    let mut ops = found.ops(function);
    !is_called && found.ops(function).count() <= MOST_OPS && ops.any(|op| is_varying_check(function, op))
}

/// The numbers that stay the same in a loop, unless it is entered from outside, and that it compares with to decide where to go.
fn bounds(function: &Function, graph: &Graph, found: &Loop) -> Vec<Value> {
    let same = Same::of(function, graph, found);
    let mut bounds = Vec::new();
    for &block in &found.blocks {
        let Some(condition) = function.blocks[block.index()].end.condition() else { continue };
        let Op::Binary(Binary::Lt | Binary::Le, a, b) = function.op(condition) else { continue };
        for (bound, other) in [(b, a), (a, b)] {
            if let Some(bound) = same.find(bound)
                && same.find(other).is_none()
                && function.constant(bound).is_none()
                && function.kind(bound).is_integer()
                && bounds.len() < MOST_BOUNDS
                && !bounds.contains(&bound)
            {
                bounds.push(bound);
            }
        }
    }
    bounds
}

/// What stays the same in a loop, on all ways but those from outside into it.
struct Same<'a> {
    function: &'a Function,
    graph: &'a Graph,
    found: &'a Loop,
    /// For each value of the loop what it always is, as far as that is known: itself if it is nothing else.
    is: HashMap<Value, Option<Value>>,
}

impl Same<'_> {
    fn of<'a>(function: &'a Function, graph: &'a Graph, found: &'a Loop) -> Same<'a> {
        let mut is = HashMap::new();
        for &block in &found.blocks {
            let data = &function.blocks[block.index()];
            is.extend(data.params.iter().map(|&param| (param, (block == found.head).then_some(param))));
            is.extend(data.body.iter().map(|&value| (value, Some(value))));
        }
        let mut same = Same { function, graph, found, is };
        let mut changed = true;
        while changed {
            changed = false;
            for &block in &found.blocks[1..] {
                for (place, &param) in function.blocks[block.index()].params.iter().enumerate() {
                    let is = same.is[&param];
                    let met = if is == Some(param) { is } else { same.meet(block, place, param) };
                    changed |= same.is.insert(param, met) != Some(met);
                }
            }
        }
        same
    }

    /// What a value always is, if that is there before the loop.
    fn find(&self, value: Value) -> Option<Value> {
        let is = self.is.get(&value).copied().unwrap_or(Some(value))?;
        let params = &self.function.blocks[self.found.head.index()].params;
        let is_before = match params.iter().position(|&param| param == is) {
            Some(place) => self.given(self.found.head, place).all(|given| given == Some(is)),
            None => !self.is.contains_key(&is),
        };
        is_before.then_some(is)
    }

    /// What the ways in the loop bring for a parameter, as far as that is known: the parameter itself, if they differ.
    fn meet(&self, block: Block, place: usize, param: Value) -> Option<Value> {
        let mut given = self.given(block, place).flatten();
        let first = given.next()?;
        Some(if given.all(|other| other == first) { first } else { param })
    }

    /// What each way in the loop brings for a parameter.
    fn given(&self, block: Block, place: usize) -> impl Iterator<Item = Option<Value>> {
        let froms = self.graph.predecessors(block).iter();
        let froms = froms.filter(|&&from| self.graph.is_in_loop(from, self.found.head));
        let edges = froms.flat_map(|from| self.function.blocks[from.index()].end.edges());
        edges.filter(move |edge| edge.to == block).map(move |edge| {
            let arg = self.function.values(edge.args)[place];
            self.is.get(&arg).copied().unwrap_or(Some(arg))
        })
    }
}

/// A loop with a copy.
struct Version {
    found: Loop,
    copy: Copy,
    /// The block that chooses between them.
    test: Block,
}

impl Version {
    fn make(
        function: &mut Function,
        graph: &Graph,
        found: Loop,
        bounds: &[Value],
        is_live: &[bool],
    ) -> Version {
        let [test, usual] = [(); 2].map(|()| function.add_block(None));
        let params = function.blocks[found.head.index()].params.clone();
        let kinds: Vec<Type> = params.iter().map(|&param| function.kind(param)).collect();
        let tested: Vec<Value> = kinds.iter().map(|&kind| function.add_param(test, kind)).collect();
        for &from in graph.predecessors(found.head) {
            if !found.blocks.contains(&from) && !entries::is_entry(function, graph, from) {
                let end = &mut function.blocks[from.index()].end;
                end.edges_mut().filter(|edge| edge.to == found.head).for_each(|edge| edge.to = test);
            }
        }
        let mut all = None;
        let mut bounded: Vec<(Value, Value)> = Vec::new();
        for &bound in bounds {
            let kind = function.kind(bound);
            let given = params.iter().position(|&param| param == bound).map_or(bound, |place| tested[place]);
            let limit = function.append(test, Op::Const(LIMIT + 1), kind);
            let is_small = function.append(test, Op::Binary(Binary::Ult, given, limit), Type::Bool);
            all = Some(all.map_or(is_small, |all| {
                function.append(test, Op::Binary(Binary::And, all, is_small), Type::Bool)
            }));
            // The same number, of which its operation says how large it is.
            let mask = function.append(usual, Op::Const(LEAST_MEMORY as i64 - 1), kind);
            let positive = function.append(usual, Op::Binary(Binary::And, given, mask), kind);
            let most = function.append(usual, Op::Const(LIMIT), kind);
            bounded.push((bound, function.append(usual, Op::Binary(Binary::Min, positive, most), kind)));
        }
        let in_copy =
            |value: Value| bounded.iter().find(|(bound, _)| *bound == value).map(|&(_, small)| small);
        let mut copier = Copier::new(function, graph, &found);
        copier.copy();
        let copy = copier.finish(is_live).remove(0);
        let args = params.iter().zip(&tested).map(|(&param, &given)| in_copy(param).unwrap_or(given));
        let args: Vec<Value> = args.collect();
        let args = function.list(args);
        function.blocks[usual.index()].end = Terminator::Jump(Edge { to: copy.block(found.head), args });
        for &block in &found.blocks {
            function.map_block_uses(copy.block(block), |value| in_copy(value).unwrap_or(value));
        }
        let original = Edge { to: found.head, args: function.list(tested) };
        let condition = all.expect("there are bounds");
        function.blocks[test.index()].end = Terminator::Branch(condition, Edge::to(usual), original);
        Version { found, copy, test }
    }

    /// Goes to the loop itself if the copy checks as much.
    fn keep_if_better(&self, function: &mut Function) {
        let checks = |blocks: &mut dyn Iterator<Item = Block>| {
            let bodies = blocks.flat_map(|block| &function.blocks[block.index()].body);
            bodies.filter(|&&value| matches!(function.op(value), Op::Check(..))).count()
        };
        let before = checks(&mut self.found.blocks.iter().copied());
        let after = checks(&mut self.found.blocks.iter().map(|&block| self.copy.block(block)));
        if after >= before
            && let Terminator::Branch(_, _, original) = function.blocks[self.test.index()].end
        {
            function.blocks[self.test.index()].end = Terminator::Jump(original);
        }
    }
}
