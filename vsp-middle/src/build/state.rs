//! What a block does to locations, while it is being built.

use super::Builder;
use super::locations::{MOST, Set};
use crate::{Exit, Flag, Location, Op, States, Type, Value};

/// What a block does to locations.
#[derive(Clone, Debug)]
pub(super) struct Notes {
    /// For each location that is looked at, or passed on, before the block changes it: what stands for what it holds at the block's
    /// beginning.
    pub incoming: [Option<Value>; MOST],
    /// What each location holds by now, as far as the block knows.
    pub current: [Option<Value>; MOST],
    /// The locations that the context does not have as they are, by what the block has done.
    pub written: Set,
    /// Whether the context has had everything at some place of the block, so that what comes in does not get further.
    pub is_cut: bool,
    /// What names locations before that.
    pub named: Vec<Named>,
}

/// What names locations.
#[derive(Clone, Copy, Debug)]
pub(super) enum Named {
    Exit(Exit),
    /// A sync.
    Sync(Value),
}

impl Default for Notes {
    fn default() -> Notes {
        Notes { incoming: [None; MOST], current: [None; MOST], written: 0, is_cut: false, named: Vec::new() }
    }
}

impl Builder<'_> {
    fn notes(&mut self) -> &mut Notes {
        &mut self.notes[self.block.index()]
    }

    /// What a location holds.
    pub(super) fn get(&mut self, location: usize) -> Value {
        if let Some(value) = self.notes().current[location] {
            return value;
        }
        let (place, is_cut) = (self.locations.at(location), self.notes().is_cut);
        let value = if is_cut {
            self.function.append(self.block, Op::Context(place), place.kind())
        } else {
            self.function.make(Op::Param, place.kind())
        };
        let notes = self.notes();
        if !is_cut {
            notes.incoming[location] = Some(value);
        }
        notes.current[location] = Some(value);
        value
    }

    /// Changes a location.
    pub(super) fn set(&mut self, location: usize, value: Value) {
        let notes = self.notes();
        notes.current[location] = Some(value);
        notes.written |= 1 << location;
    }

    pub(super) fn flag(&mut self, flag: Flag) -> Value {
        self.get(self.locations.flag(flag))
    }

    pub(super) fn set_flag(&mut self, flag: Flag, value: Value) {
        self.set(self.locations.flag(flag), value);
    }

    /// The locations that the block has made differ from the context.
    pub(super) fn stale(&mut self) -> States {
        let Builder { function, locations, notes, block, .. } = self;
        let notes = &notes[block.index()];
        let written = (0..locations.count()).filter(|location| notes.written & 1 << location != 0);
        function.states(written.map(|location| -> (Location, Value) {
            (locations.at(location), notes.current[location].expect("what is written has a value"))
        }))
    }

    /// Notes that an exit names locations.
    pub(super) fn note_exit(&mut self, exit: Exit) {
        if !self.notes().is_cut {
            self.notes().named.push(Named::Exit(exit));
        }
    }

    /// Stores everything to the context, so that nothing is known any more.
    pub(super) fn sync(&mut self) {
        let states = self.stale();
        let sync = self.function.append(self.block, Op::Sync(states), Type::None);
        if !self.notes().is_cut {
            self.notes().named.push(Named::Sync(sync));
        }
        self.forget();
    }

    /// Stores to the context what it does not have, and keeps what is known.
    pub(super) fn store_through(&mut self) {
        if self.notes().written != 0 {
            let states = self.stale();
            self.function.append(self.block, Op::Sync(states), Type::None);
            self.notes().written = 0;
        }
    }

    /// From here on all is as the context has it.
    pub(super) fn forget(&mut self) {
        let notes = self.notes();
        notes.current = [None; MOST];
        notes.written = 0;
        notes.is_cut = true;
    }
}
