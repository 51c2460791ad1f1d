//! Registers and memory.

use crate::assembler::Register::{A, B};
use crate::assembler::{Assembler, Place, Type};
use crate::bytesil::cell;
use crate::cache::Held;
use crate::compile::Templates;
use crate::flags::rho;
use vsp_isa::visit::Data;
use vsp_isa::{Cell, Reg};

impl<P: Assembler> Data for Templates<'_, P> {
    fn mov(&mut self, a: Reg, b: Reg) {
        self.move_cell(a, b);
    }

    fn movi(&mut self, a: Reg, imm: i8) {
        let cell = Cell::clamped(imm.into(), 0).to_bits();
        match self.word_of_cell(a) {
            Some(word) => {
                self.before_writing(a, 1);
                self.cache.set(word, Held::Number { value: cell.cast_signed(), dirty: true });
            }
            None => {
                self.release_cells(a, 1);
                self.asm.store_number(cell.into(), Type::U16, rho(a));
            }
        }
    }

    fn load(&mut self, a: Reg, address: u16) {
        self.release_cells(a, 1);
        self.asm.load(A, Type::U8, Place::Memory(address.into()));
        self.unpack(a);
    }

    fn store(&mut self, a: Reg, address: u16) {
        self.store_cells(a, 1);
        self.pack_whole(a);
        self.asm.store(A, Type::U8, Place::Memory(address.into()));
    }

    fn push(&mut self, a: Reg) {
        self.push_run(a);
    }

    fn pop(&mut self, a: Reg) {
        self.pop_run(a);
    }

    fn xchg(&mut self, a: Reg, b: Reg) {
        self.release_cells(a, 1);
        self.release_cells(b, 1);
        self.asm.load(A, Type::U16, cell(a));
        self.asm.load(B, Type::U16, cell(b));
        self.asm.store(B, Type::U16, cell(a));
        self.asm.store(A, Type::U16, cell(b));
    }

    fn lstate(&mut self, _address: u32) {
        self.execute();
    }

    fn sstate(&mut self, _address: u32) {
        self.execute();
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// The number of a word that is this cell and can be held.
    fn word_of_cell(&self, reg: Reg) -> Option<usize> {
        if self.mode.word_cells() == 1 { self.word(reg) } else { None }
    }

    pub(super) fn move_cell(&mut self, a: Reg, b: Reg) {
        if self.mode.word_cells() == 1 && self.copy_word(a, b).is_some() {
            return;
        }
        self.store_cells(b, 1);
        self.release_cells(a, 1);
        self.asm.load(A, Type::U16, cell(b));
        self.asm.store(A, Type::U16, cell(a));
    }
}
