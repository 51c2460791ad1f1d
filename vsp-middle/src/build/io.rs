//! Input, output and messages.

use super::Builder;
use crate::{Binary, Flag, HostCall, Op, Type, Unary, Value};
use vsp_isa::visit::Io;
use vsp_isa::{Reg, TrapKind};

/// Where SENSE's answer has Z.
const AT_END: i64 = 1 << 16;

impl Io for Builder<'_> {
    fn in_(&mut self, a: Reg, port: u8) {
        let answer = self.ask(HostCall::ReadPort, port, None);
        let cell = self.unary(Unary::Low, answer);
        self.set_cell(a, cell);
    }

    fn out(&mut self, a: Reg, port: u8) {
        let cell = self.cell(a);
        self.ask(HostCall::WritePort, port, Some(cell));
    }

    fn sense(&mut self, a: Reg) {
        let answer = self.ask(HostCall::Sense, a.index() as u8, None);
        let cell = self.unary(Unary::Low, answer);
        self.set_cell(a, cell);
        let at_end = self.with(Binary::And, answer, AT_END);
        let at_end = self.with(Binary::Ne, at_end, 0);
        self.set_flag(Flag::Zero, at_end);
    }

    fn act(&mut self, a: Reg) {
        let cell = self.cell(a);
        self.ask(HostCall::Act, a.index() as u8, Some(cell));
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

impl Builder<'_> {
    /// The host's answer; where it fails, the current instruction traps.
    fn ask(&mut self, call: HostCall, number: u8, cell: Option<Value>) -> Value {
        let answer = self.function.append(self.block, Op::Host(call, number, cell), Type::I32);
        // `HOST_FAILED` is the sign.
        let failed = self.with(Binary::Lt, answer, 0);
        self.trap_if(failed, TrapKind::HostError);
        answer
    }
}
