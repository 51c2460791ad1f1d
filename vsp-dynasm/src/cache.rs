//! The register cache: which registers of the processor hold which words of the machine, and which of them are dirty.
//!
//! Each word that begins at a multiple of its size has a register of its own for integers and one for floats, as far as the
//! processor has that many. So all that there is to know of a word is whether one of the two holds it. What they hold and the
//! context does not is *dirty*: it is stored before something else may look at the registers' image.

/// How many words may be held at once.
pub(super) const WORDS: usize = 8;

/// What holds a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Held {
    /// The context alone.
    #[default]
    Memory,
    /// The word's register for integers, in its low bits.
    Integer { dirty: bool },
    /// The word's register for floats, all bits as they are.
    Float { dirty: bool },
    /// The word's register for floats, and nothing else: a NaN there stands for the canonical one.
    Result,
    /// Nothing: it is this number. The context has it unless it is dirty.
    Number { value: i16, dirty: bool },
}

/// What holds each word, but for the numbers: sets of words, each of which has a bit for each word, in one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sets(u64);

/// How far up the sets are. Floats have results, too; what is dirty is all that the context lacks, results and numbers, too.
const INTEGERS: u32 = 0;
const FLOATS: u32 = 8;
const DIRTY: u32 = 16;
const RESULTS: u32 = 24;
const NUMBERS: u32 = 32;

/// The first word in all sets.
const FIRST: u64 = 1 << INTEGERS | 1 << FLOATS | 1 << DIRTY | 1 << RESULTS | 1 << NUMBERS;

/// The numbers that words are; of other words, anything.
pub(super) type Numbers = [i16; WORDS];

/// What holds each word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cache {
    pub sets: Sets,
    pub numbers: Numbers,
}

/// What holds each word where a block version begins: neither numbers nor results, which have become integers and floats by then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Arrival(u32);

/// The words of a set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Set(u8);

impl Iterator for Set {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        let word = self.0.trailing_zeros() as usize;
        self.0 &= self.0.wrapping_sub(1);
        (word < WORDS).then_some(word)
    }
}

impl Sets {
    #[inline(always)]
    fn of(self, shift: u32) -> u8 {
        (self.0 >> shift) as u8
    }

    /// Words that the context lacks.
    #[inline(always)]
    pub fn dirty(self) -> Set {
        Set(self.of(DIRTY))
    }

    /// Words that must be held in another way before a block version ends.
    #[inline(always)]
    pub fn passing(self) -> Set {
        Set(self.of(RESULTS) | self.of(NUMBERS))
    }

    /// Whether some word is a number.
    #[inline(always)]
    pub fn has_numbers(self) -> bool {
        self.of(NUMBERS) != 0
    }

    /// Some number that differs for most different sets.
    #[inline(always)]
    pub fn hash(self) -> usize {
        (self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
    }

    /// What a block version may begin with that comes next, when nothing is [`passing`](Self::passing).
    #[inline(always)]
    pub fn arrival(self) -> Arrival {
        debug_assert!(self.passing().next().is_none(), "block versions end without these");
        Arrival(self.0 as u32)
    }
}

impl Cache {
    /// What holds a word.
    #[inline(always)]
    pub fn get(&self, word: usize) -> Held {
        let sets = self.sets.0 >> word;
        let has = |set: u32| sets & 1 << set != 0;
        let dirty = has(DIRTY);
        if has(INTEGERS) {
            Held::Integer { dirty }
        } else if has(RESULTS) {
            Held::Result
        } else if has(FLOATS) {
            Held::Float { dirty }
        } else if has(NUMBERS) {
            Held::Number { value: self.numbers[word], dirty }
        } else {
            Held::Memory
        }
    }

    #[inline(always)]
    pub fn set(&mut self, word: usize, held: Held) {
        let sets = match held {
            Held::Memory => 0,
            Held::Integer { dirty } => 1 << INTEGERS | u64::from(dirty) << DIRTY,
            Held::Float { dirty } => 1 << FLOATS | u64::from(dirty) << DIRTY,
            Held::Result => 1 << FLOATS | 1 << RESULTS | 1 << DIRTY,
            Held::Number { value, dirty } => {
                self.numbers[word] = value;
                1 << NUMBERS | u64::from(dirty) << DIRTY
            }
        };
        self.sets.0 = self.sets.0 & !(FIRST << word) | sets << word;
    }
}

impl Arrival {
    /// Nothing is held.
    pub const MEMORY: Arrival = Arrival(0);

    #[inline(always)]
    pub fn sets(self) -> Sets {
        Sets(self.0.into())
    }

    /// What holds a word.
    #[inline(always)]
    pub fn get(self, word: usize) -> Held {
        Cache { sets: self.sets(), ..Cache::default() }.get(word)
    }

    /// The same with a word held in another way, by a register.
    #[must_use]
    pub fn with(self, word: usize, held: Held) -> Arrival {
        let mut cache = Cache { sets: self.sets(), ..Cache::default() };
        cache.set(word, held);
        cache.sets.arrival()
    }

    /// The same where all that is held may be what the context lacks.
    #[must_use]
    #[inline(always)]
    pub fn all_dirty(self) -> Arrival {
        Arrival(self.0 | u32::from(self.sets().of(INTEGERS) | self.sets().of(FLOATS)) << DIRTY)
    }

    /// Some number that differs for most different ones, and is 0 for [`MEMORY`](Self::MEMORY).
    #[inline(always)]
    pub fn hash(self) -> u8 {
        (self.0.wrapping_mul(0x9e37_79b9) >> 24) as u8
    }

    /// The words that must be held otherwise, or stored, before a block version that begins like the other:
    /// what is dirty there need not be.
    #[inline(always)]
    pub fn differing(self, to: Arrival) -> Set {
        let (from, to) = (self.sets(), to.sets());
        let stays_dirty = (to.of(INTEGERS) | to.of(FLOATS)) & to.of(DIRTY);
        let loaded = to.of(INTEGERS) & !from.of(INTEGERS) | to.of(FLOATS) & !from.of(FLOATS);
        Set(loaded | from.of(DIRTY) & !stays_dirty)
    }
}
