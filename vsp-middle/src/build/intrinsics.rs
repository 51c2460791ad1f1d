//! Intrinsics of the machine and the host.

use super::Builder;
use vsp_isa::visit::Intrinsics;

impl Intrinsics for Builder<'_> {
    fn syscall(&mut self, _id: u8, _arg: u16) {
        self.execute();
    }
}
