//! Hints, and the memory fence.

use crate::assembler::Assembler;
use crate::compile::Templates;
use vsp_isa::visit::Hints;

impl<P: Assembler> Hints for Templates<'_, P> {
    fn hint_cpu(&mut self) {}

    fn hint_gpu(&mut self) {}

    fn hint_npu(&mut self) {}

    fn hint_any(&mut self) {}

    fn batch(&mut self, _count: u32) {}

    fn unbatch(&mut self) {}

    fn prefetch(&mut self, _address: u32) {}

    fn fence(&mut self) {
        self.asm.fence();
    }

    fn hint_fpga(&mut self) {}

    fn hint_dsp(&mut self) {}
}
