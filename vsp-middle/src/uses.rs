//! Which values a function's operations, exits and ends of blocks use, and putting others in their place.

use crate::{Block, Exit, ExitData, Function, List, Op, Pc, States, Value};

impl Function {
    /// Calls `visit` with every value that an operation, with its exit, takes.
    pub fn for_each_use(&self, op: Op, mut visit: impl FnMut(Value)) {
        op.for_each_operand(&mut visit);
        if let Some(states) = self.states_of(op) {
            self.named(states).iter().for_each(|&(_, value)| visit(value));
        }
        if let Some(exit) = op.exit() {
            self.for_pc(exit, visit);
        }
    }

    /// Calls `visit` with every value that the end of a block takes, but for those of edges.
    pub fn for_each_end_use(&self, block: Block, mut visit: impl FnMut(Value)) {
        let end = &self.blocks[block.index()].end;
        if let Some(value) = end.condition() {
            visit(value);
        }
        if let Some(exit) = end.exit() {
            let states = self.exits[exit.index()].states;
            self.named(states).iter().for_each(|&(_, value)| visit(value));
            self.for_pc(exit, visit);
        }
    }

    fn for_pc(&self, exit: Exit, mut visit: impl FnMut(Value)) {
        if let Pc::Is(value) = self.exits[exit.index()].pc {
            visit(value);
        }
    }

    /// Calls `visit` with every value that a block uses, edges included.
    pub(crate) fn for_each_block_use(&self, block: Block, mut visit: impl FnMut(Value)) {
        let data = &self.blocks[block.index()];
        data.body.iter().for_each(|&value| self.for_each_use(self.op(value), &mut visit));
        self.for_each_end_use(block, &mut visit);
        for edge in data.end.edges() {
            self.values(edge.args).iter().for_each(|&arg| visit(arg));
        }
    }

    /// Replaces every use of every value by what `map` gives for it.
    pub fn map_uses(&mut self, mut map: impl FnMut(Value) -> Value) {
        for block in &mut self.blocks {
            for &value in &block.body {
                self.ops[value.index()].map_operands(&mut map);
            }
            if let Some(condition) = block.end.condition_mut() {
                *condition = map(*condition);
            }
        }
        for value in &mut self.lists {
            *value = map(*value);
        }
        for (_, value) in &mut self.states {
            *value = map(*value);
        }
        for exit in &mut self.exits {
            if let Pc::Is(value) = &mut exit.pc {
                *value = map(*value);
            }
        }
    }

    /// Replaces every use in a block by what `map` gives for it.
    pub(crate) fn map_block_uses(&mut self, block: Block, map: impl Fn(Value) -> Value) {
        for at in 0..self.blocks[block.index()].body.len() {
            let value = self.blocks[block.index()].body[at];
            let mut op = self.op(value);
            op.map_operands(&map);
            if let Op::Sync(states) = &mut op {
                *states = self.map_states(*states, &map);
            }
            self.set_op(value, op);
            if let Some(exit) = op.exit() {
                self.exits[exit.index()] = self.map_exit(exit, &map);
            }
        }
        let mut end = core::mem::take(&mut self.blocks[block.index()].end);
        if let Some(condition) = end.condition_mut() {
            *condition = map(*condition);
        }
        for edge in end.edges_mut() {
            edge.args = self.map_list(edge.args, &map);
        }
        if let Some(exit) = end.exit() {
            self.exits[exit.index()] = self.map_exit(exit, &map);
        }
        self.blocks[block.index()].end = end;
    }

    /// An operation for another place, where other values stand for those that it takes. An exit of it is a new one.
    pub(crate) fn copy_op(&mut self, mut op: Op, map: impl Fn(Value) -> Value) -> Op {
        op.map_operands(&map);
        if let Op::Sync(states) = &mut op {
            *states = self.map_states(*states, &map);
        }
        if let Some(exit) = op.exit_mut() {
            *exit = self.copy_exit(*exit, map);
        }
        op
    }

    /// An exit for another place, likewise.
    pub(crate) fn copy_exit(&mut self, exit: Exit, map: impl Fn(Value) -> Value) -> Exit {
        let copy = self.map_exit(exit, map);
        self.add_exit(copy)
    }

    /// A list for another place, likewise.
    pub(crate) fn map_list(&mut self, list: List, map: impl Fn(Value) -> Value) -> List {
        if self.values(list).iter().all(|&value| map(value) == value) {
            return list;
        }
        let values: Vec<Value> = self.values(list).iter().map(|&value| map(value)).collect();
        self.list(values)
    }

    fn map_states(&mut self, states: States, map: impl Fn(Value) -> Value) -> States {
        if self.named(states).iter().all(|&(_, value)| map(value) == value) {
            return states;
        }
        let named: Vec<_> = self.named(states).iter().map(|&(at, value)| (at, map(value))).collect();
        self.states(named)
    }

    fn map_exit(&mut self, exit: Exit, map: impl Fn(Value) -> Value) -> ExitData {
        let data = self.exits[exit.index()];
        let pc = match data.pc {
            Pc::At(pc) => Pc::At(pc),
            Pc::Is(value) => Pc::Is(map(value)),
        };
        ExitData { pc, states: self.map_states(data.states, map), ..data }
    }
}
