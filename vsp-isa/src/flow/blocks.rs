//! Finding the blocks: reachability by address alone.

use super::marks::ends_block;
use super::{Block, Leaving, leaving};
use crate::Instruction;
use crate::container::Container;
use alloc::vec;
use alloc::vec::Vec;

/// What reachability by address gives.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The blocks, sorted.
    pub blocks: Vec<Block>,
    /// The addresses after CALLs, sorted.
    pub return_sites: Vec<u32>,
    /// For each address of the code, whether a unit begins there.
    pub cuts: Vec<bool>,
    /// For each address of the code, whether an instruction is reachable there.
    pub seen: Vec<bool>,
}

impl Found {
    /// Whether a unit begins at an address.
    pub fn begins(&self, address: u32) -> bool {
        self.cuts.get(address as usize).is_some_and(|&cut| cut)
    }
}

/// What is known of one address in the code.
#[derive(Clone, Copy, Default)]
struct Mark {
    /// An instruction is reachable here.
    seen: bool,
    /// A block starts here.
    start: bool,
    /// A unit begins here, though no block starts: the mode is not known before, or overlapping runs of instructions meet.
    cut: bool,
    /// An instruction before falls into this address.
    fallen_into: bool,
}

/// Reachable code, while it is being found.
struct Search<'a> {
    container: &'a Container,
    marks: Vec<Mark>,
    /// Starts past the end of the code: jumps may go there, and trap.
    beyond: Vec<u32>,
    work: Vec<u32>,
    return_sites: Vec<u32>,
}

impl Search<'_> {
    fn start(&mut self, address: u32) {
        match self.marks.get_mut(address as usize) {
            Some(mark) => {
                if !mark.start {
                    mark.start = true;
                    self.work.push(address);
                }
            }
            None => self.beyond.push(address),
        }
    }

    /// Follows the code from an address to where it leaves, or to code that has been seen.
    fn follow(&mut self, mut at: u32) {
        while let Some(mark) = self.marks.get_mut(at as usize) {
            if core::mem::replace(&mut mark.seen, true) {
                return;
            }
            let Ok(instruction) = Instruction::decode(&self.container.code, at, self.container.version)
            else {
                return;
            };
            let next = at + instruction.length();
            let mut unknown_mode = false;
            match leaving(instruction) {
                Leaving::Next => {}
                Leaving::AnyNarrower => unknown_mode = true,
                Leaving::Pause => self.start(next),
                Leaving::Branch(target) => {
                    self.start(target);
                    self.start(next);
                }
                Leaving::Call(target) => {
                    self.start(target);
                    self.start(next);
                    self.return_sites.push(next);
                }
                Leaving::To(target) => return self.start(target),
                Leaving::Return | Leaving::Halt => return,
            }
            if let Some(mark) = self.marks.get_mut(next as usize) {
                // Where two overlapping runs meet, one unit for the common rest keeps all of them together linear.
                mark.cut |= unknown_mode || mark.fallen_into;
                mark.fallen_into = true;
            }
            at = next;
        }
    }
}

pub(super) fn find(container: &Container) -> Found {
    let mut search = Search {
        container,
        marks: vec![Mark::default(); container.code.len()],
        beyond: Vec::new(),
        work: Vec::new(),
        return_sites: Vec::new(),
    };
    search.start(container.entry);
    for function in container.functions() {
        search.start(function.address);
    }
    while let Some(address) = search.work.pop() {
        search.follow(address);
    }
    let Search { marks, mut beyond, mut return_sites, .. } = search;
    beyond.sort_unstable();
    beyond.dedup();
    return_sites.sort_unstable();
    return_sites.dedup();
    let mut blocks = measure(container, &marks);
    blocks.extend(beyond.into_iter().map(|start| Block { start, end: start, cost: 0 }));
    let cuts = marks.iter().map(|mark| mark.start || mark.cut).collect();
    Found { blocks, return_sites, cuts, seen: marks.iter().map(|mark| mark.seen).collect() }
}

/// Finds the end and the cost of every block, from the last address to the first: what follows an address is known before
/// it is needed, so that overlapping blocks are not decoded again and again.
fn measure(container: &Container, marks: &[Mark]) -> Vec<Block> {
    let nothing = Block { start: 0, end: 0, cost: 0 };
    // The rest of the block from each address on.
    let mut rests = vec![nothing; marks.len()];
    let mut blocks = Vec::new();
    for (index, mark) in marks.iter().enumerate().rev().filter(|(_, mark)| mark.seen) {
        let start = index as u32;
        let mut rest = Block { start, end: start, cost: 0 };
        if let Ok(instruction) = Instruction::decode(&container.code, start, container.version) {
            let next = start + instruction.length();
            rest = Block { start, end: next, cost: 1 };
            let follows = marks.get(next as usize).is_some_and(|mark| !mark.start);
            if let Some(after) =
                rests.get(next as usize).filter(|after| follows && !ends_block(instruction) && after.cost > 0)
            {
                rest = Block { start, end: after.end, cost: 1 + after.cost };
            }
        }
        rests[index] = rest;
        if mark.start {
            blocks.push(rest);
        }
    }
    blocks.reverse();
    blocks
}
