//! Templates that access memory and the data stack.

use super::Templates;
use super::assembler::{Alu, Assembler, Condition, Place, Scratch, Type};
use super::flags::rho;
use Scratch::{A, B, C};
use vsp_isa::abi::{Exit, LEAST_MEMORY, offset};
use vsp_isa::{Mode, Reg, TrapKind};

const STACK: Place = Place::Context(offset::STACK as u8);
const STACK_DEPTH: Place = Place::Context(offset::STACK_DEPTH as u8);
const STACK_LIMIT: Place = Place::Context(offset::STACK_LIMIT as u8);

/// The raw bits of a word in the registers' image and in memory.
fn word_type(mode: Mode) -> Type {
    match mode {
        Mode::Sil8 | Mode::Sil16 => Type::U16,
        Mode::Sil32 => Type::U32,
        Mode::Sil64 | Mode::Sil128 => Type::U64,
    }
}

impl<P: Assembler> Templates<'_, P> {
    pub(super) fn load_cell(&mut self, a: Reg, address: u16) {
        self.before_writing(a, 1);
        self.asm.load(A, Type::U8, Place::Memory(address.into()));
        self.unpack(a);
    }

    pub(super) fn store_cell(&mut self, a: Reg, address: u16) {
        self.pack(A, a);
        self.asm.store(A, Type::U8, Place::Memory(address.into()));
    }

    pub(super) fn load_word(&mut self, a: Reg, address: u16) {
        if self.traps_as_words(&[a]) {
            return;
        }
        let place = self.word_place(address);
        self.before_writing(a, self.mode.word_cells());
        let kind = word_type(self.mode);
        self.asm.load(A, kind, place);
        self.asm.store(A, kind, Place::Context(rho(a)));
    }

    pub(super) fn store_word(&mut self, a: Reg, address: u16) {
        if self.traps_as_words(&[a]) {
            return;
        }
        let place = self.word_place(address);
        let kind = word_type(self.mode);
        self.asm.load(A, kind, Place::Context(rho(a)));
        self.asm.store(A, kind, place);
    }

    /// The place of a word at a fixed address, which only memory of the least size may not have. May change `B`.
    fn word_place(&mut self, address: u16) -> Place {
        let bytes = self.mode.word_bytes();
        if u64::from(address) + bytes as u64 <= LEAST_MEMORY {
            return Place::Memory(address.into());
        }
        self.asm.number(B, address.into());
        self.check_address(bytes);
        Place::MemoryAt(B)
    }

    /// Traps if `bytes` bytes at the address in `B` pass the end of memory.
    #[inline(always)]
    fn check_address(&mut self, bytes: usize) {
        self.asm.compare_with_end(B, bytes as u8);
        let trap = self.cold_exit(Exit::Trapped(TrapKind::AddressOutOfBounds), self.pc);
        self.asm.jump_if(Condition::AboveOrEqual, trap);
    }

    /// The address that integer word b and an offset give, in `B`, checked for `bytes` bytes.
    #[inline(always)]
    fn index(&mut self, b: Reg, offset: u8, bytes: usize) -> Place {
        self.load_integer(B, b);
        if offset != 0 {
            self.asm.alu_number(Alu::Add, B, offset.into());
        }
        self.check_address(bytes);
        Place::MemoryAt(B)
    }

    pub(super) fn load_cell_at(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[b]) {
            return;
        }
        let place = self.index(b, offset, 1);
        self.before_writing(a, 1);
        self.asm.load(A, Type::U8, place);
        self.unpack(a);
    }

    pub(super) fn store_cell_at(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[b]) {
            return;
        }
        let place = self.index(b, offset, 1);
        self.pack(A, a);
        self.asm.store(A, Type::U8, place);
    }

    pub(super) fn load_word_at(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        let place = self.index(b, offset, self.mode.word_bytes());
        self.before_writing(a, self.mode.word_cells());
        let kind = word_type(self.mode);
        self.asm.load(A, kind, place);
        self.asm.store(A, kind, Place::Context(rho(a)));
    }

    pub(super) fn store_word_at(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        let place = self.index(b, offset, self.mode.word_bytes());
        let kind = word_type(self.mode);
        self.asm.load(A, kind, Place::Context(rho(a)));
        self.asm.store(A, kind, place);
    }

    pub(super) fn push(&mut self, a: Reg) {
        self.asm.load(A, Type::U32, STACK_DEPTH);
        self.asm.load(B, Type::U32, STACK_LIMIT);
        self.asm.compare(A, B);
        let full = self.cold_exit(Exit::Trapped(TrapKind::DataStackOverflow), self.pc);
        self.asm.jump_if(Condition::AboveOrEqual, full);
        self.asm.load(B, Type::U64, STACK);
        self.asm.load(C, Type::U16, Place::Context(rho(a)));
        self.asm.store(C, Type::U16, Place::Item(B, A));
        self.asm.alu_number(Alu::Add, A, 1);
        self.asm.store(A, Type::U32, STACK_DEPTH);
    }

    pub(super) fn pop(&mut self, a: Reg) {
        self.asm.load(A, Type::U32, STACK_DEPTH);
        self.asm.compare_number(A, 0);
        let empty = self.cold_exit(Exit::Trapped(TrapKind::DataStackUnderflow), self.pc);
        self.asm.jump_if(Condition::Equal, empty);
        self.before_writing(a, 1);
        self.asm.alu_number(Alu::Add, A, -1);
        self.asm.store(A, Type::U32, STACK_DEPTH);
        self.asm.load(B, Type::U64, STACK);
        self.asm.load(C, Type::U16, Place::Item(B, A));
        self.asm.store(C, Type::U16, Place::Context(rho(a)));
    }
}
