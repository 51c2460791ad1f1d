//! Putting words on the data stack, and taking them off it, whole.
//!
//! The program pushes and pops cells. Where the cells of a word are pushed one after the other, lowest first, and where cells that are
//! popped make a word, one access does.

use super::addresses::{Address, cells};
use crate::{Binary, Function, Graph, Op, Unary, Value};

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    for &block in graph.order() {
        let uses_stack = |value: &Value| matches!(function.op(*value), Op::LoadStack(_) | Op::StoreStack(..));
        if !function.blocks[block.index()].body.iter().any(uses_stack) {
            continue;
        }
        let body = core::mem::take(&mut function.blocks[block.index()].body);
        let mut joiner =
            Joiner { function, body: Vec::with_capacity(body.len()), loads: Vec::new(), store: None };
        body.into_iter().for_each(|value| joiner.visit(value));
        function.blocks[block.index()].body = joiner.body;
    }
}

struct Joiner<'a> {
    function: &'a mut Function,
    /// The block's operations so far.
    body: Vec<Value>,
    /// What has been loaded since the stack last changed.
    loads: Vec<Value>,
    /// The last thing stored, unless something has been done since then that may look at it.
    store: Option<Value>,
}

impl Joiner<'_> {
    fn visit(&mut self, value: Value) {
        match self.function.op(value) {
            Op::StoreStack(..) => {
                self.loads.clear();
                self.join_stores(value);
                self.store = Some(value);
            }
            Op::LoadStack(_) => {
                self.store = None;
                self.loads.push(value);
            }
            Op::Binary(Binary::Join, low, high) => {
                if let Some(index) = self.index_of_both(low, high) {
                    self.function.set_op(value, Op::LoadStack(index));
                    self.loads.push(value);
                }
            }
            Op::Execute(_) => {
                self.loads.clear();
                self.store = None;
            }
            Op::Check(..)
            | Op::Guard(..)
            | Op::Charge(..)
            | Op::Checkpoint(_)
            | Op::Sync(_)
            | Op::Host(..)
            | Op::Fence => self.store = None,
            Op::Param
            | Op::Const(_)
            | Op::Unary(..)
            | Op::Binary(..)
            | Op::Select(..)
            | Op::Mix(..)
            | Op::Fixed(_)
            | Op::Context(_)
            | Op::ContextMode
            | Op::Load(_)
            | Op::Store(..)
            | Op::LoadCall(_)
            | Op::StoreCall(..) => {}
        }
        self.body.push(value);
    }

    /// Has a store put a whole word, if the one before it puts the lower half right below.
    fn join_stores(&mut self, value: Value) {
        let Some(before) = self.store else { return };
        let (Op::StoreStack(index, low), Op::StoreStack(above, high)) =
            (self.function.op(before), self.function.op(value))
        else {
            return;
        };
        if let Op::Unary(Unary::Low, word) = self.function.op(low)
            && self.function.op(high) == Op::Unary(Unary::High, word)
            && self.function.kind(low) == self.function.kind(high)
            && self.is_next(index, above, low)
        {
            self.body.retain(|&other| other != before);
            self.function.set_op(value, Op::StoreStack(index, word));
            // What stands before may be the lower half of a longer word.
            self.store = self.body.iter().rev().copied().find(|&other| !self.function.op(other).is_pure());
            self.store = self.store.filter(|&other| matches!(self.function.op(other), Op::StoreStack(..)));
            self.join_stores(value);
        }
    }

    /// The place of the first of two loads, if the second is of what stands right above.
    fn index_of_both(&self, low: Value, high: Value) -> Option<Value> {
        let (Op::LoadStack(index), Op::LoadStack(above)) = (self.function.op(low), self.function.op(high))
        else {
            return None;
        };
        let are_current = self.loads.contains(&low) && self.loads.contains(&high);
        (are_current && self.is_next(index, above, low)).then_some(index)
    }

    /// Whether a place is the one right above what a value takes.
    fn is_next(&self, index: Value, above: Value, value: Value) -> bool {
        let (low, high) = (Address::of(self.function, index), Address::of(self.function, above));
        low.base == high.base && high.offset - low.offset == cells(self.function.kind(value))
    }
}
