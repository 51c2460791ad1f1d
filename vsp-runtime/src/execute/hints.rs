//! Hints, and the memory fence.

use super::{Done, Next, Step};
use core::sync::atomic::{Ordering, fence};
use vsp_isa::visit::Hints;

impl Hints for Step<'_> {
    fn hint_cpu(&mut self) -> Done {
        Ok(Next::On)
    }

    fn hint_gpu(&mut self) -> Done {
        Ok(Next::On)
    }

    fn hint_npu(&mut self) -> Done {
        Ok(Next::On)
    }

    fn hint_any(&mut self) -> Done {
        Ok(Next::On)
    }

    fn batch(&mut self, _count: u32) -> Done {
        Ok(Next::On)
    }

    fn unbatch(&mut self) -> Done {
        Ok(Next::On)
    }

    fn prefetch(&mut self, _address: u32) -> Done {
        Ok(Next::On)
    }

    fn fence(&mut self) -> Done {
        fence(Ordering::SeqCst);
        Ok(Next::On)
    }

    fn hint_fpga(&mut self) -> Done {
        Ok(Next::On)
    }

    fn hint_dsp(&mut self) -> Done {
        Ok(Next::On)
    }
}
