//! Data-flow analysis of the cached words, and resolving jumps.

use super::draft::Draft;
use super::kind::{Effect, Gives, Kind, Operand, Source, Then};
use super::map::Map;
use super::operation::Operation;
use super::translation::{NO_WORD, Place};
use alloc::vec;
use alloc::vec::Vec;
use core::hint::select_unpredictable;
use core::ptr;
use vsp_isa::Mode;
use vsp_isa::flow::Reach;

/// Puts numbers of operations in place of addresses. What leads nowhere is left to the precise interpreter.
pub(super) fn resolve(draft: &mut Draft, metered: bool) {
    for index in (0..draft.operations.len()).rev() {
        let then = effect(&draft.operations[index]).then;
        let found = match then {
            Then::Jump | Then::Branch | Then::Either | Then::Call => {
                let goal = draft.operations[index].target.addr();
                let map = draft.maps[goal >> 24].as_ref();
                map.and_then(|map: &Map| map.find(goal as u32 & 0xff_ffff))
            }
            Then::Return => {
                // No block version begins in a mode that is changed to where nothing follows but RET.
                let mode = draft.operations[index].target.addr();
                draft.maps[mode].is_some().then_some(mode)
            }
            Then::On | Then::Leave => continue,
        };
        let is_whole = then != Then::Either
            || draft.operations.get(index + 1).is_some_and(|next| kind(next) == Kind::Jump);
        match found {
            Some(mut goal) if is_whole => {
                if then != Then::Return && metered && kind(&draft.operations[goal]) == Kind::Pay {
                    // That is for RET; control that comes from here has paid.
                    goal += 1;
                }
                draft.operations[index].target = ptr::without_provenance(goal);
            }
            Some(_) | None => {
                let operation = &mut draft.operations[index];
                operation.code = ptr::without_provenance(Kind::Redo as usize);
                operation.target = ptr::null();
            }
        }
    }
}

/// The kind of an operation that is not linked.
pub(super) fn kind(operation: &Operation) -> Kind {
    Kind::of_number(operation.code.addr())
}

/// What an operation does that is not linked.
#[inline]
pub(super) fn effect(operation: &Operation) -> &'static Effect {
    Kind::effect_of_number(operation.code.addr())
}

/// A word that is handed on, by its first register; [`NO_WORD`], or [`ANY`] where nothing is known yet.
pub(super) type Word = u8;
/// Whatever is wanted.
const ANY: Word = 0xff;

/// The integer and the float that are handed on.
pub(super) type Words = (Word, Word);

/// What a block version does to one of the two words.
#[derive(Clone, Copy)]
enum Summary {
    /// It hands on this one.
    Gives(Word),
    /// It hands on the one that it gets, unless that has one of these cells.
    Passes(u16),
}

impl Summary {
    fn apply(self, word: Word, cells: u8) -> Word {
        match self {
            Summary::Gives(word) => word,
            Summary::Passes(_) if word == ANY || word == NO_WORD => word,
            Summary::Passes(changed) if cells_of(word, cells) & changed != 0 => NO_WORD,
            Summary::Passes(_) => word,
        }
    }
}

/// The cells of a word, a bit each.
fn cells_of(register: u8, cells: u8) -> u16 {
    (((1u32 << cells) - 1) << register) as u16
}

/// The cells that an operation changes, a bit each.
#[inline]
pub(super) fn changed(operation: &Operation, effect: &Effect) -> u16 {
    let (a, b) = effect.written;
    let a = if effect.a == Operand::WriteCells { cells_of(0, operation.c as u8) } else { a };
    effect.changes | a << (operation.a / 2) | b << (operation.b / 2)
}

/// A word that is handed on, or none: its first register as operations have it, or [`Held::NO_OFFSET`], and in the high half its cells, a
/// bit each. It is one number, so that choosing one of two takes no branch.
#[derive(Clone, Copy)]
struct Held(u32);

impl Held {
    /// That of no register.
    const NO_OFFSET: u8 = 0xff;
    const NONE: Held = Held::of(Held::NO_OFFSET, 0);

    const fn of(offset: u8, cells: u16) -> Held {
        Held(offset as u32 | (cells as u32) << 16)
    }

    /// A word of so many cells.
    fn new(word: Word, cells: u8) -> Held {
        if word == NO_WORD { Held::NONE } else { Held::of(2 * word, cells_of(word, cells)) }
    }

    #[inline]
    fn offset(self) -> u8 {
        self.0 as u8
    }

    #[inline]
    fn word(self) -> Word {
        (self.offset() / 2) & NO_WORD
    }

    /// The word after an operation that changes cells, and gives another if `is_given`.
    #[inline]
    fn after(self, changed: u16, given: Held, is_given: bool) -> Held {
        let is_left = self.0 & u32::from(changed) << 16 == 0;
        let left = select_unpredictable(is_left, self.0, Held::NONE.0);
        Held(select_unpredictable(is_given, given.0, left))
    }
}

/// The integer and the float that are handed on, while operations are gone through.
#[derive(Clone, Copy)]
pub(super) struct Hand {
    integer: Held,
    float: Held,
}

impl Hand {
    const EMPTY: Hand = Hand { integer: Held::NONE, float: Held::NONE };

    /// Words of so many cells.
    pub fn new((integer, float): Words, cells: u8) -> Hand {
        Hand { integer: Held::new(integer, cells), float: Held::new(float, cells) }
    }

    #[inline]
    pub fn words(self) -> Words {
        (self.integer.word(), self.float.word())
    }

    /// What is handed on after an operation that changes cells.
    #[inline]
    pub fn after(self, operation: &Operation, effect: &Effect, changed: u16) -> Hand {
        // Who gives something writes word a. One that begins at the last register is not handed on: that is no word's number.
        let offset = if operation.a / 2 == NO_WORD { Held::NO_OFFSET } else { operation.a };
        let given = Held::of(offset, effect.written.0 << (operation.a / 2));
        let (is_integer, is_float) = effect.gives.which();
        Hand {
            integer: self.integer.after(changed, given, is_integer),
            float: self.float.after(changed, given, is_float),
        }
    }

    /// Lets an operation take the row in which operands come from what is handed on, if they do.
    #[inline]
    fn choose(self, operation: &mut Operation, effect: &Effect) {
        let offset = if effect.is_float_source { self.float } else { self.integer }.offset();
        let (may_be_a, may_be_b) = effect.source.which();
        let takes_a = may_be_a & (operation.a == offset);
        let takes_b = may_be_b & (operation.b == offset);
        // First comes the row that takes a, then the one that takes b. Nothing here is foreseeable, so there is no branch.
        let distance = if takes_a { 1 } else { usize::from(takes_b) << usize::from(may_be_a) };
        operation.code = operation.code.wrapping_byte_add(distance);
    }
}

/// What is handed on where two ways meet.
fn meet(one: Word, other: Word) -> Word {
    match (one, other) {
        (ANY, word) | (word, ANY) => word,
        (one, other) if one == other => one,
        _ => NO_WORD,
    }
}

/// Finds what is handed on everywhere, writes it to the places, and lets operations take their operands from there.
pub(super) fn hand_on(draft: &mut Draft, reach: &Reach) {
    let summaries = (0..draft.versions.len()).map(|version| within(draft, version)).collect();
    let mut search = Search::new(draft, reach, summaries);
    search.run(draft);
    for (version, &words) in search.incoming.iter().enumerate() {
        from_before(draft, version, words);
    }
}

/// Hands on within a block version what it has itself, and says what it does to what it gets.
fn within(draft: &mut Draft, version: usize) -> (Summary, Summary) {
    let mut hand = Hand::EMPTY;
    let (mut gives, mut all_changed) = (0, 0);
    for (operation, place) in with_places(draft, version) {
        place.set_words(hand.words());
        let effect = effect(operation);
        place.set_goes_on(effect.then == Then::On);
        hand.choose(operation, effect);
        let changed = changed(operation, effect);
        hand = hand.after(operation, effect, changed);
        gives |= effect.gives as u8;
        all_changed |= changed;
    }
    let passes = if all_changed == u16::MAX { Summary::Gives(NO_WORD) } else { Summary::Passes(all_changed) };
    let summary = |which: Gives, held: Held| {
        if gives & which as u8 != 0 { Summary::Gives(held.word()) } else { passes }
    };
    (summary(Gives::Integer, hand.integer), summary(Gives::Float, hand.float))
}

/// Hands on within a block version what it gets, as far as that makes a difference.
fn from_before(draft: &mut Draft, version: usize, words: Words) {
    let mut hand = Hand::new(words, word_cells(draft.versions[version].0.mode));
    for (operation, place) in with_places(draft, version) {
        let words = hand.words();
        if place.words() == words {
            break;
        }
        place.set_words(words);
        let effect = effect(operation);
        if effect.from == Source::None {
            hand.choose(operation, effect);
        }
        hand = hand.after(operation, effect, changed(operation, effect));
    }
}

fn word_cells(mode: Mode) -> u8 {
    mode.word_cells() as u8
}

/// A block version's operations, with their places.
fn with_places(draft: &mut Draft, version: usize) -> impl Iterator<Item = (&mut Operation, &mut Place)> {
    let range = operations_of(draft, version);
    let places = &mut draft.places[range.clone()];
    draft.operations[range].iter_mut().zip(places)
}

/// The numbers of a block version's operations.
pub(super) fn operations_of(draft: &Draft, version: usize) -> core::ops::Range<usize> {
    let end = draft.versions.get(version + 1).map_or(draft.operations.len(), |(_, begin)| *begin as usize);
    draft.versions[version].1 as usize..end
}

/// Finding what is handed on to block versions.
struct Search {
    /// What each block version does.
    summaries: Vec<(Summary, Summary)>,
    /// What each gets.
    incoming: Vec<Words>,
    /// By the number of an operation the block version that begins there or before its payment.
    version_at: Vec<u32>,
    work: Vec<usize>,
}

impl Search {
    fn new(draft: &Draft, reach: &Reach, summaries: Vec<(Summary, Summary)>) -> Search {
        let versions = draft.versions.len();
        let mut search = Search {
            summaries,
            incoming: vec![(ANY, ANY); versions],
            version_at: vec![0; draft.operations.len() + 1],
            work: (0..versions).collect(),
        };
        for (version, (place, begin)) in draft.versions.iter().enumerate() {
            search.version_at[*begin as usize] = version as u32;
            search.version_at[*begin as usize + 1] = version as u32;
            // RET hands nothing on.
            if reach.is_return_site(place.address) {
                search.incoming[version] = (NO_WORD, NO_WORD);
            }
        }
        // A block version of one operation may be overwritten by the second of the one before.
        for (version, (_, begin)) in draft.versions.iter().enumerate() {
            search.version_at[*begin as usize] = version as u32;
        }
        search
    }

    fn run(&mut self, draft: &Draft) {
        self.spread(draft);
        for version in 0..self.incoming.len() {
            let (integer, float) = self.incoming[version];
            if integer == ANY || float == ANY {
                // Only the entry leads here, or a cycle about which nothing is known.
                let known = |word| if word == ANY { NO_WORD } else { word };
                self.incoming[version] = (known(integer), known(float));
                self.work.push(version);
                self.spread(draft);
            }
        }
    }

    fn spread(&mut self, draft: &Draft) {
        while let Some(version) = self.work.pop() {
            let operations = operations_of(draft, version);
            let cells = word_cells(draft.versions[version].0.mode);
            let (integer, float) = self.summaries[version];
            let words = self.incoming[version];
            let words = (integer.apply(words.0, cells), float.apply(words.1, cells));
            // Whatever leaves a block version stands among its last two operations.
            let last = operations.end;
            for index in last.saturating_sub(2).max(operations.start)..last {
                let operation = &draft.operations[index];
                let then = effect(operation).then;
                if matches!(then, Then::Jump | Then::Branch | Then::Either | Then::Call) {
                    self.reach(self.version_at[operation.target.addr()], words);
                }
                if index + 1 == last && matches!(then, Then::On | Then::Branch | Then::Either) {
                    self.reach(version as u32 + 1, words);
                }
            }
        }
    }

    fn reach(&mut self, version: u32, words: Words) {
        let version = version as usize;
        let Some(incoming) = self.incoming.get_mut(version) else { return };
        let met = (meet(incoming.0, words.0), meet(incoming.1, words.1));
        if met != *incoming {
            *incoming = met;
            self.work.push(version);
        }
    }
}
