//! Integer words.

use super::{Done, Next, Step};
use vsp_isa::semantics::{integer, word};
use vsp_isa::visit::Integers;
use vsp_isa::{Flags, Reg, TrapKind};

impl Integers for Step<'_> {
    fn addint(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_integers(a, b, integer::add)
    }

    fn subint(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_integers(a, b, integer::sub)
    }

    fn mulint(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_integers(a, b, integer::mul)
    }

    fn divint(&mut self, a: Reg, b: Reg) -> Done {
        self.divide_integers(a, b, integer::quotient)
    }

    fn powint(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_integers(a, b, integer::power)
    }

    fn modint(&mut self, a: Reg, b: Reg) -> Done {
        self.divide_integers(a, b, integer::remainder)
    }

    fn cmpint(&mut self, a: Reg, b: Reg) -> Done {
        let (a, b) = (self.integer(a)?, self.integer(b)?);
        self.set_flag(Flags::ZERO, a == b);
        self.set_flag(Flags::NEGATIVE, a < b);
        Ok(Next::On)
    }

    fn testint(&mut self, a: Reg, b: Reg) -> Done {
        let common = integer::and(self.integer(a)?, self.integer(b)?);
        self.set_flag(Flags::ZERO, common == 0);
        Ok(Next::On)
    }

    fn andint(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_integers(a, b, integer::and)
    }

    fn orint(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_integers(a, b, integer::or)
    }

    fn xorint(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_integers(a, b, integer::xor)
    }

    fn notint(&mut self, a: Reg) -> Done {
        self.map_integer(a, integer::not)
    }

    fn shlint(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_integers(a, b, integer::shift_left)
    }

    fn shrint(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_integers(a, b, integer::shift_right)
    }

    fn negint(&mut self, a: Reg) -> Done {
        self.map_integer(a, integer::negate)
    }

    fn absint(&mut self, a: Reg) -> Done {
        self.map_integer(a, integer::absolute)
    }
}

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
    fn combine_integers(&mut self, a: Reg, b: Reg, op: fn(i64, i64) -> i64) -> Done {
        let result = op(self.integer(a)?, self.integer(b)?);
        self.set_integer(a, result)
    }

    #[inline]
    fn map_integer(&mut self, a: Reg, op: fn(i64) -> i64) -> Done {
        let result = op(self.integer(a)?);
        self.set_integer(a, result)
    }

    /// DIVINT and MODINT: where there is no result, only O is set.
    fn divide_integers(&mut self, a: Reg, b: Reg, op: fn(i64, i64) -> Option<i64>) -> Done {
        match op(self.integer(a)?, self.integer(b)?) {
            Some(result) => self.set_integer(a, result),
            None => {
                self.set_flag(Flags::OVERFLOW, true);
                Ok(Next::On)
            }
        }
    }
}
