//! Jumps, calls, returns and stops.

use super::Builder;
use crate::{Binary, Edge, ExitData, Flag, Op, Pc, Terminator, Type, Unary, Value};
use vsp_isa::abi::Exit as Reason;
use vsp_isa::flow::Unit;
use vsp_isa::visit::Control;
use vsp_isa::{Branch, Cell, Reg, Test, TrapKind};

impl Control for Builder<'_> {
    fn nop(&mut self) {}

    fn hlt(&mut self) {
        let halt = self.constant(Type::Bool, 1);
        self.set_flag(Flag::Halt, halt);
        self.leave(Reason::Halted, self.next);
    }

    fn ret(&mut self) {
        let depth = self.get(self.locations.call_depth());
        let empty = self.with(Binary::Eq, depth, 0);
        self.leave_if(empty, Reason::Returned, self.next);
        let less = self.with(Binary::Add, depth, -1);
        self.set(self.locations.call_depth(), less);
        let address = self.function.append(self.block, Op::LoadCall(less), Type::I32);
        self.sync();
        let to = self.return_block();
        let args = self.function.list([address]);
        self.end(Terminator::Jump(Edge { to, args }));
    }

    fn yield_(&mut self) {
        self.execute();
    }

    fn jmp(&mut self, target: u32) {
        self.goto(target);
    }

    fn jz(&mut self, branch: Branch) {
        self.test_and_branch(branch, Flag::Zero, Binary::Eq);
    }

    fn jn(&mut self, branch: Branch) {
        self.test_and_branch(branch, Flag::Negative, Binary::Lt);
    }

    fn jc(&mut self, target: u32) {
        let taken = self.flag(Flag::Collapse);
        self.branch(taken, target);
    }

    fn jo(&mut self, target: u32) {
        let taken = self.flag(Flag::Overflow);
        self.branch(taken, target);
    }

    fn call(&mut self, target: u32) {
        let depth = self.get(self.locations.call_depth());
        let limit = self.function.append(self.block, Op::Fixed(crate::Fixed::CallLimit), Type::I32);
        let fits = self.binary(Binary::Ult, depth, limit);
        let full = self.unary(Unary::Not, fits);
        self.trap_if(full, TrapKind::CallStackOverflow);
        let next = self.number(self.next as i32);
        self.effect(Op::StoreCall(depth, next));
        let deeper = self.with(Binary::Add, depth, 1);
        self.set(self.locations.call_depth(), deeper);
        match self.block_at(Unit { address: target, mode: self.mode }) {
            Some(to) => {
                self.sync();
                self.end(Terminator::Jump(Edge::to(to)));
            }
            None => self.leave(Reason::Dispatch, target),
        }
    }

    fn loop_(&mut self, target: u32) {
        let (rho, theta) = (self.rho(Reg::RC), self.theta(Reg::RC));
        let least = self.number(Cell::LEAST_RHO.into());
        let more = self.binary(Binary::Lt, least, rho);
        let one = self.unary(Unary::Zext, more);
        let less = self.binary(Binary::Sub, rho, one);
        self.set_halves(Reg::RC, less, theta);
        self.branch(more, target);
    }
}

impl Builder<'_> {
    /// JZ and JN: `condition` is how a register's rho compares with 0, `flag` what the flag form tests.
    fn test_and_branch(&mut self, branch: Branch, flag: Flag, condition: Binary) {
        let taken = match branch.test() {
            Test::Flag => self.flag(flag),
            Test::Register(reg) => {
                let rho = self.rho(reg);
                self.with(condition, rho, 0)
            }
        };
        self.branch(taken, branch.target());
    }

    /// The block that goes to the return address that it is given, in the current mode, with all state in the context.
    fn return_block(&mut self) -> crate::Block {
        let slot = usize::from(self.mode.code());
        if let Some(block) = self.returns[slot] {
            return block;
        }
        let block = self.add_block(None);
        self.returns[slot] = Some(block);
        let address = self.function.add_param(block, Type::I32);
        let mut cases = Vec::new();
        for &site in self.region.return_sites() {
            if let Some(to) = self.block_at(Unit { address: site, mode: self.mode }) {
                cases.push((site, Edge::to(to)));
            }
        }
        let elsewhere = self.elsewhere(address);
        self.function.blocks[block.index()].end = if cases.is_empty() {
            Terminator::Jump(Edge::to(elsewhere))
        } else {
            Terminator::Switch(address, cases, Edge::to(elsewhere))
        };
        block
    }

    /// A block that leaves for an address that only a run knows, in the current mode, with all state in the context.
    fn elsewhere(&mut self, address: Value) -> crate::Block {
        let block = self.add_block(None);
        let states = self.function.states([]);
        let exit = ExitData { reason: Reason::Dispatch, pc: Pc::Is(address), mode: self.mode, states };
        let exit = self.function.add_exit(exit);
        self.function.blocks[block.index()].end = Terminator::Leave(exit);
        block
    }
}
