//! Jumps, calls, returns and stops.

use super::{Done, Next, Step};
use vsp_isa::abi::Exit;
use vsp_isa::{Branch, Flags, Reg, Test, TrapKind};

impl Step<'_> {
    pub(super) fn halt(&mut self) -> Done {
        self.set_flag(Flags::HALT, true);
        Ok(Next::Stop(Exit::Halted))
    }

    pub(super) fn return_to_caller(&mut self) -> Done {
        Ok(self.machine.pop_call().map_or(Next::Stop(Exit::Returned), Next::To))
    }

    pub(super) fn pause(&mut self) -> Done {
        Ok(if self.host.yields() { Next::Stop(Exit::Yielded) } else { Next::On })
    }

    pub(super) fn call_subroutine(&mut self, target: u32) -> Done {
        self.machine.push_call(self.next).ok_or(TrapKind::CallStackOverflow)?;
        Ok(Next::To(target))
    }

    #[inline]
    pub(super) fn jump_if(&self, condition: bool, target: u32) -> Done {
        Ok(if condition { Next::To(target) } else { Next::On })
    }

    pub(super) fn jump_if_flag(&self, flag: Flags, target: u32) -> Done {
        self.jump_if(self.machine.flags().contains(flag), target)
    }

    /// JZ and JN: tests a flag, or a register's rho.
    #[inline]
    pub(super) fn branch(&self, branch: Branch, flag: Flags, test: fn(i8) -> bool) -> Done {
        let condition = match branch.test() {
            Test::Flag => self.machine.flags().contains(flag),
            Test::Register(reg) => test(self.cell(reg).rho),
        };
        self.jump_if(condition, branch.target())
    }

    pub(super) fn count_down(&mut self, target: u32) -> Done {
        let mut counter = self.cell(Reg::RC);
        if counter.rho <= -8 {
            return Ok(Next::On);
        }
        counter.rho -= 1;
        self.machine.context.registers.set(Reg::RC, counter);
        Ok(Next::To(target))
    }
}
