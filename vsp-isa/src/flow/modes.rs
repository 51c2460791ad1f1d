//! Finding the units: which modes can reach which places.

use super::{Reach, Unit, unit};
use crate::Mode;
use crate::container::Container;
use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;

/// Units, while they are being found.
struct Search<'a> {
    container: &'a Container,
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
            for &address in self.reach.return_sites() {
                self.enter(Unit { address, mode });
            }
        }
    }
}

pub(super) fn find(container: &Container, reach: &Reach) -> Vec<Unit> {
    let mut search = Search {
        container,
        reach,
        reached: vec![0; container.code.len()],
        beyond: BTreeSet::new(),
        work: Vec::new(),
        returning: 0,
    };
    let exported = container.functions().map(|function| function.address);
    for address in exported.chain([container.entry]) {
        search.enter(Unit { address, mode: container.mode });
    }
    while let Some(unit) = search.work.pop() {
        let code = unit::read(search.container, unit, &|address| search.reach.begins(address));
        if code.returns() {
            search.return_in(code.mode);
        }
        for successor in code.successors() {
            search.enter(successor);
        }
    }
    let Search { reached, beyond, .. } = search;
    let units_at = |(address, modes): (usize, &u8)| {
        let modes = *modes;
        let there = Mode::ALL.into_iter().filter(move |mode| modes & 1 << mode.code() != 0);
        there.map(move |mode| Unit { address: address as u32, mode })
    };
    reached.iter().enumerate().flat_map(units_at).chain(beyond).collect()
}
