//! Cutting regions, so that none is too long to be one function, or has too large a frame.

use std::collections::BTreeSet;
use vsp_isa::flow::{BlockCode, BlockVersion, End, mode_after};
use vsp_middle::{Piece, Region};

/// How many instructions a region has, where a piece without any counts as one.
pub(crate) fn instructions(region: &Region) -> usize {
    region.pieces().iter().map(|piece| piece.code.instructions.len().max(1)).sum()
}

/// Cuts a region into regions of at most so many instructions, and as many pieces.
pub(crate) fn cut(region: &Region, most: usize) -> Vec<Region> {
    let mut entries: BTreeSet<BlockVersion> = region.entries().iter().copied().collect();
    let mut pieces = Vec::new();
    for piece in region.pieces() {
        let mut next = Some(piece.clone());
        while let Some(mut piece) = next {
            next = split(&mut piece, most);
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
        Region::new(pieces, entries, region.return_sites())
    });
    regions.collect()
}

/// Cuts a piece after as many instructions, and gives the rest, if there is one.
fn split(piece: &mut Piece, most: usize) -> Option<Piece> {
    let instructions = piece.code.instructions.split_off(most.min(piece.code.instructions.len()));
    let &(address, _) = instructions.first()?;
    let before = piece.code.instructions.iter();
    let mode = before.fold(piece.place.mode, |mode, &(_, instruction)| mode_after(instruction, mode));
    let code = BlockCode { instructions, mode: piece.code.mode, end: piece.code.end };
    (piece.code.mode, piece.code.end) = (mode, End::FallsInto(address));
    Some(Piece { place: BlockVersion { address, mode }, cost: None, is_checkpoint: false, code })
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
