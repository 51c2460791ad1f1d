//! Registers, memory and the data stack.

use crate::assembler::Register::{A, B, C};
use crate::assembler::{Alu, Assembler, Condition, Place, Register, Type};
use crate::bytesil::cell;
use crate::cache::Held;
use crate::compile::Templates;
use crate::flags::rho;
use core::mem;
use vsp_isa::abi::{Exit, offset};
use vsp_isa::visit::Data;
use vsp_isa::{Cell, Reg, TrapKind};

const STACK: Place = Place::Context(offset::STACK as u8);
const STACK_DEPTH: Place = Place::Context(offset::STACK_DEPTH as u8);
const STACK_LIMIT: Place = Place::Context(offset::STACK_LIMIT as u8);

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
        let from = self.cell_in_register(a, C);
        self.load_stack_depth();
        // What was popped within the block version has left room.
        if self.pushed >= 0 {
            self.asm.load(B, Type::U32, STACK_LIMIT);
            self.asm.compare(Type::U32, A, B);
            let full = self.slow_exit(Exit::Trapped(TrapKind::DataStackOverflow), self.pc);
            self.asm.jump_if(Condition::AboveOrEqual, full);
        }
        self.asm.load(B, Type::U64, STACK);
        self.asm.store(from, Type::U16, Place::Item(B, A));
        self.pushed += 1;
    }

    fn pop(&mut self, a: Reg) {
        self.load_stack_depth();
        // What was pushed within the block version is there.
        if self.pushed <= 0 {
            self.asm.compare_number(Type::U32, A, 0);
            let empty = self.slow_exit(Exit::Trapped(TrapKind::DataStackUnderflow), self.pc);
            self.asm.jump_if(Condition::Equal, empty);
        }
        self.asm.alu_number(Alu::Add, A, -1);
        self.pushed -= 1;
        self.asm.load(B, Type::U64, STACK);
        match self.word_of_cell(a) {
            Some(_) => {
                let to = self.target_integer(a);
                self.asm.load(to, Type::U16, Place::Item(B, A));
            }
            None => {
                self.release_cells(a, 1);
                self.asm.load(C, Type::U16, Place::Item(B, A));
                self.asm.store(C, Type::U16, cell(a));
            }
        }
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

    /// The register that has a cell: its own, or `scratch`.
    fn cell_in_register(&mut self, reg: Reg, scratch: Register) -> Register {
        if self.word_of_cell(reg).is_some() {
            return self.integer(reg, scratch);
        }
        self.store_cells(reg, 1);
        self.asm.load(scratch, Type::U16, cell(reg));
        scratch
    }

    /// How many cells are on the data stack, in `A`.
    fn load_stack_depth(&mut self) {
        self.asm.load(A, Type::U32, STACK_DEPTH);
        if self.pushed != 0 {
            self.asm.alu_number(Alu::Add, A, self.pushed);
        }
    }

    /// Has the context say how many cells are on the data stack. Changes the processor's flags if it did not.
    pub(super) fn settle_stack(&mut self) {
        let pushed = mem::take(&mut self.pushed);
        self.emit_pushed(pushed);
    }

    /// Adds to the number of cells on the data stack.
    pub(super) fn emit_pushed(&mut self, pushed: i32) {
        if pushed != 0 {
            self.asm.add_to_field(pushed, offset::STACK_DEPTH as u8);
        }
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
