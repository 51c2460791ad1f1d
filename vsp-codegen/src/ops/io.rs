//! Input, output and messages.

use crate::emitter::Emitter;
use crate::flags::Flag;
use cranelift_codegen::ir::{InstBuilder, types};
use vsp_isa::Reg;
use vsp_isa::abi::Helper;
use vsp_isa::visit::Io;

impl Io for Emitter<'_> {
    fn in_(&mut self, a: Reg, port: u8) {
        let port = self.constant(i32::from(port));
        let cell = self.call(Helper::read_port, &[self.context, port]);
        self.check_host(cell);
        self.set_from_helper(a, cell);
    }

    fn out(&mut self, a: Reg, port: u8) {
        let port = self.constant(i32::from(port));
        let cell = self.regs.cell(&mut self.b, a);
        let result = self.call(Helper::write_port, &[self.context, port, cell]);
        self.check_host(result);
    }

    fn sense(&mut self, a: Reg) {
        let number = self.constant(a.index() as i32);
        let result = self.call(Helper::sense, &[self.context, number]);
        self.check_host(result);
        let at_end = self.b.ins().ushr_imm_u(result, 16);
        let at_end = self.b.ins().ireduce(types::I8, at_end);
        let at_end = self.b.ins().band_imm_u(at_end, 1);
        self.set_from_helper(a, result);
        self.flags.set(Flag::Zero, at_end);
    }

    fn act(&mut self, a: Reg) {
        let number = self.constant(a.index() as i32);
        let cell = self.regs.cell(&mut self.b, a);
        let result = self.call(Helper::act, &[self.context, number, cell]);
        self.check_host(result);
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
