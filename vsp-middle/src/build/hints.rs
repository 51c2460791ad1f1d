//! Hints, and the memory fence.

use super::Builder;
use crate::Op;
use vsp_isa::visit::Hints;

impl Hints for Builder<'_> {
    fn hint_cpu(&mut self) {}

    fn hint_gpu(&mut self) {}

    fn hint_npu(&mut self) {}

    fn hint_any(&mut self) {}

    fn batch(&mut self, _count: u32) {}

    fn unbatch(&mut self) {}

    fn prefetch(&mut self, _address: u32) {}

    fn fence(&mut self) {
        self.effect(Op::Fence);
    }

    fn hint_fpga(&mut self) {}

    fn hint_dsp(&mut self) {}
}
