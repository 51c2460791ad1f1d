//! Jumps, calls, returns and stops.

use crate::assembler::Register::A;
use crate::assembler::{Alu, Assembler, Condition, Flag, Place, Type};
use crate::cache::Arrival;
use crate::comparisons::Compared;
use crate::compile::Templates;
use crate::flags::rho;
use crate::label::Label;
use vsp_isa::abi::{Exit, offset};
use vsp_isa::flow::BlockVersion;
use vsp_isa::visit::Control;
use vsp_isa::{Branch, Cell, Flags, Reg, Test, TrapKind};

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
        self.before_edge();
        self.emit_return();
    }

    fn yield_(&mut self) {
        self.execute();
    }

    fn jmp(&mut self, target: u32) {
        match self.version_at(target) {
            // What has no code yet comes next.
            Some(version) if self.versions.is_missing(version) => self.next = target,
            Some(_) | None => self.goto(target),
        }
    }

    fn jz(&mut self, branch: Branch) {
        let fresh = match self.fresh {
            Compared::Integers | Compared::Bits => Some(Condition::Equal),
            Compared::Nothing | Compared::Floats => None,
        };
        self.branch(branch, Flag::Zero, fresh, Condition::Equal);
    }

    fn jn(&mut self, branch: Branch) {
        let fresh = match self.fresh {
            Compared::Integers => Some(Condition::Less),
            Compared::Floats => Some(Condition::FloatLess),
            Compared::Nothing | Compared::Bits => None,
        };
        self.branch(branch, Flag::Negative, fresh, Condition::Less);
    }

    fn jc(&mut self, target: u32) {
        self.settle_flags();
        self.before_edge();
        self.asm.load(A, Type::U8, STATUS);
        self.asm.alu_number(Alu::And, A, Flags::COLLAPSE.bits().into());
        self.asm.compare_number(Type::U8, A, 0);
        self.goto_if(Condition::NotEqual, target);
    }

    fn jo(&mut self, target: u32) {
        self.settle_flags();
        self.before_edge();
        self.asm.test_flag(Flag::Overflow);
        self.goto_if(Condition::NotEqual, target);
    }

    fn call(&mut self, target: u32) {
        self.settle_flags();
        self.before_edge();
        let full = self.slow_exit(Exit::Trapped(TrapKind::CallStackOverflow), self.pc);
        self.asm.push_call(self.next, full);
        match self.version_at(target) {
            Some(callee) => self.emit_call(callee),
            None => self.goto(target),
        }
    }

    fn loop_(&mut self, target: u32) {
        self.settle_flags();
        self.release_cells(Reg::RC, 1);
        self.before_edge();
        let counter = Place::Context(rho(Reg::RC));
        self.asm.load(A, Type::I8, counter);
        self.asm.compare_number(Type::I8, A, Cell::NULL.rho.into());
        let done = self.asm.skip_if(Condition::LessOrEqual);
        self.asm.alu_number(Alu::Add, A, -1);
        self.asm.store(A, Type::U8, counter);
        let label = self.way_to(target);
        self.asm.jump(label);
        self.asm.land(done);
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// Goes to a place in the current mode.
    pub(super) fn goto(&mut self, address: u32) {
        self.settle_flags();
        self.before_edge();
        match self.version_at(address) {
            Some(version) => {
                let fitting = self.fitting(version, self.cache.sets.arrival());
                self.go_on_at(version, fitting);
            }
            None => {
                let label = self.past_the_end(address);
                self.asm.jump(label);
                self.ended = true;
            }
        }
    }

    /// Goes to a block version that may begin with an arrival. [`before_edge`](Self::before_edge) must have been called.
    fn go_on_at(&mut self, version: BlockVersion, arrival: Arrival) {
        let from = self.cache.sets.arrival();
        let to = self.want(version, arrival);
        self.adapt(from, to, version.mode);
        self.asm.jump(Label::Version(version));
        self.ended = true;
    }

    /// Goes to a place under a condition, and otherwise to the next instruction. [`before_edge`](Self::before_edge) must have been
    /// called.
    fn goto_if(&mut self, condition: Condition, address: u32) {
        let label = self.way_to(address);
        self.asm.jump_if(condition, label);
    }

    /// JZ and JN, which test a flag or a register's rho. If the processor has just compared what the flag says, it is tested by
    /// that condition.
    fn branch(&mut self, branch: Branch, flag: Flag, fresh: Option<Condition>, of_rho: Condition) {
        match (branch.test(), fresh) {
            (Test::Flag, _) if self.selects(flag, branch.target()) => {}
            (Test::Flag, Some(condition)) => match self.jump_branched_over(branch.target()) {
                Some(target) if condition == Condition::Equal => {
                    self.goto_if(Condition::NotEqual, target);
                    self.branched_by = None;
                    self.next = branch.target();
                }
                Some(_) | None => {
                    self.goto_if(condition, branch.target());
                    self.set_flags_past_branch();
                }
            },
            (Test::Flag, None) => {
                self.settle_flags();
                self.before_edge();
                let (set, _) = self.test_flag(flag);
                self.goto_if(set, branch.target());
            }
            (Test::Register(reg), _) => {
                self.settle_flags();
                self.before_edge();
                self.store_cells(reg, 1);
                self.asm.load(A, Type::I8, Place::Context(rho(reg)));
                self.asm.compare_number(Type::I8, A, 0);
                self.goto_if(of_rho, branch.target());
            }
        }
    }
}
