//! SSA construction: the values of locations where control flow merges.
//!
//! Each block has been built by placeholders for what it finds. Here each becomes what it stands for: a value that comes in on all
//! ways alike; a parameter, where ways differ; or a load from the context, where everything stands there on all ways.

use super::locations::{Locations, MOST, Set};
use super::state::{Named, Notes};
use crate::{Block, Edge, Function, Graph, Location, Op, States, Terminator, Value};

/// What a location holds at the beginning of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// Nobody has come here yet.
    Nothing,
    /// What the context has.
    Context,
    /// This. If it is the placeholder of the location in this block, a parameter.
    Value(Value),
}

struct Finisher<'a> {
    function: Function,
    graph: Graph,
    locations: &'a Locations,
    notes: Vec<Notes>,
    /// The locations that the context may not have as they are at the beginning of each block.
    stale: Vec<Set>,
    /// The locations whose values are wanted at the beginning of each block.
    wanted: Vec<Set>,
    found: Vec<[Found; MOST]>,
    /// The block and location that each placeholder stands for.
    placeholders: Vec<Option<(Block, u8)>>,
}

/// Makes blocks with placeholders a function.
pub(super) fn finish(function: Function, locations: &Locations, notes: Vec<Notes>) -> Function {
    let (graph, count) = (Graph::of(&function), function.blocks.len());
    let mut placeholders = vec![None; function.value_count()];
    for (notes, block) in notes.iter().zip(function.block_ids()) {
        for (&value, location) in notes.incoming.iter().zip(0..) {
            if let Some(value) = value {
                placeholders[value.index()] = Some((block, location));
            }
        }
    }
    let mut finisher = Finisher {
        function,
        graph,
        locations,
        notes,
        stale: vec![0; count],
        wanted: vec![0; count],
        found: vec![[Found::Nothing; MOST]; count],
        placeholders,
    };
    finisher.find_stale();
    finisher.find_wanted();
    finisher.find_values();
    finisher.put_in_place();
    finisher.function
}

/// The numbers in a set.
fn members(mut set: Set) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let next = set.trailing_zeros() as usize;
        let found = (set != 0).then_some(next);
        set &= set.wrapping_sub(1);
        found
    })
}

impl Finisher<'_> {
    fn successors(&self, block: Block) -> impl Iterator<Item = Block> {
        self.function.blocks[block.index()].end.edges().map(|edge| edge.to)
    }

    fn find_stale(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            for at in 0..self.graph.order().len() {
                let block = self.graph.order()[at];
                let notes = &self.notes[block.index()];
                let through = if notes.is_cut { 0 } else { self.stale[block.index()] };
                let after = notes.written | through;
                let next: Vec<Block> = self.successors(block).collect();
                for next in next {
                    let before = &mut self.stale[next.index()];
                    changed |= after & !*before != 0;
                    *before |= after;
                }
            }
        }
    }

    fn find_wanted(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            for at in (0..self.graph.order().len()).rev() {
                let block = self.graph.order()[at];
                let after = self.successors(block).fold(0, |set, next| set | self.wanted[next.index()]);
                let notes = &self.notes[block.index()];
                let (mut read, mut known) = (0, 0);
                for location in 0..self.locations.count() {
                    read |= Set::from(notes.incoming[location].is_some()) << location;
                    known |= Set::from(notes.current[location].is_some()) << location;
                }
                let through = if notes.is_cut { 0 } else { after & !known };
                let wanted = read | through | self.stale[block.index()];
                changed |= wanted != self.wanted[block.index()];
                self.wanted[block.index()] = wanted;
            }
        }
    }

    /// What a block finds for a placeholder.
    fn resolve(&self, value: Value) -> Found {
        match self.placeholders.get(value.index()) {
            Some(&Some((block, location))) => match self.found[block.index()][usize::from(location)] {
                Found::Nothing => Found::Nothing,
                // The block loads it itself.
                Found::Context => Found::Value(value),
                Found::Value(same) if same == value => Found::Value(value),
                Found::Value(other) => self.resolve(other),
            },
            Some(None) | None => Found::Value(value),
        }
    }

    /// What a location holds at the end of a block.
    fn after(&self, block: Block, location: usize) -> Found {
        let notes = &self.notes[block.index()];
        match notes.current[location] {
            Some(value) => self.resolve(value),
            None if notes.is_cut => Found::Context,
            None => match self.found[block.index()][location] {
                Found::Value(value) => self.resolve(value),
                found => found,
            },
        }
    }

    /// Finds for each block and location what all ways give; where they differ, a parameter.
    fn find_values(&mut self) {
        let first = self.graph.order()[0];
        self.found[first.index()] = [Found::Context; MOST];
        let mut changed = true;
        while changed {
            changed = false;
            for at in 1..self.graph.order().len() {
                let block = self.graph.order()[at];
                for location in members(self.wanted[block.index()]) {
                    let before = self.found[block.index()][location];
                    let own = self.notes[block.index()].incoming[location];
                    if own.is_some_and(|own| before == Found::Value(own)) {
                        continue;
                    }
                    let found = match self.meet(block, location) {
                        Ok(found) => found,
                        Err(()) => Found::Value(own.unwrap_or_else(|| self.placeholder(block, location))),
                    };
                    changed |= found != before;
                    self.found[block.index()][location] = found;
                }
            }
        }
    }

    /// What all ways to a block have for a location.
    ///
    /// # Errors
    /// If they differ.
    fn meet(&self, block: Block, location: usize) -> Result<Found, ()> {
        let mut all = Found::Nothing;
        for &from in self.graph.predecessors(block) {
            match (all, self.after(from, location)) {
                (_, Found::Nothing) => {}
                (Found::Nothing, found) => all = found,
                (all, found) if all == found => {}
                _ => return Err(()),
            }
        }
        Ok(all)
    }

    fn placeholder(&mut self, block: Block, location: usize) -> Value {
        let value = self.function.make(Op::Param, self.locations.at(location).kind());
        self.placeholders.resize(value.index() + 1, None);
        self.placeholders[value.index()] = Some((block, location as u8));
        self.notes[block.index()].incoming[location] = Some(value);
        value
    }

    /// Puts parameters, arguments, loads and what exits name into the function.
    fn put_in_place(&mut self) {
        let order: Vec<Block> = self.graph.order().to_vec();
        for &block in &order {
            let mut loads = Vec::new();
            for location in members(self.wanted[block.index()]) {
                let Some(own) = self.notes[block.index()].incoming[location] else { continue };
                match self.found[block.index()][location] {
                    Found::Value(value) if value == own => {
                        self.function.blocks[block.index()].params.push(own);
                    }
                    Found::Context => {
                        self.function.set_op(own, Op::Context(self.locations.at(location)));
                        loads.push(own);
                    }
                    Found::Value(_) | Found::Nothing => {}
                }
            }
            self.function.blocks[block.index()].body.splice(0..0, loads);
        }
        for &block in &order {
            self.give_arguments(block);
            for named in core::mem::take(&mut self.notes[block.index()].named) {
                self.complete(block, named);
            }
        }
        let resolved: Vec<Value> = self.resolved();
        self.function.map_uses(|value| resolved[value.index()]);
        // Blocks that have been added since are all reachable.
        for index in 0..self.notes.len() {
            if !self.graph.is_reachable(Block(index as u32)) {
                self.function.blocks[index].end = Terminator::Absent;
            }
        }
    }

    fn resolved(&self) -> Vec<Value> {
        let values = (0..self.function.value_count() as u32).map(Value);
        let resolve = |value| if let Found::Value(found) = self.resolve(value) { found } else { value };
        values.map(resolve).collect()
    }

    /// Gives each way from a block what the next one takes, and loads what stands in the context.
    fn give_arguments(&mut self, block: Block) {
        let mut end = core::mem::replace(&mut self.function.blocks[block.index()].end, Terminator::Absent);
        let ways = end.edges().count();
        for edge in end.edges_mut() {
            let mut loads: Option<Block> = None;
            let mut args = self.function.values(edge.args).to_vec();
            for location in members(self.wanted[edge.to.index()]) {
                let own = self.notes[edge.to.index()].incoming[location].map(Found::Value);
                if own != Some(self.found[edge.to.index()][location]) {
                    continue;
                }
                args.push(match self.after(block, location) {
                    Found::Value(value) => value,
                    Found::Context | Found::Nothing => {
                        // Other ways from here load other things.
                        let block = match loads {
                            Some(block) => block,
                            None if ways == 1 => block,
                            None => *loads.insert(self.add_block(block)),
                        };
                        let place = self.locations.at(location);
                        self.function.append(block, Op::Context(place), place.kind())
                    }
                });
            }
            edge.args = self.function.list(args);
            if let Some(block) = loads {
                self.function.blocks[block.index()].end = Terminator::Jump(*edge);
                *edge = Edge::to(block);
            }
        }
        self.function.blocks[block.index()].end = end;
    }

    /// A block on a way from another one.
    fn add_block(&mut self, from: Block) -> Block {
        let block = self.function.add_block(None);
        self.function.blocks[block.index()].is_cold = self.function.blocks[from.index()].is_cold;
        block
    }

    /// Has an exit name also what comes into its block and was not changed before it.
    fn complete(&mut self, block: Block, named: Named) {
        let stale = self.stale[block.index()];
        if stale == 0 {
            return;
        }
        let states: States = match named {
            Named::Exit(exit) => self.function.exits[exit.index()].states,
            Named::Sync(sync) => self.function.states_of(self.function.op(sync)).expect("it is a sync"),
        };
        let known = self.function.named(states).to_vec();
        let all = (0..self.locations.count()).filter_map(|location| -> Option<(Location, Value)> {
            let place = self.locations.at(location);
            let value = known.iter().find(|(known, _)| *known == place).map(|(_, value)| *value);
            let comes_in = || match self.found[block.index()][location] {
                Found::Value(value) => value,
                Found::Context | Found::Nothing => unreachable!("what the context does not have is a value"),
            };
            Some((place, value.or_else(|| (stale & 1 << location != 0).then(comes_in))?))
        });
        let all: Vec<(Location, Value)> = all.collect();
        let states = self.function.states(all);
        match named {
            Named::Exit(exit) => self.function.exits[exit.index()].states = states,
            Named::Sync(sync) => self.function.set_op(sync, Op::Sync(states)),
        }
    }
}
