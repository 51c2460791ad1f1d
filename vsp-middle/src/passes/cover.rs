//! One check for several accesses near each other: the first of a block's checks of places around one address covers them all.
//!
//! Where it fails it is not said which access is outside, and what comes before that has to be done: there the runtime goes on from the
//! first access, and traps where the program does.

use super::addresses::Address;
use crate::{Binary, Exit, ExitData, Function, Graph, Op, Type, Value};
use vsp_isa::abi::Exit as Reason;

/// How many bytes a check covers at most.
const MOST: i64 = 128;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    for &block in graph.order() {
        let body = core::mem::take(&mut function.blocks[block.index()].body);
        let groups = groups(function, &body);
        let mut covered = Vec::with_capacity(body.len());
        for value in body {
            match groups.iter().find(|group| group.members.contains(&value)) {
                Some(group) if group.members[0] == value => group.put(function, &mut covered),
                Some(_) => {}
                None => covered.push(value),
            }
        }
        function.blocks[block.index()].body = covered;
    }
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
        let before = function.exits[self.exit.index()];
        let exit = function.add_exit(ExitData { reason: Reason::Dispatch, ..before });
        let length = u8::try_from(self.high - self.low).expect("it is bounded");
        let check = self.members[0];
        function.set_op(check, Op::Check(address, length, exit));
        body.extend([offset, address, check]);
    }
}
