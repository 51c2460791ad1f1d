//! Regions: block versions of a program that become one function.

use std::collections::BTreeSet;
use vsp_isa::container::Container;
use vsp_isa::flow::{BlockCode, BlockVersion, Flow};

/// A block version of a program, or a stretch of one.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Where it begins.
    pub place: BlockVersion,
    /// The fuel to charge on entering, if a block of the program starts here.
    pub cost: Option<u32>,
    /// Whether runs look here whether they shall be interrupted.
    pub is_checkpoint: bool,
    /// Its instructions.
    pub code: BlockCode,
}

impl Piece {
    /// Reads the piece at a place of a program; `flow` must be that of the program.
    pub fn read(container: &Container, flow: &Flow, place: BlockVersion) -> Piece {
        Piece {
            place,
            cost: flow.block_cost(place.address),
            is_checkpoint: flow.is_checkpoint(place.address),
            code: flow.read(container, place),
        }
    }
}

/// Pieces of a program that become one function.
#[derive(Clone, Debug)]
pub struct Region {
    pieces: Vec<Piece>,
    entries: Vec<BlockVersion>,
    return_sites: Vec<u32>,
}

impl Region {
    /// A region of pieces, in any order, that can be entered at those of `entries`, in the order of their numbers. RET goes to the
    /// `return_sites` among them by itself, and leaves for any other.
    ///
    /// # Panics
    /// If an entry is not in it.
    pub fn new(mut pieces: Vec<Piece>, entries: Vec<BlockVersion>, return_sites: &[u32]) -> Region {
        pieces.sort_by_key(|piece| piece.place);
        pieces.dedup_by_key(|piece| piece.place);
        let mut region = Region { pieces, entries, return_sites: Vec::new() };
        for &entry in &region.entries {
            assert!(region.index_of(entry).is_some(), "{entry:?} is no piece of the region");
        }
        let here = |site: &u32| region.pieces.binary_search_by_key(site, |piece| piece.place.address).is_ok();
        region.return_sites = return_sites.iter().copied().filter(here).collect();
        region
    }

    /// A whole program as one region. It can be entered wherever a run may begin or go on after a stop between blocks, at every
    /// place that a jump backwards goes to, and at every place that follows a CALL.
    pub fn whole(container: &Container, flow: &Flow) -> Region {
        let mut entries = BTreeSet::new();
        let exported = container.functions().map(|function| function.address);
        let begins: BTreeSet<u32> =
            exported.chain([container.entry]).chain(flow.return_sites().iter().copied()).collect();
        let pieces: Vec<Piece> =
            flow.block_versions().iter().map(|&place| Piece::read(container, flow, place)).collect();
        for piece in &pieces {
            if begins.contains(&piece.place.address) {
                entries.insert(piece.place);
            }
            let (address, pauses) = (piece.place.address, piece.code.pauses());
            let targets = piece.code.successors().into_iter();
            entries.extend(targets.filter(|target| pauses || target.address <= address));
        }
        Region::new(pieces, entries.into_iter().collect(), flow.return_sites())
    }

    /// Its pieces, sorted by place.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Where it can be entered, in the order of the entries' numbers.
    pub fn entries(&self) -> &[BlockVersion] {
        &self.entries
    }

    /// Where RET goes by itself.
    pub fn return_sites(&self) -> &[u32] {
        &self.return_sites
    }

    /// Which of the pieces begins at a place.
    pub fn index_of(&self, place: BlockVersion) -> Option<usize> {
        self.pieces.binary_search_by_key(&place, |piece| piece.place).ok()
    }
}
