//! Float words.

use super::{Done, Next, Step};
use vsp_isa::semantics::{float, word};
use vsp_isa::visit::Floats;
use vsp_isa::{Flags, Reg, TrapKind};

impl Floats for Step<'_> {
    fn addfloat(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_floats(a, b, float::add)
    }

    fn subfloat(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_floats(a, b, float::sub)
    }

    fn mulfloat(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_floats(a, b, float::mul)
    }

    fn divfloat(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_floats(a, b, float::div)
    }

    fn powfloat(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_floats(a, b, float::power)
    }

    fn sqrtfloat(&mut self, a: Reg) -> Done {
        self.map_float(a, float::square_root)
    }

    fn cmpfloat(&mut self, a: Reg, b: Reg) -> Done {
        let (a, b) = (self.float(a)?, self.float(b)?);
        self.set_flag(Flags::ZERO, float::equal(a, b));
        self.set_flag(Flags::NEGATIVE, float::less(a, b));
        Ok(Next::On)
    }

    fn negfloat(&mut self, a: Reg) -> Done {
        self.map_float(a, float::negate)
    }

    fn absfloat(&mut self, a: Reg) -> Done {
        self.map_float(a, float::absolute)
    }

    fn floorfloat(&mut self, a: Reg) -> Done {
        self.map_float(a, float::floor)
    }

    fn ceilfloat(&mut self, a: Reg) -> Done {
        self.map_float(a, float::ceil)
    }
}

impl Step<'_> {
    #[inline]
    pub(super) fn float(&self, reg: Reg) -> Result<f64, TrapKind> {
        word::read_float(&self.machine.context.registers, reg, self.machine.mode())
    }

    #[inline]
    pub(super) fn set_float(&mut self, reg: Reg, value: f64) -> Done {
        let mode = self.machine.mode();
        word::write_float(&mut self.machine.context.registers, reg, mode, value)?;
        Ok(Next::On)
    }

    #[inline]
    fn combine_floats(&mut self, a: Reg, b: Reg, op: fn(f64, f64) -> f64) -> Done {
        let result = op(self.float(a)?, self.float(b)?);
        self.set_float(a, result)
    }

    #[inline]
    fn map_float(&mut self, a: Reg, op: fn(f64) -> f64) -> Done {
        let result = op(self.float(a)?);
        self.set_float(a, result)
    }
}
