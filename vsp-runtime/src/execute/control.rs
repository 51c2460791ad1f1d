//! Jumps, calls, returns and stops.

use super::{Done, Next, Step};
use vsp_isa::abi::Exit;
use vsp_isa::visit::Control;
use vsp_isa::{Branch, Flags, Reg, Test, TrapKind};

impl Control for Step<'_> {
    fn nop(&mut self) -> Done {
        Ok(Next::On)
    }

    fn hlt(&mut self) -> Done {
        self.set_flag(Flags::HALT, true);
        Ok(Next::Stop(Exit::Halted))
    }

    fn ret(&mut self) -> Done {
        Ok(self.machine.pop_call().map_or(Next::Stop(Exit::Returned), Next::To))
    }

    fn yield_(&mut self) -> Done {
        Ok(if self.host.yields() { Next::Stop(Exit::Yielded) } else { Next::On })
    }

    fn jmp(&mut self, target: u32) -> Done {
        Ok(Next::To(target))
    }

    fn jz(&mut self, branch: Branch) -> Done {
        self.branch(branch, Flags::ZERO, |rho| rho == 0)
    }

    fn jn(&mut self, branch: Branch) -> Done {
        self.branch(branch, Flags::NEGATIVE, |rho| rho < 0)
    }

    fn jc(&mut self, target: u32) -> Done {
        self.jump_if(self.machine.flags().contains(Flags::COLLAPSE), target)
    }

    fn jo(&mut self, target: u32) -> Done {
        self.jump_if(self.machine.flags().contains(Flags::OVERFLOW), target)
    }

    fn call(&mut self, target: u32) -> Done {
        self.machine.push_call(self.next).ok_or(TrapKind::CallStackOverflow)?;
        Ok(Next::To(target))
    }

    fn loop_(&mut self, target: u32) -> Done {
        let mut counter = self.cell(Reg::RC);
        if counter.rho <= -8 {
            return Ok(Next::On);
        }
        counter.rho -= 1;
        self.machine.context.registers.set(Reg::RC, counter);
        Ok(Next::To(target))
    }
}

impl Step<'_> {
    #[inline]
    fn jump_if(&self, condition: bool, target: u32) -> Done {
        Ok(if condition { Next::To(target) } else { Next::On })
    }

    /// JZ and JN: tests a flag, or a register's rho.
    #[inline]
    fn branch(&self, branch: Branch, flag: Flags, test: fn(i8) -> bool) -> Done {
        let condition = match branch.test() {
            Test::Flag => self.machine.flags().contains(flag),
            Test::Register(reg) => test(self.cell(reg).rho),
        };
        self.jump_if(condition, branch.target())
    }
}
