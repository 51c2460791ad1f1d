//! Jumps, calls, returns and stops.

use crate::emitter::Emitter;
use crate::flags::Flag;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, types};
use vsp_isa::abi::{Exit, offset};
use vsp_isa::visit::Control;
use vsp_isa::{Branch, Cell, Flags, Reg, Test, TrapKind};

impl Control for Emitter<'_> {
    fn nop(&mut self) {}

    fn hlt(&mut self) {
        self.set_rare_flag(Flags::HALT);
        self.exit(Exit::Halted, self.next);
    }

    fn ret(&mut self) {
        let trusted = MemFlagsData::trusted();
        let depth = self.b.ins().load(types::I32, trusted, self.context, offset::CALL_DEPTH);
        let empty = self.b.ins().icmp_imm_u(IntCC::Equal, depth, 0);
        self.exit_if(empty, Exit::Returned, self.next);
        let less = self.b.ins().iadd_imm_s(depth, -1);
        self.b.ins().store(trusted, less, self.context, offset::CALL_DEPTH);
        let calls = self.fixed_field(types::I64, offset::CALLS);
        let wide = self.b.ins().uextend(types::I64, less);
        let bytes = self.b.ins().ishl_imm_u(wide, 2);
        let slot = self.b.ins().iadd(calls, bytes);
        let address = self.b.ins().load(types::I32, trusted, slot, 0);
        self.return_to(address);
    }

    fn yield_(&mut self) {
        self.execute();
    }

    fn jmp(&mut self, target: u32) {
        self.goto(target);
    }

    fn jz(&mut self, branch: Branch) {
        self.test_and_branch(branch, Flag::Zero, IntCC::Equal);
    }

    fn jn(&mut self, branch: Branch) {
        self.test_and_branch(branch, Flag::Negative, IntCC::SignedLessThan);
    }

    fn jc(&mut self, target: u32) {
        self.branch_on_flag(Flag::Collapse, target);
    }

    fn jo(&mut self, target: u32) {
        self.branch_on_flag(Flag::Overflow, target);
    }

    fn call(&mut self, target: u32) {
        let trusted = MemFlagsData::trusted();
        let depth = self.b.ins().load(types::I32, trusted, self.context, offset::CALL_DEPTH);
        let limit = self.fixed_field(types::I32, offset::CALL_LIMIT);
        let full = self.b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, depth, limit);
        self.trap_if(full, TrapKind::CallStackOverflow);
        let calls = self.fixed_field(types::I64, offset::CALLS);
        let wide = self.b.ins().uextend(types::I64, depth);
        let bytes = self.b.ins().ishl_imm_u(wide, 2);
        let slot = self.b.ins().iadd(calls, bytes);
        let next = self.constant(self.next as i32);
        self.b.ins().store(trusted, next, slot, 0);
        let deeper = self.b.ins().iadd_imm_s(depth, 1);
        self.b.ins().store(trusted, deeper, self.context, offset::CALL_DEPTH);
        self.goto_called(target);
    }

    fn loop_(&mut self, target: u32) {
        let rho = self.regs.rho(&mut self.b, Reg::RC);
        let more = self.b.ins().icmp_imm_s(IntCC::SignedGreaterThan, rho, i64::from(Cell::LEAST_RHO));
        let one = self.b.ins().uextend(types::I32, more);
        let less = self.b.ins().isub(rho, one);
        self.regs.set_rho(&mut self.b, Reg::RC, less);
        self.branch(more, target);
    }
}

impl Emitter<'_> {
    /// Sets a flag that lives in the context only.
    pub(super) fn set_rare_flag(&mut self, flag: Flags) {
        let trusted = MemFlagsData::trusted();
        let byte = self.b.ins().load(types::I8, trusted, self.context, offset::FLAGS);
        let byte = self.b.ins().bor_imm_u(byte, i64::from(flag.bits()));
        self.b.ins().store(trusted, byte, self.context, offset::FLAGS);
    }

    /// JZ and JN: `condition` is how a register's rho compares with 0, `flag` what the flag form tests.
    pub(super) fn test_and_branch(&mut self, branch: Branch, flag: Flag, condition: IntCC) {
        let taken = match branch.test() {
            Test::Flag => self.flags.get(&mut self.b, flag),
            Test::Register(reg) => {
                let rho = self.regs.rho(&mut self.b, reg);
                self.b.ins().icmp_imm_s(condition, rho, 0)
            }
        };
        self.branch(taken, branch.target());
    }

    pub(super) fn branch_on_flag(&mut self, flag: Flag, target: u32) {
        let taken = self.flags.get(&mut self.b, flag);
        self.branch(taken, target);
    }
}
