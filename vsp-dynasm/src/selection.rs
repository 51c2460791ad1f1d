//! If-conversion: a branch over one pure instruction becomes a conditional select, which needs no branch prediction.

use crate::assembler::Register::{A, B};
use crate::assembler::{Alu, Assembler, Flag};
use crate::compile::Templates;
use vsp_isa::{Opcode, Reg};

impl<P: Assembler> Templates<'_, P> {
    /// Whether a branch on a flag was one over an instruction that could be made into code with it. That instruction is a block of
    /// its own, which is charged only if it runs, and must be no checkpoint.
    pub(super) fn selects(&mut self, flag: Flag, target: u32) -> bool {
        let Some((op, a, b)) = self.calculation_up_to(target) else { return false };
        if self.word(a).is_none() || self.word(b).is_none() {
            return false;
        }
        if self.interrupts && self.reach.is_checkpoint(self.next) {
            return false;
        }
        self.settle_flags();
        if let Some(prices) = &self.prices {
            if prices.of(self.next) != Some(1) {
                return false;
            }
            let otherwise = self.out_of_fuel(self.next, 1);
            self.asm.take_one_unless(flag, otherwise);
        }
        let other = self.integer(b, B);
        let to = self.change_integer(a);
        if op == Alu::Sub {
            self.asm.copy(A, to);
            self.asm.alu(op, A, other);
        } else {
            // What changes in each turn of a loop is most often the first of the two: it had best not wait for the copy.
            self.asm.copy(A, other);
            self.asm.alu(op, A, to);
        }
        let (_, clear) = self.test_flag(flag);
        self.asm.copy_if(clear, to, A);
        self.next = target;
        true
    }

    /// The next instruction, if it calculates with two integers and ends at an address. It is not decoded, for time.
    fn calculation_up_to(&self, end: u32) -> Option<(Alu, Reg, Reg)> {
        let &[opcode, operands, _] = self.image.code.get(self.next as usize..end as usize)? else {
            return None;
        };
        let op = match Opcode::from_byte(opcode)? {
            Opcode::Addint => Alu::Add,
            Opcode::Subint => Alu::Sub,
            Opcode::Andint => Alu::And,
            Opcode::Orint => Alu::Or,
            Opcode::Xorint => Alu::Xor,
            // Whatever it is, it can be jumped over.
            _ => return None,
        };
        Some((op, Reg::from_nibble(operands & 15), Reg::from_nibble(operands >> 4)))
    }
}
