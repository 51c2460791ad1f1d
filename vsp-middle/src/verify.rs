//! The verifier: whether a function is well-formed.

use crate::{Block, Exit, Function, Graph, Location, Op, Pc, States, Terminator, Type, Value};
use core::fmt;
use std::collections::HashSet;

/// What is wrong with a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The block where it is; its number is that in the function, not that in the text.
    pub block: Block,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.block, self.message)
    }
}

impl core::error::Error for Fault {}

/// Checks that a function is as it must be:
/// - every block that can be reached ends, every edge gives what the block takes, nothing leads to the first;
/// - every operation has the types that it takes and gives;
/// - every value stands in one place, which dominates all that use it;
/// - exits are complete: what one exit names, all name that can come after it, until a sync or the runtime has stored it.
///
/// # Errors
/// The first thing that is not so.
///
/// ```
/// use vsp_middle::{Function, verify};
/// let text = "b0:\n v1: bool = not v1\n leave halted at 1 in SIL-8 {}";
/// let function: Function = text.parse().unwrap();
/// assert_eq!(verify(&function).unwrap_err().message, "v0 does not dominate its use by v0");
/// ```
pub fn verify(function: &Function) -> Result<(), Fault> {
    if function.blocks.is_empty() {
        return Err(Fault { block: Block(0), message: "there are no blocks".into() });
    }
    let graph = Graph::of(function);
    let mut verifier =
        Verifier { function, graph: &graph, places: vec![None; function.value_count()], block: Block(0) };
    for &block in graph.order() {
        verifier.block = block;
        verifier.place(block)?;
    }
    for &block in graph.order() {
        verifier.block = block;
        verifier.check_block(block)?;
    }
    check_completeness(function, &graph)
}

struct Verifier<'a> {
    function: &'a Function,
    graph: &'a Graph,
    /// The block of each value, and where it stands there; parameters stand at 0.
    places: Vec<Option<(Block, usize)>>,
    block: Block,
}

impl Verifier<'_> {
    fn fault<T>(&self, message: String) -> Result<T, Fault> {
        Err(Fault { block: self.block, message })
    }

    fn ensure(&self, holds: bool, message: impl FnOnce() -> String) -> Result<(), Fault> {
        if holds { Ok(()) } else { self.fault(message()) }
    }

    fn place(&mut self, block: Block) -> Result<(), Fault> {
        let data = &self.function.blocks[block.index()];
        let params = data.params.iter().map(|&value| (0, value));
        for (at, value) in params.chain(data.body.iter().enumerate().map(|(at, &value)| (at + 1, value))) {
            let is_param = self.function.op(value) == Op::Param;
            self.ensure(is_param == (at == 0), || format!("{value} is no parameter of its block"))?;
            let before = self.places[value.index()].replace((block, at));
            self.ensure(before.is_none(), || format!("{value} stands in two places"))?;
        }
        Ok(())
    }

    fn check_block(&self, block: Block) -> Result<(), Fault> {
        let data = &self.function.blocks[block.index()];
        for (at, &value) in data.body.iter().enumerate() {
            let op = self.function.op(value);
            self.check_types(value, op)?;
            let mut result = Ok(());
            self.function.for_each_use(op, |used| {
                let dominates = self.dominates(used, block, at + 1);
                if !dominates && result.is_ok() {
                    result = self.fault(format!("{used} does not dominate its use by {value}"));
                }
            });
            result?;
            if let Some(states) = self.function.states_of(op) {
                self.check_states(states)?;
            }
            if let Some(exit) = op.exit() {
                self.check_exit(exit)?;
            }
        }
        let mut result = Ok(());
        let end_at = data.body.len() + 1;
        let mut check_use = |used| {
            if !self.dominates(used, block, end_at) && result.is_ok() {
                result = self.fault(format!("{used} does not dominate its use at the end"));
            }
        };
        self.function.for_each_end_use(block, &mut check_use);
        for edge in data.end.edges() {
            self.function.values(edge.args).iter().copied().for_each(&mut check_use);
        }
        result?;
        self.check_end(&data.end)
    }

    fn dominates(&self, value: Value, block: Block, at: usize) -> bool {
        match self.places[value.index()] {
            Some((home, place)) if home == block => place < at,
            Some((home, _)) => self.graph.dominates(home, block),
            None => false,
        }
    }

    fn check_end(&self, end: &Terminator) -> Result<(), Fault> {
        match end {
            Terminator::Absent => return self.fault("the block does not end".into()),
            Terminator::Enter(_) => {
                self.ensure(self.block == Block(0), || "only the first block enters".into())?;
            }
            Terminator::Jump(_) => {}
            Terminator::Branch(value, ..) => self.expect(*value, Type::Bool)?,
            Terminator::Switch(value, ..) => self.expect(*value, Type::I32)?,
            Terminator::Leave(exit) | Terminator::Interpret(exit) => {
                self.check_exit(*exit)?;
                self.check_states(self.function.exits[exit.index()].states)?;
            }
        }
        for edge in end.edges() {
            self.ensure(edge.to != Block(0), || "an edge leads to the first block".into())?;
            let kinds = |values: &[Value]| -> Vec<Type> {
                values.iter().map(|&value| self.function.kind(value)).collect()
            };
            let given = kinds(self.function.values(edge.args));
            let taken = kinds(&self.function.blocks[edge.to.index()].params);
            self.ensure(given == taken, || format!("{} takes {taken:?} and gets {given:?}", edge.to))?;
        }
        Ok(())
    }

    fn check_exit(&self, exit: Exit) -> Result<(), Fault> {
        match self.function.exits[exit.index()].pc {
            Pc::At(_) => Ok(()),
            Pc::Is(value) => self.expect(value, Type::I32),
        }
    }

    fn check_states(&self, states: States) -> Result<(), Fault> {
        let named = self.function.named(states);
        for (index, &(location, value)) in named.iter().enumerate() {
            self.expect(value, location.kind())?;
            let overlaps = named[..index].iter().any(|(other, _)| other.overlaps(location));
            self.ensure(!overlaps, || format!("{location} is named twice"))?;
        }
        Ok(())
    }

    fn expect(&self, value: Value, kind: Type) -> Result<(), Fault> {
        let found = self.function.kind(value);
        self.ensure(found == kind, || format!("{value} is {found:?} and should be {kind:?}"))
    }

    fn check_types(&self, value: Value, op: Op) -> Result<(), Fault> {
        let (found, kind) = (self.function.kind(value), |value| self.function.kind(value));
        let expected = match op {
            Op::Param => None,
            Op::Const(bits) => (found != Type::None && found.normal(bits) == bits).then_some(found),
            Op::Unary(op, a) => op.result(kind(a)),
            Op::Binary(op, a, b) => op.result(kind(a), kind(b)),
            Op::Select(condition, a, b) => {
                (kind(condition) == Type::Bool && kind(a) == kind(b)).then_some(kind(a))
            }
            Op::Mix(_, _, a, b) => ([kind(a), kind(b)] == [Type::Cell; 2]).then_some(Type::Cell),
            Op::Fixed(fixed) => Some(fixed.result()),
            Op::Context(location) => Some(location.kind()),
            Op::ContextMode => Some(Type::I32),
            Op::Load(a) => (kind(a) == Type::I64 && (is_stored(found) || found.is_float())).then_some(found),
            Op::Store(a, b) => (kind(a) == Type::I64 && is_stored(kind(b))).then_some(Type::None),
            Op::Check(a, ..) => (kind(a) == Type::I64).then_some(Type::None),
            Op::LoadCall(a) => (kind(a) == Type::I32).then_some(Type::I32),
            Op::StoreCall(a, b) => ([kind(a), kind(b)] == [Type::I32; 2]).then_some(Type::None),
            Op::LoadStack(a) => (kind(a) == Type::I32 && is_word(found)).then_some(found),
            Op::StoreStack(a, b) => (kind(a) == Type::I32 && is_word(kind(b))).then_some(Type::None),
            Op::Guard(a, _) => (kind(a) == Type::Bool).then_some(Type::None),
            Op::Charge(a, ..) => (kind(a) == Type::I64).then_some(Type::I64),
            Op::Checkpoint(_) | Op::Sync(_) | Op::Execute(_) | Op::Fence => Some(Type::None),
            Op::Host(call, _, cell) => {
                (cell.map(kind) == call.takes_cell().then_some(Type::Cell)).then_some(Type::I32)
            }
        };
        self.ensure(expected == Some(found), || {
            format!("{value} has types that do not fit: {op:?}, {found:?}")
        })
    }
}

/// Whether the data stack takes values of a type.
fn is_word(kind: Type) -> bool {
    matches!(kind, Type::Cell | Type::I32 | Type::I64)
}

/// Whether memory takes values of a type.
fn is_stored(kind: Type) -> bool {
    matches!(kind, Type::Byte | Type::Cell | Type::I32 | Type::I64)
}

/// What an exit has named is in the context no sooner than something stores it there: every later exit must name it, too.
fn check_completeness(function: &Function, graph: &Graph) -> Result<(), Fault> {
    let mut before: Vec<HashSet<Location>> = vec![HashSet::new(); function.blocks.len()];
    let mut work: Vec<Block> = graph.order().iter().rev().copied().collect();
    while let Some(block) = work.pop() {
        let mut named = before[block.index()].clone();
        let data = &function.blocks[block.index()];
        for &value in &data.body {
            let op = function.op(value);
            let Some(states) = function.states_of(op) else { continue };
            let states = function.named(states).iter().map(|(location, _)| *location);
            match op {
                Op::Sync(_) => states.for_each(|location| {
                    named.remove(&location);
                }),
                _ => check_named(block, &mut named, states, || value.to_string())?,
            }
            if let Op::Execute(_) = op {
                named.clear();
            }
        }
        if let Some(exit) = data.end.exit() {
            let states = function.named(function.exits[exit.index()].states).iter();
            check_named(block, &mut named, states.map(|(location, _)| *location), || "the end".into())?;
        }
        for edge in data.end.edges() {
            let next = &mut before[edge.to.index()];
            if !named.is_subset(next) {
                next.extend(&named);
                work.push(edge.to);
            }
        }
    }
    Ok(())
}

fn check_named(
    block: Block,
    named: &mut HashSet<Location>,
    states: impl Iterator<Item = Location>,
    at: impl Fn() -> String,
) -> Result<(), Fault> {
    let states: HashSet<Location> = states.collect();
    let mut missing: Vec<&Location> = named.difference(&states).collect();
    missing.sort();
    match missing.first() {
        None => {
            named.extend(states);
            Ok(())
        }
        Some(location) => {
            let message = format!("the exit of {} does not name {location}, as one before it does", at());
            Err(Fault { block, message })
        }
    }
}
