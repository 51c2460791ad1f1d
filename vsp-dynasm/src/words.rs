//! Words in memory.

use crate::assembler::Scratch::{A, B};
use crate::assembler::{Alu, Assembler, Condition, Place, Type};
use crate::compile::Templates;
use crate::flags::rho;
use vsp_isa::abi::{Exit, LEAST_MEMORY};
use vsp_isa::visit::Words;
use vsp_isa::{Mode, Reg, TrapKind};

impl<P: Assembler> Words for Templates<'_, P> {
    fn loadw(&mut self, a: Reg, address: u16) {
        if self.traps_as_words(&[a]) {
            return;
        }
        let place = self.word_place(address);
        self.before_writing(a, self.mode.word_cells());
        let kind = word_type(self.mode);
        self.asm.load(A, kind, place);
        self.asm.store(A, kind, Place::Context(rho(a)));
    }

    fn storew(&mut self, a: Reg, address: u16) {
        if self.traps_as_words(&[a]) {
            return;
        }
        let place = self.word_place(address);
        let kind = word_type(self.mode);
        self.asm.load(A, kind, Place::Context(rho(a)));
        self.asm.store(A, kind, place);
    }

    fn loadx(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[b]) {
            return;
        }
        let place = self.index(b, offset, 1);
        self.before_writing(a, 1);
        self.asm.load(A, Type::U8, place);
        self.unpack(a);
    }

    fn storex(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[b]) {
            return;
        }
        let place = self.index(b, offset, 1);
        self.pack(A, a);
        self.asm.store(A, Type::U8, place);
    }

    fn loadwx(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        let place = self.index(b, offset, self.mode.word_bytes());
        self.before_writing(a, self.mode.word_cells());
        let kind = word_type(self.mode);
        self.asm.load(A, kind, place);
        self.asm.store(A, kind, Place::Context(rho(a)));
    }

    fn storewx(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        let place = self.index(b, offset, self.mode.word_bytes());
        let kind = word_type(self.mode);
        self.asm.load(A, kind, Place::Context(rho(a)));
        self.asm.store(A, kind, place);
    }

    fn li(&mut self, a: Reg, imm: i16) {
        if self.traps_as_words(&[a]) {
            return;
        }
        self.before_writing(a, self.mode.word_cells());
        self.asm.number(A, imm.into());
        self.store_integer(a);
    }
}

impl<P: Assembler> Templates<'_, P> {
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
}

/// The raw bits of a word in the registers' image and in memory.
fn word_type(mode: Mode) -> Type {
    match mode {
        Mode::Sil8 | Mode::Sil16 => Type::U16,
        Mode::Sil32 => Type::U32,
        Mode::Sil64 | Mode::Sil128 => Type::U64,
    }
}
