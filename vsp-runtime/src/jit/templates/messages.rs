//! Templates that talk to the host through a helper of their own.

use super::Templates;
use super::assembler::{Argument, Assembler, Condition, Flag, Place, Scratch, Shift, Type};
use super::flags::rho;
use Scratch::{A, B};
use vsp_isa::abi::{Exit, Helper};
use vsp_isa::{Reg, TrapKind};

impl<P: Assembler> Templates<'_, P> {
    /// Calls a helper that talks to the host, and traps if the host failed.
    fn ask(&mut self, helper: Helper, arguments: &[Argument]) {
        self.settle_flags();
        self.asm.call(helper, arguments);
        // `HOST_FAILED` is the sign of 32 bits.
        self.asm.extend(A, Type::I32);
        self.asm.compare_number(A, 0);
        let failed = self.cold_exit(Exit::Trapped(TrapKind::HostError), self.pc);
        self.asm.jump_if(Condition::Less, failed);
    }

    pub(super) fn read_sensor(&mut self, a: Reg) {
        self.ask(Helper::sense, &[Argument::Context, number(a)]);
        self.asm.store(A, Type::U16, Place::Context(rho(a)));
        self.asm.copy(B, A);
        self.asm.shift(Shift::Right, B, 16);
        self.asm.store_flag(Flag::Zero, B);
    }

    pub(super) fn drive_actuator(&mut self, a: Reg) {
        self.ask(Helper::act, &[Argument::Context, number(a), content(a)]);
    }

    pub(super) fn read_port(&mut self, a: Reg, port: u8) {
        self.ask(Helper::read_port, &[Argument::Context, Argument::Number(port.into())]);
        self.asm.store(A, Type::U16, Place::Context(rho(a)));
    }

    pub(super) fn write_port(&mut self, a: Reg, port: u8) {
        self.ask(Helper::write_port, &[Argument::Context, Argument::Number(port.into()), content(a)]);
    }

    /// LERP and SLERP.
    pub(super) fn interpolate(&mut self, helper: Helper, a: Reg, b: Reg, t: u8) {
        self.before_writing(a, 1);
        self.asm.call(helper, &[content(a), content(b), Argument::Number(t.into())]);
        self.asm.store(A, Type::U16, Place::Context(rho(a)));
    }
}

/// A register's number as an argument.
fn number(reg: Reg) -> Argument {
    Argument::Number(reg.index() as u32)
}

/// A register's cell as an argument.
fn content(reg: Reg) -> Argument {
    Argument::Field(Type::U16, rho(reg))
}
