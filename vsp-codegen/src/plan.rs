//! How a program is cut: the pieces to compile, the parts that they are compiled in, and where parts can be entered.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use vsp_isa::Mode;
use vsp_isa::abi::EntryPoint;
use vsp_isa::container::Container;
use vsp_isa::flow::{End, Flow, Unit, UnitCode, mode_after};

/// How many instructions a part has at most.
///
/// Register allocation takes more than twice the time for a function twice as long, so this bounds the cost of an
/// instruction; but leaving a part costs more than a jump, so parts should not be small.
const PART_INSTRUCTIONS: usize = 1000;

/// A unit, or a stretch of one that is longer than a part may be.
pub(crate) struct Piece {
    /// Where it begins.
    pub place: Unit,
    /// The fuel to charge on entering, if a block of the program starts here.
    pub cost: Option<u32>,
    /// Whether runs look here whether they shall be interrupted.
    pub is_checkpoint: bool,
    pub code: UnitCode,
}

/// Pieces that are compiled together, as one function.
pub(crate) struct Part<'a> {
    pub pieces: &'a [Piece],
    /// The places where the part can be entered, in the order of their numbers.
    pub entries: Vec<Unit>,
}

impl Part<'_> {
    /// Where it begins in the program.
    pub fn address(&self) -> Option<u32> {
        self.pieces.first().map(|piece| piece.place.address)
    }

    /// Which of the pieces is at a place.
    pub fn index_of(&self, place: Unit) -> Option<usize> {
        self.pieces.binary_search_by_key(&place, |piece| piece.place).ok()
    }
}

/// Everything to compile.
pub(crate) struct Plan {
    pieces: Vec<Piece>,
    /// The first piece of each part, and the count of all pieces.
    bounds: Vec<usize>,
    entries: BTreeSet<Unit>,
    pub return_sites: Vec<u32>,
}

impl Plan {
    pub fn new(container: &Container, flow: &Flow) -> Plan {
        let pieces = pieces(container, flow);
        let bounds = cut(&pieces);
        let mut plan =
            Plan { pieces, bounds, entries: BTreeSet::new(), return_sites: flow.return_sites().to_vec() };
        plan.find_entries(container);
        plan
    }

    /// The parts, in the order of their addresses.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.bounds.windows(2).map(|bounds| {
            let pieces = &self.pieces[bounds[0]..bounds[1]];
            let places = pieces.iter().map(|piece| piece.place);
            Part { pieces, entries: places.filter(|place| self.entries.contains(place)).collect() }
        })
    }

    /// The table of entry points, sorted.
    pub fn entry_points(&self) -> Vec<EntryPoint> {
        let mut table = Vec::new();
        for (part, number) in self.parts().zip(0..) {
            for (place, entry) in part.entries.iter().zip(0..) {
                let (address, mode) = (place.address, place.mode.code());
                table.push(EntryPoint { address, mode, part: number, entry });
            }
        }
        table
    }

    /// Marks every place where a run can begin or go on from outside of compiled code, or come from another part.
    ///
    /// Every loop has one, so that a run that starts elsewhere, in the interpreter, soon gets back to compiled code.
    fn find_entries(&mut self, container: &Container) {
        let part_of: BTreeMap<Unit, usize> = self
            .bounds
            .windows(2)
            .enumerate()
            .flat_map(|(part, bounds)| (bounds[0]..bounds[1]).map(move |piece| (piece, part)))
            .map(|(piece, part)| (self.pieces[piece].place, part))
            .collect();
        let exported = container.functions().map(|function| function.address);
        let from_outside = exported.chain([container.entry]).chain(self.return_sites.iter().copied());
        let mut wanted: BTreeSet<Unit> =
            from_outside.flat_map(|address| Mode::ALL.map(|mode| Unit { address, mode })).collect();
        for piece in &self.pieces {
            let from = part_of[&piece.place];
            for target in piece.code.successors() {
                let is_backward = target.address <= piece.place.address;
                let is_elsewhere = part_of.get(&target).is_some_and(|&to| to != from);
                if is_backward || is_elsewhere || piece.code.pauses() {
                    wanted.insert(target);
                }
            }
        }
        self.entries = wanted.into_iter().filter(|place| part_of.contains_key(place)).collect();
    }
}

/// Reads all units, and cuts those that are too long.
fn pieces(container: &Container, flow: &Flow) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut seen: HashSet<Unit> = flow.units().iter().copied().collect();
    for &unit in flow.units() {
        let code = flow.read(container, unit);
        let (cost, is_checkpoint) = (flow.block_cost(unit.address), flow.is_checkpoint(unit.address));
        let mut next = Some(Piece { place: unit, cost, is_checkpoint, code });
        while let Some(mut piece) = next {
            // After a change of the mode, two units can have the same rest.
            next = split(&mut piece).filter(|rest| seen.insert(rest.place));
            pieces.push(piece);
        }
    }
    pieces.sort_by_key(|piece| piece.place);
    pieces
}

/// Cuts a piece after as many instructions as a part may have, and gives the rest.
fn split(piece: &mut Piece) -> Option<Piece> {
    if piece.code.instructions.len() <= PART_INSTRUCTIONS {
        return None;
    }
    let instructions = piece.code.instructions.split_off(PART_INSTRUCTIONS);
    let mode = piece
        .code
        .instructions
        .iter()
        .fold(piece.place.mode, |mode, &(_, instruction)| mode_after(instruction, mode));
    let address = instructions[0].0;
    let rest = UnitCode { instructions, mode: piece.code.mode, end: piece.code.end };
    (piece.code.mode, piece.code.end) = (mode, End::FallsInto(address));
    Some(Piece { place: Unit { address, mode }, cost: None, is_checkpoint: false, code: rest })
}

/// Cuts the pieces into parts: the first piece of each, and the count of pieces.
fn cut(pieces: &[Piece]) -> Vec<usize> {
    let (mut bounds, mut size) = (vec![0], 0);
    for (number, piece) in pieces.iter().enumerate() {
        let length = piece.code.instructions.len().max(1);
        if size + length > PART_INSTRUCTIONS && size > 0 {
            bounds.push(number);
            size = 0;
        }
        size += length;
    }
    bounds.push(pieces.len());
    bounds
}
