//! Conversions between integers, floats and cells.

use super::{Done, Step};
use vsp_isa::Reg;
use vsp_isa::semantics::convert;
use vsp_isa::visit::Conversions;

impl Conversions for Step<'_> {
    fn cvti2f(&mut self, a: Reg) -> Done {
        let value = convert::integer_to_float(self.integer(a)?);
        self.set_float(a, value)
    }

    fn cvtf2i(&mut self, a: Reg) -> Done {
        let value = convert::float_to_integer(self.float(a)?);
        self.set_integer(a, value)
    }

    fn cvti2b(&mut self, a: Reg) -> Done {
        let cell = convert::integer_to_cell(self.integer(a)?);
        self.set(a, cell)
    }

    fn cvtb2i(&mut self, a: Reg) -> Done {
        let value = convert::cell_to_integer(self.cell(a));
        self.set_integer(a, value)
    }

    fn cvtf2b(&mut self, a: Reg) -> Done {
        let cell = convert::float_to_cell(self.float(a)?);
        self.set(a, cell)
    }

    fn cvtb2f(&mut self, a: Reg) -> Done {
        let value = convert::cell_to_float(self.cell(a));
        self.set_float(a, value)
    }
}
