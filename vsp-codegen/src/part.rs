//! What is compiled together, as one function.

use std::collections::BTreeSet;
use std::ops::Range;
use vsp_isa::flow::{End, Unit, UnitCode, mode_after};

/// A unit, or a stretch of one that is longer than a region may be.
pub(crate) struct Piece {
    /// Where it begins.
    pub place: Unit,
    /// The fuel to charge on entering, if a block of the program starts here.
    pub cost: Option<u32>,
    /// Whether runs look here whether they shall be interrupted.
    pub is_checkpoint: bool,
    pub code: UnitCode,
}

impl Piece {
    /// Cuts it after as many instructions, and gives the rest, if there is one.
    fn split(&mut self, most: usize) -> Option<Piece> {
        let instructions = self.code.instructions.split_off(most.min(self.code.instructions.len()));
        let &(address, _) = instructions.first()?;
        let before = self.code.instructions.iter();
        let mode = before.fold(self.place.mode, |mode, &(_, instruction)| mode_after(instruction, mode));
        let code = UnitCode { instructions, mode: self.code.mode, end: self.code.end };
        (self.code.mode, self.code.end) = (mode, End::FallsInto(address));
        Some(Piece { place: Unit { address, mode }, cost: None, is_checkpoint: false, code })
    }
}

/// Pieces that are compiled together, as one function.
pub(crate) struct Region {
    /// Sorted by place.
    pub pieces: Vec<Piece>,
    /// The places where the region can be entered, in the order of their numbers.
    pub entries: Vec<Unit>,
}

impl Region {
    pub fn new(pieces: Vec<Piece>, entries: Vec<Unit>) -> Region {
        Region { pieces, entries }
    }

    /// Where it begins in the program.
    pub fn address(&self) -> Option<u32> {
        self.pieces.first().map(|piece| piece.place.address)
    }

    /// The addresses that its pieces begin at lie within these.
    pub fn addresses(&self) -> Range<u32> {
        match &*self.pieces {
            [] => 0..0,
            [first, .., last] | [first @ last] => first.place.address..last.place.address + 1,
        }
    }

    /// How many instructions it has, where a piece without any counts as one.
    pub fn instructions(&self) -> usize {
        self.pieces.iter().map(|piece| piece.code.instructions.len().max(1)).sum()
    }

    /// Cuts it into regions of at most so many instructions, and as many pieces.
    pub fn cut(self, most: usize) -> Vec<Region> {
        let mut entries: BTreeSet<Unit> = self.entries.into_iter().collect();
        let mut pieces = Vec::new();
        for piece in self.pieces {
            let mut next = Some(piece);
            while let Some(mut piece) = next {
                next = piece.split(most);
                pieces.push(piece);
            }
        }
        pieces.sort_by_key(|piece| piece.place);
        // After a change of the mode, two pieces can have the same rest.
        pieces.dedup_by_key(|piece| piece.place);
        let bounds = bounds(pieces.iter().map(|piece| piece.code.instructions.len()), most);
        for extent in bounds.windows(2).map(|bounds| bounds[0]..bounds[1]) {
            for target in pieces[extent.clone()].iter().flat_map(|piece| piece.code.successors()) {
                let to = pieces.binary_search_by_key(&target, |piece| piece.place);
                if to.is_ok_and(|to| !extent.contains(&to)) {
                    entries.insert(target);
                }
            }
        }
        let mut pieces = pieces.into_iter();
        let regions = bounds.windows(2).map(|bounds| {
            let pieces: Vec<Piece> = pieces.by_ref().take(bounds[1] - bounds[0]).collect();
            let places = pieces.iter().map(|piece| piece.place).filter(|place| entries.contains(place));
            let entries = places.collect();
            Region::new(pieces, entries)
        });
        regions.collect()
    }
}

/// Cuts pieces of the given lengths into regions of at most so many instructions: the first piece of each region, and the count of
/// pieces.
pub(crate) fn bounds(lengths: impl Iterator<Item = usize>, most: usize) -> Vec<usize> {
    let (mut bounds, mut size, mut count) = (vec![0], 0, 0);
    for length in lengths.map(|length| length.max(1)) {
        if size + length > most && size > 0 {
            bounds.push(count);
            size = 0;
        }
        size += length;
        count += 1;
    }
    bounds.push(count);
    bounds
}
