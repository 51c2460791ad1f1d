//! Hints, and the memory fence.

use crate::emitter::Emitter;
use cranelift_codegen::ir::InstBuilder;
use vsp_isa::visit::Hints;

impl Hints for Emitter<'_> {
    fn hint_cpu(&mut self) {}

    fn hint_gpu(&mut self) {}

    fn hint_npu(&mut self) {}

    fn hint_any(&mut self) {}

    fn batch(&mut self, _count: u32) {}

    fn unbatch(&mut self) {}

    fn prefetch(&mut self, _address: u32) {}

    fn fence(&mut self) {
        self.b.ins().fence();
    }

    fn hint_fpga(&mut self) {}

    fn hint_dsp(&mut self) {}
}
