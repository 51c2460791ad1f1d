//! Which words of the machine registers of the processor hold while code is made.
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

/// What holds each word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cache {
    pub words: [Held; WORDS],
}

/// What holds each word where a unit begins: neither numbers nor results, which have become integers and floats by then.
/// Three bits a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Arrival(u32);

impl Cache {
    /// What a unit may begin with that comes next.
    pub fn arrival(&self) -> Arrival {
        let code = |held: &Held| match held {
            Held::Memory => 0,
            Held::Integer { dirty } => 1 + u32::from(*dirty),
            Held::Float { dirty } => 3 + u32::from(*dirty),
            Held::Result | Held::Number { .. } => unreachable!("units end without these"),
        };
        Arrival(self.words.iter().rev().fold(0, |bits, held| bits << 3 | code(held)))
    }
}

impl Arrival {
    /// Nothing is held.
    pub const MEMORY: Arrival = Arrival(0);

    pub fn cache(self) -> Cache {
        let mut cache = Cache::default();
        let mut bits = self.0;
        for held in &mut cache.words {
            *held = match bits & 7 {
                0 => Held::Memory,
                code @ 1..=2 => Held::Integer { dirty: code == 2 },
                code => Held::Float { dirty: code == 4 },
            };
            bits >>= 3;
        }
        cache
    }
}
