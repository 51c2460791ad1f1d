//! Quantum gates.

use super::{Done, Step};
use vsp_isa::semantics::gates;
use vsp_isa::visit::Gates;
use vsp_isa::{Flags, Reg};

impl Gates for Step<'_> {
    fn bit_h(&mut self, a: Reg) -> Done {
        self.map_and_record(a, gates::hadamard)
    }

    fn bit_x(&mut self, a: Reg) -> Done {
        self.map_and_record(a, gates::pauli_x)
    }

    fn bit_y(&mut self, a: Reg) -> Done {
        self.map_and_record(a, gates::pauli_y)
    }

    fn bit_z(&mut self, a: Reg) -> Done {
        self.map_and_record(a, gates::pauli_z)
    }

    fn bit_collapse(&mut self, a: Reg) -> Done {
        let (cell, measured) = gates::collapse(self.cell(a));
        self.machine.context.registers.set(a, cell);
        self.change_flags(|flags| {
            flags.record(a, cell);
            flags.set(Flags::ZERO, !measured);
        })
    }

    fn bit_measure(&mut self, a: Reg) -> Done {
        let cell = gates::measure(self.cell(a));
        self.set(Reg::R0, cell)
    }

    fn bit_rotq(&mut self, a: Reg) -> Done {
        let by = self.cell(Reg::R1).rho;
        self.map_and_record(a, |cell| gates::rotate(cell, by))
    }

    fn bit_norm(&mut self, a: Reg) -> Done {
        self.map_and_record(a, gates::normalize)
    }
}
