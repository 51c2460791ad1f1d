//! Intrinsics of the machine and the host.

use crate::assembler::Assembler;
use crate::compile::Templates;
use vsp_isa::visit::Intrinsics;

impl<P: Assembler> Intrinsics for Templates<'_, P> {
    fn syscall(&mut self, _id: u8, _arg: u16) {
        self.execute();
    }
}
