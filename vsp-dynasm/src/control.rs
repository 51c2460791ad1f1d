//! Jumps, calls, returns and stops.

use crate::assembler::Scratch::{A, B, C};
use crate::assembler::{Alu, Assembler, Condition, Flag, Place, Type};
use crate::compile::Templates;
use crate::flags::rho;
use crate::label::Label;
use vsp_isa::abi::{Exit, offset};
use vsp_isa::flow::Unit;
use vsp_isa::visit::Control;
use vsp_isa::{Branch, Cell, Flags, Reg, Test, TrapKind};

const CALLS: Place = Place::Context(offset::CALLS as u8);
const CALL_DEPTH: Place = Place::Context(offset::CALL_DEPTH as u8);
const CALL_LIMIT: Place = Place::Context(offset::CALL_LIMIT as u8);
const STATUS: Place = Place::Context(offset::FLAGS as u8);

impl<P: Assembler> Control for Templates<'_, P> {
    fn nop(&mut self) {}

    fn hlt(&mut self) {
        self.settle_flags();
        self.asm.load(A, Type::U8, STATUS);
        self.asm.alu_number(Alu::Or, A, Flags::HALT.bits().into());
        self.asm.store(A, Type::U8, STATUS);
        self.leave(Exit::Halted, self.next);
    }

    fn ret(&mut self) {
        self.settle_flags();
        self.want_return_sites();
        self.asm.load(B, Type::U32, CALL_DEPTH);
        self.asm.compare_number(B, 0);
        let returned = self.cold_exit(Exit::Returned, self.next);
        self.asm.jump_if(Condition::Equal, returned);
        self.asm.alu_number(Alu::Add, B, -1);
        self.asm.store(B, Type::U32, CALL_DEPTH);
        self.asm.load(C, Type::U64, CALLS);
        self.asm.load(A, Type::U32, Place::Item(C, B));
        self.asm.jump(Label::Dispatch(self.mode.code()));
        self.ended = true;
    }

    fn yield_(&mut self) {
        self.execute();
    }

    fn jmp(&mut self, target: u32) {
        self.goto(target);
    }

    fn jz(&mut self, branch: Branch) {
        self.branch(branch, Flag::Zero, Condition::Equal);
    }

    fn jn(&mut self, branch: Branch) {
        self.branch(branch, Flag::Negative, Condition::Less);
    }

    fn jc(&mut self, target: u32) {
        self.settle_flags();
        self.asm.load(A, Type::U8, STATUS);
        self.asm.alu_number(Alu::And, A, Flags::COLLAPSE.bits().into());
        self.asm.compare_number(A, 0);
        self.goto_if(Condition::NotEqual, target);
    }

    fn jo(&mut self, target: u32) {
        self.settle_flags();
        self.asm.test_flag(Flag::Overflow);
        self.goto_if(Condition::NotEqual, target);
    }

    fn call(&mut self, target: u32) {
        self.settle_flags();
        self.asm.load(A, Type::U32, CALL_DEPTH);
        self.asm.load(B, Type::U32, CALL_LIMIT);
        self.asm.compare(A, B);
        let full = self.cold_exit(Exit::Trapped(TrapKind::CallStackOverflow), self.pc);
        self.asm.jump_if(Condition::AboveOrEqual, full);
        self.asm.load(B, Type::U64, CALLS);
        self.asm.number(C, self.next.into());
        self.asm.store(C, Type::U32, Place::Item(B, A));
        self.asm.alu_number(Alu::Add, A, 1);
        self.asm.store(A, Type::U32, CALL_DEPTH);
        self.goto(target);
    }

    fn loop_(&mut self, target: u32) {
        self.settle_flags();
        let counter = Place::Context(rho(Reg::RC));
        self.asm.load(A, Type::I8, counter);
        self.asm.compare_number(A, Cell::NULL.rho.into());
        let done = self.asm.skip_if(Condition::LessOrEqual);
        self.asm.alu_number(Alu::Add, A, -1);
        self.asm.store(A, Type::U8, counter);
        let label = self.label(target);
        self.asm.jump(label);
        self.asm.land(done);
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// The label of a place in the current mode. Past the end of the code there is only a trap.
    fn label(&mut self, address: u32) -> Label {
        if address as usize >= self.image.code.len() {
            return self.cold_exit(Exit::Trapped(TrapKind::PcOutOfBounds), address);
        }
        let unit = Unit { address, mode: self.mode };
        self.units.want(unit);
        Label::Unit(unit)
    }

    /// Goes to a place in the current mode.
    pub(super) fn goto(&mut self, address: u32) {
        self.settle_flags();
        let label = self.label(address);
        self.asm.jump(label);
        self.ended = true;
    }

    /// Goes to a place under a condition, and else to the next instruction.
    fn goto_if(&mut self, condition: Condition, address: u32) {
        let label = self.label(address);
        self.asm.jump_if(condition, label);
    }

    /// JZ and JN, which test a flag or a register's rho.
    pub(super) fn branch(&mut self, branch: Branch, flag: Flag, condition: Condition) {
        self.settle_flags();
        match branch.test() {
            Test::Flag => {
                self.asm.test_flag(flag);
                self.goto_if(Condition::NotEqual, branch.target());
            }
            Test::Register(reg) => {
                self.asm.load(A, Type::I8, Place::Context(rho(reg)));
                self.asm.compare_number(A, 0);
                self.goto_if(condition, branch.target());
            }
        }
    }

    /// A RET runs in this mode: it can go to every return site.
    fn want_return_sites(&mut self) {
        let bit = 1 << self.mode.code();
        if self.returning & bit == 0 {
            self.returning |= bit;
            let end = self.image.code.len();
            for &address in self.reach.return_sites().iter().filter(|&&site| (site as usize) < end) {
                self.units.want(Unit { address, mode: self.mode });
            }
        }
    }
}
