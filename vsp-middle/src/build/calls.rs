//! Which functions of the program are called with values: CALL and RET are jumps then, with all locations in values.
//!
//! To any other function CALL stores what the context lacks, and so does its RET: a RET goes to many places, and with values on each of
//! these ways a region that has little but calls would take most of its time for moves. So there is a bound, and what is in loops, or
//! calls itself, comes first.
//!
//! The program cannot reach its call stack but by CALL and RET. So a RET goes to the sites of those functions that lead to it, or to
//! one that the region was left for or has been entered below; these find everything in the context.

use crate::region::{Piece, Region};
use std::collections::BTreeMap;
use vsp_isa::Instruction;
use vsp_isa::flow::{BlockVersion, End};

/// How many values the ways of all calls and returns hand on at most.
const MOST_VALUES: usize = 500;

/// Which functions are called with values.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    /// The addresses that they begin at, sorted.
    functions: Vec<u32>,
    /// Where their calls go on, sorted.
    sites: Vec<u32>,
    /// For each piece that ends with RET, which of the sites it goes to. Empty where nothing is called with values.
    returns: Vec<Vec<u32>>,
}

/// The calls of a function.
#[derive(Default)]
struct Function {
    /// In how many loops they are, as far as addresses tell.
    depth: i32,
    /// The pieces that it begins with, one for each mode.
    begins: Vec<usize>,
    sites: Vec<u32>,
}

impl Calls {
    /// Chooses functions of a region with so many locations.
    pub fn of(region: &Region, locations: usize) -> Calls {
        let mut functions: Vec<(u32, Function)> = functions(region).into_iter().collect();
        functions.sort_by_key(|(address, function)| (-function.depth, *address));
        let mut left = MOST_VALUES;
        functions.retain(|(_, function)| {
            let values = 2 * function.sites.len() * locations;
            let fits = values <= left;
            left -= if fits { values } else { 0 };
            fits
        });
        if functions.is_empty() {
            return Calls::default();
        }
        let mut calls = Calls { returns: vec![Vec::new(); region.pieces().len()], ..Calls::default() };
        for (address, function) in functions {
            calls.note_returns(region, &function);
            calls.functions.push(address);
            calls.sites.extend(function.sites);
        }
        calls.functions.sort_unstable();
        calls.sites.sort_unstable();
        calls.returns.iter_mut().for_each(|sites| sites.sort_unstable());
        calls
    }

    /// Whether the function at an address is called with values.
    pub fn has_function(&self, address: u32) -> bool {
        self.functions.binary_search(&address).is_ok()
    }

    /// Whether a function that is called with values returns to an address.
    pub fn has_site(&self, address: u32) -> bool {
        self.sites.binary_search(&address).is_ok()
    }

    /// The sites that the RET of a piece goes to with values.
    pub fn returns(&self, piece: usize) -> &[u32] {
        self.returns.get(piece).map_or(&[], |sites| sites)
    }

    /// Has each RET that a function leads to go to its sites.
    fn note_returns(&mut self, region: &Region, function: &Function) {
        let mut is_seen = vec![false; region.pieces().len()];
        let mut work = function.begins.clone();
        while let Some(index) = work.pop() {
            if core::mem::replace(&mut is_seen[index], true) {
                continue;
            }
            let piece = &region.pieces()[index];
            if piece.code.returns() {
                self.returns[index].extend(&function.sites);
            }
            let mut follow = |place| work.extend(region.index_of(place));
            match call(piece) {
                // In whichever mode the function returns.
                Some((_, site)) => {
                    vsp_isa::Mode::ALL
                        .into_iter()
                        .for_each(|mode| follow(BlockVersion { address: site, mode }));
                }
                None => piece.code.successors().into_iter().for_each(follow),
            }
        }
    }
}

/// The target of a piece's CALL, and the address after it.
fn call(piece: &Piece) -> Option<(u32, u32)> {
    match (piece.code.end, piece.code.instructions.last()) {
        (End::Leaves, Some(&(address, instruction @ Instruction::Call { target }))) => {
            Some((target, address + instruction.length()))
        }
        _ => None,
    }
}

/// The functions that a region calls and has.
fn functions(region: &Region) -> BTreeMap<u32, Function> {
    let depths = depths(region);
    let mut functions: BTreeMap<u32, Function> = BTreeMap::new();
    for (piece, depth) in region.pieces().iter().zip(depths) {
        let Some((target, site)) = call(piece) else { continue };
        let Some(begin) = region.index_of(BlockVersion { address: target, mode: piece.code.mode }) else {
            continue;
        };
        let function = functions.entry(target).or_default();
        function.depth = function.depth.max(depth);
        if !function.begins.contains(&begin) {
            function.begins.push(begin);
        }
        if !function.sites.contains(&site) {
            function.sites.push(site);
        }
    }
    functions
}

/// For each piece how many jumps and calls lead from it, or from behind it, to it or before it.
fn depths(region: &Region) -> impl Iterator<Item = i32> {
    let mut changes = vec![0; region.pieces().len() + 1];
    for (index, piece) in region.pieces().iter().enumerate() {
        for target in piece.code.successors() {
            if let Some(to) = region.index_of(target).filter(|&to| to <= index) {
                changes[to] += 1;
                changes[index + 1] -= 1;
            }
        }
    }
    changes.into_iter().scan(0, |depth, change| {
        *depth += change;
        Some(*depth)
    })
}
