//! Finding the block versions: which modes can reach which places.

use super::shape::{GoesOn, Shapes, shapes};
use super::{BlockVersion, Leaving, Reach, block_version, leaving, mode_after, sure_trap};
use crate::Mode;
use crate::container::Image;
use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;

/// How many addresses are looked at together.
const GROUP: usize = 16;

/// Block versions, while they are being found.
struct Search<'a> {
    image: &'a Image<'a>,
    shapes: &'static Shapes,
    reach: &'a Reach,
    /// The modes that reach each address of the code, a bit for each mode's code.
    reached: Vec<u8>,
    /// The block versions past the end of the code.
    beyond: BTreeSet<BlockVersion>,
    work: Vec<BlockVersion>,
    /// The modes that some reachable RET can run in.
    returning: u8,
}

impl Search<'_> {
    fn enter(&mut self, version: BlockVersion) {
        let bit = 1 << version.mode.code();
        match self.reached.get_mut(version.address as usize) {
            Some(modes) if *modes & bit == 0 => {
                *modes |= bit;
                self.work.push(version);
            }
            Some(_) => {}
            None => {
                self.beyond.insert(version);
            }
        }
    }

    /// A RET runs in this mode: it can go to every return site.
    fn return_in(&mut self, mode: Mode) {
        let bit = 1 << mode.code();
        if self.returning & bit == 0 {
            self.returning |= bit;
            let reach = self.reach;
            for &address in reach.return_sites() {
                self.enter(BlockVersion { address, mode });
            }
        }
    }

    /// Enters what can follow a block version. This goes where [`block_version::read`] goes, without decoding all instructions on the way.
    fn follow(&mut self, version: BlockVersion) {
        let BlockVersion { address: mut at, mut mode } = version;
        loop {
            at = self.pass(at, mode);
            if at != version.address && self.reach.begins(at) {
                return self.enter(BlockVersion { address: at, mode });
            }
            let Ok(instruction) = self.image.instruction(at) else { return };
            if sure_trap(instruction, mode).is_some() {
                return;
            }
            mode = mode_after(instruction, mode);
            at += instruction.length();
            match leaving(instruction) {
                Leaving::Next if !self.reach.begins(at) => {}
                Leaving::Return => return self.return_in(mode),
                leaving => {
                    return block_version::successors(leaving, at, mode, |version| self.enter(version));
                }
            }
        }
    }

    /// Passes over instructions that keep the mode and are not sure to trap in it; gives the address of the first other one, or
    /// of the next block version, or the end of the code.
    fn pass(&self, at: u32, mode: Mode) -> u32 {
        let code = self.image.code;
        let mut at = at as usize;
        while let Some(&byte) = code.get(at) {
            let shape = self.shapes[usize::from(byte)];
            if shape.goes_on != GoesOn::Surely || shape.changes_mode {
                break;
            }
            if shape.has_word_past(code.get(at + 1).copied().unwrap_or(0), mode) {
                break;
            }
            // Past the end of the code, perhaps: that what stands here is cut short comes to the same.
            at += usize::from(shape.length);
            if self.reach.begins(at as u32) {
                break;
            }
        }
        at as u32
    }
}

pub(super) fn find(image: &Image<'_>, reach: &Reach) -> Vec<BlockVersion> {
    if reach.keeps_mode { in_one_mode(image.mode, reach) } else { in_all_modes(image, reach) }
}

/// The block versions of a program that keeps its mode.
fn in_one_mode(mode: Mode, reach: &Reach) -> Vec<BlockVersion> {
    // As many as there often are.
    let mut versions = Vec::with_capacity(reach.marks.len() / 32 + 8);
    reach.each_begin(|address| versions.push(BlockVersion { address, mode }));
    versions.extend(reach.starts_beyond().iter().map(|&address| BlockVersion { address, mode }));
    versions
}

fn in_all_modes(image: &Image<'_>, reach: &Reach) -> Vec<BlockVersion> {
    let mut search = Search {
        image,
        shapes: shapes(image.version),
        reach,
        reached: vec![0; image.code.len()],
        beyond: BTreeSet::new(),
        work: Vec::new(),
        returning: 0,
    };
    let exported = image.functions().map(|(_, address)| address);
    for address in exported.chain([image.entry]) {
        search.enter(BlockVersion { address, mode: image.mode });
    }
    while let Some(version) = search.work.pop() {
        search.follow(version);
    }
    let Search { reached, beyond, .. } = search;
    let mut versions = Vec::new();
    for (group, modes) in reached.chunks(GROUP).enumerate() {
        // Of most addresses nothing is known, which shows faster of many together.
        if modes.iter().fold(0, |all, modes| all | modes) == 0 {
            continue;
        }
        for (place, &modes) in modes.iter().enumerate().filter(|(_, modes)| **modes != 0) {
            let address = (group * GROUP + place) as u32;
            let there = Mode::ALL.into_iter().filter(|mode| modes & 1 << mode.code() != 0);
            versions.extend(there.map(|mode| BlockVersion { address, mode }));
        }
    }
    versions.extend(beyond);
    versions
}
