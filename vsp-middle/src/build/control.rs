//! Jumps, calls, returns and stops.

use super::Builder;
use crate::{Binary, Block, Edge, ExitData, Flag, Op, Pc, Terminator, Type, Unary, Value};
use vsp_isa::abi::Exit as Reason;
use vsp_isa::flow::BlockVersion;
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
        let sites = self.calls.returns(self.piece).to_vec();
        if sites.is_empty() {
            self.sync();
        }
        let to = self.return_block(sites);
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
        match self.block_at(BlockVersion { address: target, mode: self.mode }) {
            Some(to) => {
                if self.calls.has_function(target) {
                    self.function.blocks[to.index()].is_called = true;
                } else {
                    self.sync();
                }
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

    /// The block that goes to the return address that it is given, in the current mode: to one of these sites with values. Without
    /// sites it finds all state in the context, and goes to those that expect it there.
    fn return_block(&mut self, sites: Vec<u32>) -> Block {
        let known = self.returns.iter().find(|known| (&known.0, known.1) == (&sites, self.mode));
        if let Some(&(_, _, block)) = known {
            return block;
        }
        let block = self.add_block(None);
        self.returns.push((sites.clone(), self.mode, block));
        let address = self.function.add_param(block, Type::I32);
        let hands_on = !sites.is_empty();
        let sites = if hands_on { sites } else { self.plain_sites() };
        let mut cases = Vec::new();
        for site in sites {
            if let Some(to) = self.block_at(BlockVersion { address: site, mode: self.mode }) {
                self.function.blocks[to.index()].is_called |= hands_on;
                cases.push((site, Edge::to(to)));
            }
        }
        let other = if hands_on { self.return_plainly(address) } else { self.elsewhere(address) };
        self.function.blocks[block.index()].end = if cases.is_empty() {
            Terminator::Jump(Edge::to(other))
        } else {
            Terminator::Switch(address, cases, Edge::to(other))
        };
        block
    }

    /// The return sites that expect all state in the context.
    fn plain_sites(&self) -> Vec<u32> {
        self.region.return_sites().iter().copied().filter(|&site| !self.calls.has_site(site)).collect()
    }

    /// A block that stores what the context lacks, and goes to the return address.
    fn return_plainly(&mut self, address: Value) -> Block {
        let block = self.add_block(None);
        let before = (self.block, core::mem::take(&mut self.constants));
        self.block = block;
        self.sync();
        let to = self.return_block(Vec::new());
        let args = self.function.list([address]);
        self.end(Terminator::Jump(Edge { to, args }));
        (self.block, self.constants) = before;
        block
    }

    /// A block that leaves for an address that only a run knows, in the current mode, with all state in the context.
    fn elsewhere(&mut self, address: Value) -> Block {
        let block = self.add_block(None);
        let states = self.function.states([]);
        let exit = ExitData { reason: Reason::Dispatch, pc: Pc::Is(address), mode: self.mode, states };
        let exit = self.function.add_exit(exit);
        self.function.blocks[block.index()].end = Terminator::Leave(exit);
        block
    }
}
