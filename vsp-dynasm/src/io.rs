//! Input, output and messages.

use crate::assembler::Register::{A, B};
use crate::assembler::{Argument, Assembler, Condition, Flag, Place, Shift, Type};
use crate::compile::Templates;
use crate::flags::rho;
use vsp_isa::abi::{Exit, Helper};
use vsp_isa::visit::Io;
use vsp_isa::{Reg, TrapKind};

impl<P: Assembler> Io for Templates<'_, P> {
    fn in_(&mut self, a: Reg, port: u8) {
        self.ask(Helper::read_port, &[Argument::Context, Argument::Number(port.into())]);
        self.asm.store(A, Type::U16, Place::Context(rho(a)));
    }

    fn out(&mut self, a: Reg, port: u8) {
        self.ask(Helper::write_port, &[Argument::Context, Argument::Number(port.into()), content(a)]);
    }

    fn sense(&mut self, a: Reg) {
        self.ask(Helper::sense, &[Argument::Context, number(a)]);
        self.asm.store(A, Type::U16, Place::Context(rho(a)));
        self.asm.copy(B, A);
        self.asm.shift(Shift::Right, B, 16);
        self.asm.store_flag(Flag::Zero, B);
    }

    fn act(&mut self, a: Reg) {
        self.ask(Helper::act, &[Argument::Context, number(a), content(a)]);
    }

    fn sync(&mut self, _node: u8) {
        self.execute();
    }

    fn broadcast(&mut self, _channel: u32) {
        self.execute();
    }

    fn receive(&mut self, _channel: u32) {
        self.execute();
    }

    fn entangle(&mut self, _a: Reg, _node: u8) {
        self.execute();
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// Calls a helper that talks to the host, and traps if the host failed.
    fn ask(&mut self, helper: Helper, arguments: &[Argument]) {
        self.settle_flags();
        self.asm.call(helper, arguments);
        // `HOST_FAILED` is the sign of 32 bits.
        self.asm.extend(A, A, Type::I32);
        self.asm.compare_number(Type::I32, A, 0);
        let failed = self.slow_exit(Exit::Trapped(TrapKind::HostError), self.pc);
        self.asm.jump_if(Condition::Less, failed);
    }
}

/// A register's number as an argument.
fn number(reg: Reg) -> Argument {
    Argument::Number(reg.index() as u32)
}

/// A register's cell as an argument.
pub(super) fn content(reg: Reg) -> Argument {
    Argument::Field(Type::U16, rho(reg))
}
