//! From a program to operations.

use super::draft::{Draft, target};
use super::kind::Kind;
use super::map::Map;
use super::operation::Operation;
use super::translation::{Place, Translation};
use super::verify::verify;
use super::{analysis, dispatch};
use alloc::vec::Vec;
use core::cell::Cell;
use vsp_isa::container::Image;
use vsp_isa::flow::{self, BlockVersion, Costs, Reach};
use vsp_isa::{Fetched, Mode};

/// The most bytes that all operations of a program may take; programs with more are decoded as they run.
const MOST_BYTES: usize = 64 << 20;
/// How many bytes of code are looked at, at most: what has more would not fit.
const MOST_CODE: usize = MOST_BYTES / 8 - 1;
// The address after the last one has a place, too.
const _: () = assert!(MOST_CODE < 1 << Place::ADDRESS_BITS);
/// How many bytes there may be for each reachable byte of code, and over that.
const BYTES_PER_BYTE: usize = 12;
const BYTES_OVER: usize = 4096;

/// A program while it is translated.
pub(super) struct Translator<'a> {
    pub image: &'a Image<'a>,
    pub reach: &'a Reach,
    /// What blocks cost, if fuel is counted.
    pub costs: Option<Costs>,
    pub draft: Draft,
    /// The mode at hand.
    pub mode: Mode,
    /// The block version that comes next in the operations.
    pub next_version: Option<BlockVersion>,
    /// Where a jump must be one operation, as a branch before it relies on.
    pub plain_jump: Option<u32>,
    /// The address after what the last operation executes one by one, if it does.
    pub executed_to: Option<u32>,
    /// The address after the last instruction of the block version.
    pub end: u32,
    /// Where the instruction stands that was looked at last, and the mode.
    ahead: Cell<(u32, Mode)>,
    /// That instruction: it often comes next.
    found_ahead: Cell<Option<Fetched>>,
}

/// Translates a program, with or without what counts fuel and looks for interrupts. `None` where it would take too much memory.
/// `reach` must be that of the program.
pub(crate) fn translate(image: &Image<'_>, reach: &Reach, metered: bool) -> Option<Translation> {
    if image.code.len() > MOST_CODE {
        return None;
    }
    let draft = draft(image, reach, metered)?;
    if cfg!(any(test, debug_assertions, feature = "verify"))
        && let Err(fault) = verify(&draft, metered)
    {
        // An error of the translator's: better slow than wrong.
        debug_assert!(false, "{fault:?}");
        return None;
    }
    let bytes_per_operation = size_of::<Operation>() + size_of::<Place>();
    let maps: usize = draft.maps.iter().flatten().map(Map::size).sum();
    let bytes = draft.operations.len() * bytes_per_operation + maps;
    if bytes > MOST_BYTES || bytes > draft.reached * BYTES_PER_BYTE + BYTES_OVER {
        return None;
    }
    let Draft { mut operations, mut places, maps, .. } = draft;
    operations.shrink_to_fit();
    places.shrink_to_fit();
    Some(Translation::link(operations, places, maps, metered, dispatch::code))
}

/// The operations of a program before they are linked.
pub(super) fn draft(image: &Image<'_>, reach: &Reach, metered: bool) -> Option<Draft> {
    let versions = flow::block_versions(image, reach);
    let mut translator = Translator {
        image,
        reach,
        costs: metered.then(|| reach.costs(image)),
        draft: Draft {
            operations: Vec::with_capacity(image.code.len() / 4),
            places: Vec::with_capacity(image.code.len() / 4),
            maps: [const { None }; 5],
            versions: Vec::with_capacity(versions.len()),
            reached: 0,
        },
        mode: image.mode,
        next_version: None,
        plain_jump: None,
        executed_to: None,
        end: 0,
        ahead: Cell::new((u32::MAX, image.mode)),
        found_ahead: Cell::new(None),
    };
    for mode in Mode::ALL {
        let mut versions = versions.iter().copied().filter(|version| version.mode == mode).peekable();
        while let Some(version) = versions.next() {
            translator.next_version = versions.peek().copied();
            translator.version(version);
            if translator.draft.operations.len() * size_of::<Operation>() > MOST_BYTES {
                return None;
            }
        }
    }
    let mut draft = translator.draft;
    analysis::resolve(&mut draft, metered);
    analysis::hand_on(&mut draft, reach);
    Some(draft)
}

impl Translator<'_> {
    fn version(&mut self, version: BlockVersion) {
        let begin = self.draft.operations.len();
        self.draft.versions.push((version, begin as u32));
        let size = self.image.code.len();
        let map = &mut self.draft.maps[usize::from(version.mode.code())];
        map.get_or_insert_with(|| Map::new(size)).add(version.address, begin);
        self.mode = version.mode;
        self.executed_to = None;
        if self.is_metered() && self.is_return_site(version.address) {
            self.push(Kind::Pay, version.address).imm = self.cost(version.address);
        }
        let mut at = version.address;
        loop {
            if at != version.address && self.reach.begins(at) {
                self.fall_into(at, version);
                break;
            }
            let Some((instruction, next)) = self.peek(at) else {
                self.push(Kind::Redo, at);
                break;
            };
            self.end = next;
            let is_first = self.draft.operations.len() == begin;
            match self.select(at, next, instruction, is_first) {
                Some(next) => at = next,
                None => {
                    at = self.end;
                    break;
                }
            }
        }
        self.draft.reached += (at - version.address) as usize;
        if self.plain_jump == Some(version.address) {
            self.plain_jump = None;
        }
    }

    /// On to where another block version begins.
    fn fall_into(&mut self, at: u32, version: BlockVersion) {
        let pays = self.is_metered() && self.reach.is_start(at);
        let here = BlockVersion { address: at, mode: self.mode };
        if version.mode == self.mode && self.next_version == Some(here) {
            // A return site pays for itself.
            if pays && !self.is_return_site(at) {
                self.push(Kind::Pay, at).imm = self.cost(at);
            }
        } else {
            if pays {
                self.push(Kind::Pay, at).imm = self.cost(at);
            }
            self.push(Kind::Jump, at).target = target(at, self.mode);
        }
    }

    pub fn is_metered(&self) -> bool {
        self.costs.is_some()
    }

    /// What entering the block at an address costs, where fuel is counted.
    pub fn cost(&self, address: u32) -> u32 {
        self.costs.as_ref().and_then(|costs| costs.at(address)).unwrap_or(0)
    }

    pub fn is_return_site(&self, address: u32) -> bool {
        self.reach.is_return_site(address)
    }

    /// Whether the operation after the last one is the first of the block version at an address, which is paid.
    pub fn falls_into(&self, address: u32) -> bool {
        self.next_version == Some(BlockVersion { address, mode: self.mode })
            && !(self.is_metered() && self.is_return_site(address))
    }

    /// The instruction at an address and the address after it, if it belongs to the same block version and can be told from the
    /// one before.
    pub fn following(&self, at: u32) -> Option<(Fetched, u32)> {
        if self.reach.begins(at) {
            return None;
        }
        self.peek(at)
    }

    /// The instruction at an address and the address after it, unless it is sure to trap.
    #[inline]
    pub fn peek(&self, at: u32) -> Option<(Fetched, u32)> {
        let instruction =
            if self.ahead.get() == (at, self.mode) { self.found_ahead.get() } else { self.instruction(at) }?;
        Some((instruction, at + instruction.length()))
    }

    /// The instruction at an address, unless it is sure to trap. That is one register of the processor, with the address after it it
    /// would be none.
    #[inline(never)]
    fn instruction(&self, at: u32) -> Option<Fetched> {
        let instruction = flow::instruction_in(self.image, at, self.mode);
        self.ahead.set((at, self.mode));
        self.found_ahead.set(instruction);
        instruction
    }

    /// Adds an operation for the instructions from an address on.
    #[inline]
    pub fn push(&mut self, kind: Kind, address: u32) -> &mut Operation {
        self.draft.places.push(Place::new(address));
        self.executed_to = None;
        self.draft.operations.push_mut(Operation::new(kind as u16))
    }

    /// Whether the operations so far leave room for more than the program needs.
    pub fn has_room(&self) -> bool {
        let bytes = self.draft.operations.len() * (size_of::<Operation>() + size_of::<Place>());
        bytes + 2 * self.image.code.len() / 16 < self.draft.reached * (BYTES_PER_BYTE - 2) + BYTES_OVER / 2
    }
}
