//! Intrinsics of the machine and the host.

use crate::emitter::Emitter;
use vsp_isa::visit::Intrinsics;

impl Intrinsics for Emitter<'_> {
    fn syscall(&mut self, _id: u8, _arg: u16) {
        self.execute();
    }
}
