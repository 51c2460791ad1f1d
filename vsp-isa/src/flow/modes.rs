//! Finding the units: which modes can reach which places.

use super::shape::{GoesOn, Shapes, shapes};
use super::{Leaving, Reach, Unit, leaving, mode_after, sure_trap, unit};
use crate::Mode;
use crate::container::Image;
use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;

/// Units, while they are being found.
struct Search<'a> {
    image: &'a Image<'a>,
    shapes: &'static Shapes,
    reach: &'a Reach,
    /// The modes that reach each address of the code, a bit for each mode's code.
    reached: Vec<u8>,
    /// The units past the end of the code.
    beyond: BTreeSet<Unit>,
    work: Vec<Unit>,
    /// The modes that some reachable RET can run in.
    returning: u8,
}

impl Search<'_> {
    fn enter(&mut self, unit: Unit) {
        let bit = 1 << unit.mode.code();
        match self.reached.get_mut(unit.address as usize) {
            Some(modes) if *modes & bit == 0 => {
                *modes |= bit;
                self.work.push(unit);
            }
            Some(_) => {}
            None => {
                self.beyond.insert(unit);
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
                self.enter(Unit { address, mode });
            }
        }
    }

    /// Enters what can follow a unit. This goes where [`unit::read`] goes, without decoding all instructions on the way.
    fn follow(&mut self, unit: Unit) {
        let Unit { address: mut at, mut mode } = unit;
        loop {
            at = self.pass(at, mode);
            if at != unit.address && self.reach.begins(at) {
                return self.enter(Unit { address: at, mode });
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
                leaving => return unit::successors(leaving, at, mode, |unit| self.enter(unit)),
            }
        }
    }

    /// Passes over instructions that keep the mode and are not sure to trap in it; gives the address of the first other one, or
    /// of the next unit, or the end of the code.
    fn pass(&self, at: u32, mode: Mode) -> u32 {
        let code = self.image.code;
        let last_register = 16 - mode.word_cells() as u8;
        let mut at = at as usize;
        while let Some(&byte) = code.get(at) {
            let shape = self.shapes[usize::from(byte)];
            if shape.goes_on != GoesOn::Surely || shape.changes_mode {
                break;
            }
            let words = code.get(at + 1).map_or(0, |registers| registers & shape.words);
            if words & 0xf > last_register || words >> 4 > last_register {
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

pub(super) fn find(image: &Image<'_>, reach: &Reach) -> Vec<Unit> {
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
        search.enter(Unit { address, mode: image.mode });
    }
    while let Some(unit) = search.work.pop() {
        search.follow(unit);
    }
    let Search { reached, beyond, .. } = search;
    let mut units = Vec::new();
    for (address, &modes) in reached.iter().enumerate().filter(|(_, modes)| **modes != 0) {
        let there = Mode::ALL.into_iter().filter(|mode| modes & 1 << mode.code() != 0);
        units.extend(there.map(|mode| Unit { address: address as u32, mode }));
    }
    units.extend(beyond);
    units
}
