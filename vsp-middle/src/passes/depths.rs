//! One look at the depth of a stack for several pushes or pops in a block.
//!
//! As with accesses of memory, the first guard covers them all. Where it fails the runtime goes on from the first instruction, and traps
//! where the program does.

use super::addresses::Address;
use super::cover::{inexact, put_groups};
use crate::{Binary, Exit, Fixed, Function, Graph, Op, Type, Unary, Value};
use vsp_isa::abi::Exit as Reason;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    for &block in graph.order() {
        let looks = |value: &Value| matches!(function.op(*value), Op::Guard(..));
        if function.blocks[block.index()].body.iter().filter(|&value| looks(value)).count() < 2 {
            continue;
        }
        let groups = groups(function, &function.blocks[block.index()].body);
        put_groups(function, block, &groups, |group| &group.members, Group::put);
    }
}

/// What a guard looks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    /// It leaves unless a depth is below this.
    Below(Fixed),
    /// It leaves if a depth is 0.
    Above0,
}

/// Guards of one depth, in order.
struct Group {
    limit: Limit,
    base: Value,
    /// Of the depths, which are so far from the base, the one nearest to the limit.
    offset: i64,
    exit: Exit,
    members: Vec<Value>,
}

/// The limit that a condition looks at, and the depth.
fn limit(function: &Function, condition: Value) -> Option<(Limit, Value)> {
    match function.op(condition) {
        Op::Unary(Unary::Not, fits) => match function.op(fits) {
            Op::Binary(Binary::Ult, depth, limit) => match function.op(limit) {
                Op::Fixed(limit @ (Fixed::StackLimit | Fixed::CallLimit)) => {
                    Some((Limit::Below(limit), depth))
                }
                _ => None,
            },
            _ => None,
        },
        Op::Binary(Binary::Eq, depth, zero) if function.constant(zero) == Some(0) => {
            Some((Limit::Above0, depth))
        }
        _ => None,
    }
}

/// The groups of two and more among the guards of a block.
fn groups(function: &Function, body: &[Value]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for &value in body {
        let Op::Guard(condition, exit) = function.op(value) else { continue };
        let Some((limit, depth)) = limit(function, condition) else { continue };
        let Address { base: Some(base), offset } = Address::of(function, depth) else { continue };
        if let Some(group) = groups.iter_mut().find(|group| group.limit == limit && group.base == base) {
            group.offset = match limit {
                Limit::Below(_) => group.offset.max(offset),
                Limit::Above0 => group.offset.min(offset),
            };
            group.members.push(value);
        } else if is_trap(function, exit) {
            groups.push(Group { limit, base, offset, exit, members: vec![value] });
        }
    }
    groups.retain(|group| group.members.len() > 1);
    groups
}

/// Whether an exit is a trap of the instruction that it stands at, so that this may as well be executed.
fn is_trap(function: &Function, exit: Exit) -> bool {
    matches!(function.exits[exit.index()].reason, Reason::Trapped(_))
}

impl Group {
    /// Puts the guard that covers all into a block, for the first of them. Depths and limits are far from where numbers come round.
    fn put(&self, function: &mut Function, body: &mut Vec<Value>) {
        let mut make = |op, kind| {
            let value = function.make(op, kind);
            body.push(value);
            value
        };
        let condition = match self.limit {
            Limit::Below(limit) => {
                let offset = make(Op::Const(self.offset), Type::I32);
                let depth = make(Op::Binary(Binary::Add, self.base, offset), Type::I32);
                let limit = make(Op::Fixed(limit), Type::I32);
                let fits = make(Op::Binary(Binary::Ult, depth, limit), Type::Bool);
                make(Op::Unary(Unary::Not, fits), Type::Bool)
            }
            Limit::Above0 => {
                let needed = make(Op::Const(1 - self.offset), Type::I32);
                make(Op::Binary(Binary::Lt, self.base, needed), Type::Bool)
            }
        };
        let exit = inexact(function, self.exit);
        let guard = self.members[0];
        function.set_op(guard, Op::Guard(condition, exit));
        body.push(guard);
    }
}
