//! How templates access words of the machine in registers of the processor.

use crate::assembler::{Assembler, Float, FloatType, Place, Register, Type};
use crate::cache::{Held, Sets, WORDS};
use crate::compile::Templates;
use crate::flags::rho;
use crate::floats::float_type;
use crate::integers::integer_type;
use crate::words::word_type;
use core::ops::RangeInclusive;
use vsp_isa::{Mode, Reg};

/// How many cells a word has, as a power of two: dividing would take longer.
#[inline]
fn word_shift(mode: Mode) -> u32 {
    mode.word_cells().trailing_zeros()
}

/// The register where a word begins.
#[inline]
fn first_cell(mode: Mode, word: usize) -> Reg {
    Reg::from_nibble((word << word_shift(mode)) as u8)
}

/// Where a word is in the context.
fn place(mode: Mode, word: usize) -> Place {
    Place::Context(rho(first_cell(mode, word)))
}

impl<A: Assembler> Templates<'_, A> {
    /// The number of a word whose integer can be held.
    #[inline(always)]
    pub(super) fn word(&self, reg: Reg) -> Option<usize> {
        self.word_below(Self::registers_for_words(self.mode).0, reg)
    }

    /// The number of a word whose float can be held.
    #[inline(always)]
    pub(super) fn float_word(&self, reg: Reg) -> Option<usize> {
        self.word_below(Self::registers_for_words(self.mode).1, reg)
    }

    #[inline(always)]
    fn word_below(&self, count: usize, reg: Reg) -> Option<usize> {
        let (index, shift) = (reg.index(), word_shift(self.mode));
        let word = index >> shift;
        (word << shift == index && word < count).then_some(word)
    }

    /// Whether a word's register for floats holds it, and which it is.
    #[inline]
    pub(super) fn held_float(&self, reg: Reg) -> Option<usize> {
        let held = |word: &usize| matches!(self.cache.get(*word), Held::Float { .. } | Held::Result);
        self.float_word(reg).filter(held)
    }

    /// The words that some registers are in, of those that may be held.
    #[inline(always)]
    fn words_of(&self, first: Reg, cells: usize) -> RangeInclusive<usize> {
        let shift = word_shift(self.mode);
        first.index() >> shift..=((first.index() + cells - 1) >> shift).min(WORDS - 1)
    }

    /// Stores what the context lacks of some registers, as something reads them there.
    #[inline]
    pub(super) fn store_cells(&mut self, first: Reg, cells: usize) {
        for word in self.words_of(first, cells) {
            self.store_word(word);
        }
    }

    /// The same for registers that something writes in the context, which then are held no longer. Also settles what flags are
    /// due from them. Changes `C`.
    #[inline]
    pub(super) fn release_cells(&mut self, first: Reg, cells: usize) {
        self.before_writing(first, cells);
        for word in self.words_of(first, cells) {
            self.store_word(word);
            self.cache.set(word, Held::Memory);
        }
    }

    /// The same for a cell whose flags then are due, or whose rho does not change.
    #[inline]
    pub(super) fn change_cell(&mut self, reg: Reg) {
        for word in self.words_of(reg, 1) {
            self.store_word(word);
            self.cache.set(word, Held::Memory);
        }
    }

    /// Leaves everything to the context.
    #[inline]
    pub(super) fn release_all(&mut self) {
        self.settle_stack();
        for word in self.cache.sets.dirty() {
            self.store_word(word);
        }
        self.cache.sets = Sets::default();
    }

    /// Stores a word if it is dirty, and goes on holding it.
    #[inline]
    fn store_word(&mut self, word: usize) {
        if self.cache.get(word) == Held::Result {
            self.settle_result(word);
        }
        let held = self.cache.get(word);
        self.emit_store(word, held, self.mode);
        self.cache.set(
            word,
            match held {
                Held::Memory | Held::Result => held,
                Held::Integer { .. } => Held::Integer { dirty: false },
                Held::Float { .. } => Held::Float { dirty: false },
                Held::Number { value, .. } => Held::Number { value, dirty: false },
            },
        );
    }

    /// Stores a word that is held in some way, if it is dirty.
    #[inline]
    pub(super) fn emit_store(&mut self, word: usize, held: Held, mode: Mode) {
        let place = place(mode, word);
        match held {
            Held::Integer { dirty: true } => {
                self.asm.store(Register::Word(word as u8), word_type(mode), place);
            }
            Held::Float { dirty: true } => {
                self.asm.store_float(Float::Word(word as u8), float_type(mode), place);
            }
            Held::Number { value, dirty: true } => {
                let field = rho(first_cell(mode, word));
                self.asm.store_number(i32::from(value).cast_unsigned(), word_type(mode), field);
            }
            Held::Memory
            | Held::Result
            | Held::Integer { dirty: false }
            | Held::Float { dirty: false }
            | Held::Number { dirty: false, .. } => {}
        }
    }

    /// Brings about that a word is held in the second way, which is the first way no longer or has something to store.
    #[inline]
    pub(super) fn adapt_word(&mut self, word: usize, from: Held, to: Held, mode: Mode) {
        let (integer, float) = (Register::Word(word as u8), Float::Word(word as u8));
        let stays_dirty = matches!(to, Held::Integer { dirty: true } | Held::Float { dirty: true });
        if !stays_dirty {
            self.emit_store(word, from, mode);
        }
        match (from, to) {
            (Held::Memory, Held::Integer { .. }) => {
                self.asm.load(integer, word_type(mode), place(mode, word))
            }
            (Held::Memory, Held::Float { .. }) => {
                self.asm.load_float(float, float_type(mode), place(mode, word));
            }
            (Held::Float { .. }, Held::Integer { .. }) => {
                self.asm.bits_of_float(integer, float_type(mode), float);
            }
            (Held::Integer { .. }, Held::Float { .. }) => {
                self.asm.float_from_bits(float, float_type(mode), integer);
            }
            (_, Held::Memory)
            | (Held::Integer { .. }, Held::Integer { .. })
            | (Held::Float { .. }, Held::Float { .. }) => {}
            (Held::Result | Held::Number { .. }, _) | (_, Held::Result | Held::Number { .. }) => {
                unreachable!("block versions begin and end without these")
            }
        }
    }

    /// Makes a NaN canonical that an operation has given.
    #[inline(always)]
    pub(super) fn settle_result(&mut self, word: usize) {
        self.canonicalize(Float::Word(word as u8), float_type(self.mode));
        self.cache.set(word, Held::Float { dirty: true });
    }

    /// Has registers hold what is neither in one nor in the context, so that another block version can take over. Changes the processor's
    /// flags if there are results, or cells were pushed.
    #[inline]
    pub(super) fn before_edge(&mut self) {
        self.settle_stack();
        for word in self.cache.sets.passing() {
            match self.cache.get(word) {
                Held::Result => self.settle_result(word),
                Held::Number { .. } => {
                    self.hold_integer(word);
                }
                Held::Memory | Held::Integer { .. } | Held::Float { .. } => {}
            }
        }
    }

    /// Gets a word into its register for integers.
    #[inline]
    fn hold_integer(&mut self, word: usize) -> Register {
        let register = Register::Word(word as u8);
        if self.cache.get(word) == Held::Result {
            self.settle_result(word);
        }
        let dirty = match self.cache.get(word) {
            Held::Integer { .. } => return register,
            Held::Memory => {
                self.asm.load(register, word_type(self.mode), place(self.mode, word));
                false
            }
            Held::Float { dirty } => {
                self.asm.bits_of_float(register, float_type(self.mode), Float::Word(word as u8));
                dirty
            }
            Held::Result => true,
            Held::Number { value, dirty } => {
                self.asm.number(register, value.into());
                dirty
            }
        };
        self.cache.set(word, Held::Integer { dirty });
        register
    }

    /// Gets a word into its register for floats.
    #[inline]
    fn hold_float(&mut self, word: usize) -> Float {
        let (register, kind) = (Float::Word(word as u8), float_type(self.mode));
        let dirty = match self.cache.get(word) {
            Held::Float { .. } | Held::Result => return register,
            Held::Memory => {
                self.asm.load_float(register, kind, place(self.mode, word));
                false
            }
            Held::Integer { dirty } => {
                self.asm.float_from_bits(register, kind, Register::Word(word as u8));
                dirty
            }
            Held::Number { value: 0, dirty } => {
                self.asm.zero_float(register);
                dirty
            }
            Held::Number { value, dirty } => {
                self.asm.number(Register::Word(word as u8), value.into());
                self.asm.float_from_bits(register, kind, Register::Word(word as u8));
                dirty
            }
        };
        self.cache.set(word, Held::Float { dirty });
        register
    }

    /// The register that has an integer word: its own, or `scratch`. Bits above the word's mean nothing.
    #[inline(always)]
    pub(super) fn integer(&mut self, reg: Reg, scratch: Register) -> Register {
        match self.word(reg) {
            Some(word) => self.hold_integer(word),
            None => {
                self.store_cells(reg, self.mode.word_cells());
                self.asm.load(scratch, integer_type(self.mode), Place::Context(rho(reg)));
                scratch
            }
        }
    }

    /// An integer word extended to 64 bits, in a register that must not be changed: its own, or `scratch`.
    #[inline]
    pub(super) fn extended_integer(&mut self, reg: Reg, scratch: Register) -> Register {
        let kind = integer_type(self.mode);
        if let Some(value) = self.number_of(reg) {
            self.asm.number(scratch, value.into());
            return scratch;
        }
        let register = self.integer(reg, scratch);
        if register == scratch || kind == Type::U64 {
            return register;
        }
        self.asm.extend(scratch, register, kind);
        scratch
    }

    /// The number that a word is, if that is known.
    #[inline(always)]
    pub(super) fn number_of(&self, reg: Reg) -> Option<i16> {
        match self.cache.get(self.word(reg)?) {
            Held::Number { value, .. } => Some(value),
            Held::Memory | Held::Integer { .. } | Held::Float { .. } | Held::Result => None,
        }
    }

    /// The register for an integer word that is about to change: its own, or `A`, which [`put_integer`](Self::put_integer) then
    /// stores. Changes `C`.
    #[inline]
    pub(super) fn change_integer(&mut self, reg: Reg) -> Register {
        let register = self.integer(reg, Register::A);
        self.target_integer(reg);
        register
    }

    /// The same for a word whose old value does not matter.
    #[inline]
    pub(super) fn target_integer(&mut self, reg: Reg) -> Register {
        let cells = self.mode.word_cells();
        match self.word(reg) {
            Some(word) => {
                self.before_writing(reg, cells);
                self.cache.set(word, Held::Integer { dirty: true });
                Register::Word(word as u8)
            }
            None => {
                self.release_cells(reg, cells);
                Register::A
            }
        }
    }

    /// Puts what is in a register into an integer word, for which [`target_integer`](Self::target_integer) was called.
    #[inline(always)]
    pub(super) fn put_integer(&mut self, reg: Reg, from: Register) {
        match self.word(reg) {
            Some(word) if from == Register::Word(word as u8) => {}
            Some(word) => self.asm.copy(Register::Word(word as u8), from),
            None => self.store_integer(reg),
        }
    }

    /// The register that has a float word: its own, or `scratch`.
    #[inline]
    pub(super) fn float(&mut self, reg: Reg, kind: FloatType, scratch: Float) -> Float {
        match self.float_word(reg) {
            Some(word) => self.hold_float(word),
            None => {
                self.store_cells(reg, self.mode.word_cells());
                self.asm.load_float(scratch, kind, Place::Context(rho(reg)));
                scratch
            }
        }
    }

    /// The register for the result of an operation on floats: the word's own, or `X`, which [`put_float`](Self::put_float)
    /// then stores. Changes `C`.
    #[inline]
    pub(super) fn target_float(&mut self, reg: Reg) -> Float {
        let cells = self.mode.word_cells();
        match self.float_word(reg) {
            Some(word) => {
                self.before_writing(reg, cells);
                self.cache.set(word, Held::Result);
                Float::Word(word as u8)
            }
            None => {
                self.release_cells(reg, cells);
                Float::X
            }
        }
    }

    /// Puts a result into a float word, for which [`target_float`](Self::target_float) was called.
    #[inline(always)]
    pub(super) fn put_float(&mut self, reg: Reg, kind: FloatType, from: Float) {
        if self.float_word(reg).is_none() {
            self.canonicalize(from, kind);
            self.asm.store_float(from, kind, Place::Context(rho(reg)));
        }
    }

    /// Word a = word b, all bits, if both can be held.
    pub(super) fn copy_word(&mut self, a: Reg, b: Reg) -> Option<()> {
        let (to, from) = (self.word(a)?, self.word(b)?);
        self.before_writing(a, self.mode.word_cells());
        let held = match self.cache.get(from) {
            _ if to == from => return Some(()),
            Held::Float { .. } | Held::Result if to >= A::FLOATS => {
                let register = self.hold_integer(from);
                self.asm.copy(Register::Word(to as u8), register);
                Held::Integer { dirty: true }
            }
            Held::Float { .. } => {
                self.asm.copy_float(Float::Word(to as u8), Float::Word(from as u8));
                Held::Float { dirty: true }
            }
            Held::Result => {
                self.asm.copy_float(Float::Word(to as u8), Float::Word(from as u8));
                Held::Result
            }
            Held::Number { value, .. } => Held::Number { value, dirty: true },
            Held::Memory | Held::Integer { .. } => {
                let register = self.hold_integer(from);
                self.asm.copy(Register::Word(to as u8), register);
                Held::Integer { dirty: true }
            }
        };
        self.cache.set(to, held);
        Some(())
    }
}
