//! One check for several accesses near each other: the first of a block's checks of places around one address covers them all, and those
//! right behind in blocks that the block leads to.
//!
//! Where it fails it is not said which access is outside, and what comes before that has to be done: there the runtime goes on from the
//! first access, and traps where the program does.

use super::addresses::Address;
use crate::{Binary, Block, Exit, ExitData, Function, Graph, Op, Type, Value};
use vsp_isa::abi::Exit as Reason;

/// How many bytes a check covers at most.
const MOST: i64 = 128;

/// How far back a check is looked for that can cover another.
const MOST_DOMINATORS: usize = 4;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    for &block in graph.order() {
        let groups = groups(function, &function.blocks[block.index()].body);
        put_groups(function, block, &groups, |group| &group.members, Group::put);
    }
    for &block in graph.order() {
        let body = core::mem::take(&mut function.blocks[block.index()].body);
        let needed = body.into_iter().filter(|&value| !is_covered_before(function, &graph, block, value));
        let needed = needed.collect();
        function.blocks[block.index()].body = needed;
    }
}

/// Has each group of a block's operations become what is put where the first of its members stands.
pub(super) fn put_groups<G>(
    function: &mut Function,
    block: Block,
    groups: &[G],
    members: impl Fn(&G) -> &[Value],
    put: impl Fn(&G, &mut Function, &mut Vec<Value>),
) {
    let body = core::mem::take(&mut function.blocks[block.index()].body);
    let mut covered = Vec::with_capacity(body.len());
    for value in body {
        match groups.iter().find(|group| members(group).contains(&value)) {
            Some(group) if members(group)[0] == value => put(group, function, &mut covered),
            Some(_) => {}
            None => covered.push(value),
        }
    }
    function.blocks[block.index()].body = covered;
}

/// An exit where another one stands, for a check that does not know what fails: the runtime executes the instruction there.
pub(super) fn inexact(function: &mut Function, exit: Exit) -> Exit {
    let before = function.exits[exit.index()];
    function.add_exit(ExitData { reason: Reason::Dispatch, ..before })
}

/// Whether an operation is a check that one in a block before covers, of the same loop, or can be made to. Only what lies behind is
/// added: what lies before a place may well be outside of memory while the place is not.
fn is_covered_before(function: &mut Function, graph: &Graph, block: Block, value: Value) -> bool {
    let Op::Check(address, length, _) = function.op(value) else { return false };
    let Address { base: Some(base), offset } = Address::of(function, address) else { return false };
    let end = offset + i64::from(length);
    let mut before = block;
    for _ in 0..MOST_DOMINATORS {
        let above = graph.dominator(before);
        if above == before || graph.head(above) != graph.head(block) {
            return false;
        }
        before = above;
        let checks = function.blocks[before.index()].body.iter().copied();
        let near = checks.filter_map(|check| match function.op(check) {
            Op::Check(address, length, exit) => Some((check, address, length, exit)),
            _ => None,
        });
        let covering = near.into_iter().find(|&(_, address, ..)| {
            let there = Address::of(function, address);
            there.base == Some(base) && there.offset <= offset && end - there.offset <= MOST
        });
        if let Some((check, address, length, exit)) = covering {
            let needed = end - Address::of(function, address).offset;
            if needed > i64::from(length) {
                let exit = inexact(function, exit);
                let needed = u8::try_from(needed).expect("it is bounded");
                function.set_op(check, Op::Check(address, needed, exit));
            }
            return true;
        }
    }
    false
}

/// Checks of places around one address, in order.
struct Group {
    base: Value,
    /// The first byte that they want, and the first that they do not, from the base.
    low: i64,
    high: i64,
    exit: Exit,
    members: Vec<Value>,
}

/// The groups of two and more among the checks of a block.
fn groups(function: &Function, body: &[Value]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for &value in body {
        let Op::Check(address, length, exit) = function.op(value) else { continue };
        let Address { base: Some(base), offset } = Address::of(function, address) else { continue };
        let end = offset + i64::from(length);
        let near = groups
            .iter_mut()
            .find(|group| group.base == base && group.high.max(end) - group.low.min(offset) <= MOST);
        match near {
            Some(group) => {
                (group.low, group.high) = (group.low.min(offset), group.high.max(end));
                group.members.push(value);
            }
            None => groups.push(Group { base, low: offset, high: end, exit, members: vec![value] }),
        }
    }
    groups.retain(|group| group.members.len() > 1);
    groups
}

impl Group {
    /// Puts the check that covers all into a block, for the first of them.
    fn put(&self, function: &mut Function, body: &mut Vec<Value>) {
        let offset = function.make(Op::Const(self.low), Type::I64);
        let address = function.make(Op::Binary(Binary::Add, self.base, offset), Type::I64);
        let exit = inexact(function, self.exit);
        let length = u8::try_from(self.high - self.low).expect("it is bounded");
        let check = self.members[0];
        function.set_op(check, Op::Check(address, length, exit));
        body.extend([offset, address, check]);
    }
}
