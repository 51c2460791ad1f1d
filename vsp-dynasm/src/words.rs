//! Words in memory.

use crate::assembler::Register::{A, B, C};
use crate::assembler::{Alu, Assembler, Float, Place, Register, Type};
use crate::cache::Held;
use crate::compile::Templates;
use crate::flags::rho;
use crate::floats::float_type;
use crate::looks::{LOOKS, Use};
use vsp_isa::abi::{Exit, LEAST_MEMORY};
use vsp_isa::visit::Words;
use vsp_isa::{Mode, Reg, TrapKind};

/// How many instructions are looked at for what becomes of a word that is loaded. It only is a guess that saves a move.
const LOOK_AHEAD: usize = 4;

impl<P: Assembler> Words for Templates<'_, P> {
    fn loadw(&mut self, a: Reg, address: u16) {
        if self.traps_as_words(&[a]) {
            return;
        }
        let place = self.word_place(address);
        self.load_word(a, place);
    }

    fn storew(&mut self, a: Reg, address: u16) {
        if self.traps_as_words(&[a]) {
            return;
        }
        let place = self.word_place(address);
        self.store_word_to(a, place);
    }

    fn loadx(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[b]) {
            return;
        }
        let place = self.index(b, offset, 1);
        self.release_cells(a, 1);
        self.asm.load(A, Type::U8, place);
        self.unpack(a);
    }

    fn storex(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[b]) {
            return;
        }
        let place = self.index(b, offset, 1);
        self.store_cells(a, 1);
        self.pack_whole(a);
        self.asm.store(A, Type::U8, place);
    }

    fn loadwx(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        let place = self.index(b, offset, self.mode.word_bytes());
        self.load_word(a, place);
    }

    fn storewx(&mut self, a: Reg, b: Reg, offset: u8) {
        if self.traps_as_words(&[a, b]) {
            return;
        }
        let place = self.index(b, offset, self.mode.word_bytes());
        self.store_word_to(a, place);
    }

    fn li(&mut self, a: Reg, imm: i16) {
        if self.traps_as_words(&[a]) {
            return;
        }
        match self.word(a) {
            Some(word) => {
                self.before_writing(a, self.mode.word_cells());
                self.cache.set(word, Held::Number { value: imm, dirty: true });
            }
            None => {
                self.target_integer(a);
                self.asm.number(A, imm.into());
                self.store_integer(a);
            }
        }
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// Loads word a, all bits, into the register for what it is used as next. Changes `C` alone of the others.
    pub(super) fn load_word(&mut self, a: Reg, place: Place) {
        match self.float_word(a) {
            Some(word) if self.is_float_next(a) => {
                let to = self.target_float(a);
                self.asm.load_float(to, float_type(self.mode), place);
                self.cache.set(word, Held::Float { dirty: true });
            }
            Some(_) | None => {
                let kind = word_type(self.mode);
                let to = self.target_integer(a);
                if self.word(a).is_some() {
                    return self.asm.load(to, kind, place);
                }
                self.asm.load(C, kind, place);
                self.asm.store(C, kind, Place::Context(rho(a)));
            }
        }
    }

    /// Whether the first of the next few instructions that has word a does floats with it.
    fn is_float_next(&self, a: Reg) -> bool {
        let mut at = self.next as usize;
        for _ in 0..LOOK_AHEAD {
            let Some(&[opcode, operands]) = self.image.code.get(at..at + 2) else { return false };
            let look = LOOKS[usize::from(opcode)];
            let (first, second) = (usize::from(operands & 15), usize::from(operands >> 4));
            if first == a.index() {
                return look.first == Use::Float;
            }
            if look.second == Use::Float && second == a.index() {
                return true;
            }
            at += usize::from(look.length);
        }
        false
    }

    /// Stores word a, all bits, to memory. Changes `C` alone of the registers that belong to no word.
    pub(super) fn store_word_to(&mut self, a: Reg, place: Place) {
        let kind = word_type(self.mode);
        if let Some(word) = self.held_float(a) {
            if self.cache.get(word) == Held::Result {
                self.settle_result(word);
            }
            return self.asm.store_float(Float::Word(word as u8), float_type(self.mode), place);
        }
        let mut from = C;
        if self.word(a).is_some() {
            from = self.integer(a, C);
        } else {
            self.store_cells(a, self.mode.word_cells());
            self.asm.load(C, kind, Place::Context(rho(a)));
        }
        self.asm.store(from, kind, place);
    }

    /// The place of a word at a fixed address, which only memory of the least size may not have. May change `B`.
    fn word_place(&mut self, address: u16) -> Place {
        let bytes = self.mode.word_bytes();
        if u64::from(address) + bytes as u64 <= LEAST_MEMORY {
            return Place::Memory(address.into());
        }
        self.asm.number(B, address.into());
        self.check_address(B, bytes);
        Place::MemoryAt(B)
    }

    /// Traps if `bytes` bytes at an address pass the end of memory.
    #[inline(always)]
    fn check_address(&mut self, address: Register, bytes: usize) {
        let trap = self.slow_exit(Exit::Trapped(TrapKind::AddressOutOfBounds), self.pc);
        self.asm.jump_if_outside(address, bytes, trap);
    }

    /// The address that integer word b and an offset give, checked for `bytes` bytes. May change `B`.
    #[inline(always)]
    fn index(&mut self, b: Reg, offset: u8, bytes: usize) -> Place {
        let mut address = self.extended_integer(b, B);
        if offset != 0 {
            if address != B {
                self.asm.copy(B, address);
                address = B;
            }
            self.asm.alu_number(Alu::Add, B, offset.into());
        }
        self.check_address(address, bytes);
        Place::MemoryAt(address)
    }
}

/// The raw bits of a word in the registers' image and in memory.
pub(super) fn word_type(mode: Mode) -> Type {
    match mode {
        Mode::Sil8 | Mode::Sil16 => Type::U16,
        Mode::Sil32 => Type::U32,
        Mode::Sil64 | Mode::Sil128 => Type::U64,
    }
}
