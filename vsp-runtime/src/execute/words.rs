//! Integer and float words.

use super::{Done, Next, Step};
use vsp_isa::semantics::{convert, float, integer, word};
use vsp_isa::{Flags, Reg, TrapKind};

impl Step<'_> {
    #[inline]
    pub(super) fn integer(&self, reg: Reg) -> Result<i64, TrapKind> {
        word::read_integer(&self.machine.context.registers, reg, self.machine.mode())
    }

    #[inline]
    pub(super) fn set_integer(&mut self, reg: Reg, value: i64) -> Done {
        let mode = self.machine.mode();
        word::write_integer(&mut self.machine.context.registers, reg, mode, value)?;
        Ok(Next::On)
    }

    #[inline]
    fn float(&self, reg: Reg) -> Result<f64, TrapKind> {
        word::read_float(&self.machine.context.registers, reg, self.machine.mode())
    }

    #[inline]
    fn set_float(&mut self, reg: Reg, value: f64) -> Done {
        let mode = self.machine.mode();
        word::write_float(&mut self.machine.context.registers, reg, mode, value)?;
        Ok(Next::On)
    }

    #[inline]
    pub(super) fn integers(&mut self, a: Reg, b: Reg, op: fn(i64, i64) -> i64) -> Done {
        let result = op(self.integer(a)?, self.integer(b)?);
        self.set_integer(a, result)
    }

    #[inline]
    pub(super) fn map_integer(&mut self, a: Reg, op: fn(i64) -> i64) -> Done {
        let result = op(self.integer(a)?);
        self.set_integer(a, result)
    }

    /// DIVINT and MODINT: where there is no result, only O is set.
    pub(super) fn divide_integers(&mut self, a: Reg, b: Reg, op: fn(i64, i64) -> Option<i64>) -> Done {
        match op(self.integer(a)?, self.integer(b)?) {
            Some(result) => self.set_integer(a, result),
            None => {
                self.set_flag(Flags::OVERFLOW, true);
                Ok(Next::On)
            }
        }
    }

    #[inline]
    pub(super) fn compare_integers(&mut self, a: Reg, b: Reg) -> Done {
        let (a, b) = (self.integer(a)?, self.integer(b)?);
        self.set_flag(Flags::ZERO, a == b);
        self.set_flag(Flags::NEGATIVE, a < b);
        Ok(Next::On)
    }

    #[inline]
    pub(super) fn test_integers(&mut self, a: Reg, b: Reg) -> Done {
        let common = integer::and(self.integer(a)?, self.integer(b)?);
        self.set_flag(Flags::ZERO, common == 0);
        Ok(Next::On)
    }

    #[inline]
    pub(super) fn floats(&mut self, a: Reg, b: Reg, op: fn(f64, f64) -> f64) -> Done {
        let result = op(self.float(a)?, self.float(b)?);
        self.set_float(a, result)
    }

    #[inline]
    pub(super) fn map_float(&mut self, a: Reg, op: fn(f64) -> f64) -> Done {
        let result = op(self.float(a)?);
        self.set_float(a, result)
    }

    pub(super) fn compare_floats(&mut self, a: Reg, b: Reg) -> Done {
        let (a, b) = (self.float(a)?, self.float(b)?);
        self.set_flag(Flags::ZERO, float::equal(a, b));
        self.set_flag(Flags::NEGATIVE, float::less(a, b));
        Ok(Next::On)
    }

    pub(super) fn integer_to_float(&mut self, a: Reg) -> Done {
        let value = convert::integer_to_float(self.integer(a)?);
        self.set_float(a, value)
    }

    pub(super) fn float_to_integer(&mut self, a: Reg) -> Done {
        let value = convert::float_to_integer(self.float(a)?);
        self.set_integer(a, value)
    }

    pub(super) fn integer_to_cell(&mut self, a: Reg) -> Done {
        let cell = convert::integer_to_cell(self.integer(a)?);
        self.set(a, cell)
    }

    pub(super) fn cell_to_integer(&mut self, a: Reg) -> Done {
        let value = convert::cell_to_integer(self.cell(a));
        self.set_integer(a, value)
    }

    pub(super) fn float_to_cell(&mut self, a: Reg) -> Done {
        let cell = convert::float_to_cell(self.float(a)?);
        self.set(a, cell)
    }

    pub(super) fn cell_to_float(&mut self, a: Reg) -> Done {
        let value = convert::cell_to_float(self.cell(a));
        self.set_float(a, value)
    }
}
