//! How a program is cut: the pieces to compile, the regions that they are compiled in, and where regions can be entered.
//!
//! Nothing here grows with the instructions but where they are: a region's are read when it is compiled, since all of them at once
//! would take several times the program's memory.

use crate::region::{Region, Piece, bounds};
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use vsp_isa::flow::{AnalysedProgram, End, Unit};

/// How many instructions a region has at most.
///
/// Register allocation takes more than twice the time for a function twice as long, so this bounds the cost of an
/// instruction; but leaving a region costs more than a jump, so regions should not be small.
const REGION_INSTRUCTIONS: usize = 1000;

/// What is known of a piece before it is read.
struct Outline {
    place: Unit,
    /// How many instructions it has: at most as many as a region.
    instructions: u32,
    /// Whether the region can be entered here.
    is_entry: bool,
}

/// Everything to compile.
pub(crate) struct Plan<'a> {
    program: &'a AnalysedProgram<'a>,
    /// Sorted by place.
    outlines: Vec<Outline>,
    /// The first piece of each region, and the count of all pieces.
    bounds: Vec<usize>,
}

impl<'a> Plan<'a> {
    pub fn new(program: &'a AnalysedProgram<'a>) -> Plan<'a> {
        let outlines = outlines(program);
        let bounds = bounds(outlines.iter().map(|outline| outline.instructions as usize), REGION_INSTRUCTIONS);
        let mut plan = Plan { program, outlines, bounds };
        plan.find_entries();
        plan
    }

    /// How many regions there are.
    pub fn regions(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Reads a region. They are in the order of their addresses.
    pub fn read(&self, region: usize) -> Region {
        let outlines = &self.outlines[self.extent(region)];
        let entries = outlines.iter().filter(|outline| outline.is_entry).map(|outline| outline.place);
        Region::new(outlines.iter().map(|outline| self.read_piece(outline)).collect(), entries.collect())
    }

    /// Where RET can go in a stretch of the code.
    pub fn return_sites(&self, addresses: Range<u32>) -> &[u32] {
        let sites = self.program.flow().return_sites();
        let place = |address| sites.partition_point(|&site| site < address);
        &sites[place(addresses.start)..place(addresses.end)]
    }

    fn extent(&self, region: usize) -> Range<usize> {
        self.bounds[region]..self.bounds[region + 1]
    }

    fn read_piece(&self, outline: &Outline) -> Piece {
        let place = outline.place;
        let code = self.program.read_up_to(place, REGION_INSTRUCTIONS);
        let flow = self.program.flow();
        let (cost, is_checkpoint) = (flow.block_cost(place.address), flow.is_checkpoint(place.address));
        Piece { place, cost, is_checkpoint, code }
    }

    /// Marks every place where a run can begin or go on from outside of compiled code, or come from another region.
    ///
    /// Every loop has one, so that a run that starts elsewhere, in the interpreter, soon gets back to compiled code.
    fn find_entries(&mut self) {
        let exported = self.program.container().functions().map(|function| function.address);
        let begins: BTreeSet<u32> = exported.chain([self.program.container().entry]).collect();
        let return_sites = self.program.flow().return_sites();
        for outline in &mut self.outlines {
            let address = outline.place.address;
            outline.is_entry = begins.contains(&address) || return_sites.binary_search(&address).is_ok();
        }
        for region in 0..self.regions() {
            let extent = self.extent(region);
            for index in extent.clone() {
                let piece = self.read_piece(&self.outlines[index]);
                for target in piece.code.successors() {
                    let is_backward = target.address <= piece.place.address;
                    let Ok(to) = self.outlines.binary_search_by_key(&target, |outline| outline.place) else {
                        continue;
                    };
                    if is_backward || !extent.contains(&to) || piece.code.pauses() {
                        self.outlines[to].is_entry = true;
                    }
                }
            }
        }
    }
}

/// Finds all pieces: units, and stretches of those that are too long.
fn outlines(program: &AnalysedProgram<'_>) -> Vec<Outline> {
    let units = program.flow().units();
    let mut outlines = Vec::with_capacity(units.len());
    let mut rests: HashSet<Unit> = HashSet::new();
    for &unit in units {
        let mut next = Some(unit);
        while let Some(place) = next {
            let code = program.read_up_to(place, REGION_INSTRUCTIONS);
            let instructions = code.instructions.len() as u32;
            outlines.push(Outline { place, instructions, is_entry: false });
            next = match code.end {
                End::FallsInto(address) if instructions as usize == REGION_INSTRUCTIONS => {
                    let rest = Unit { address, mode: code.mode };
                    // It may end where another unit begins. After a change of the mode, two units can have the same rest.
                    (units.binary_search(&rest).is_err() && rests.insert(rest)).then_some(rest)
                }
                End::FallsInto(_) | End::Leaves | End::Traps(_) | End::Undecodable(..) => None,
            };
        }
    }
    outlines.sort_by_key(|outline| outline.place);
    outlines
}
