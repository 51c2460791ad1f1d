//! Costs of blocks, computed on demand.

use std::cell::OnceCell;
use vsp_isa::container::Image;
use vsp_isa::flow::{Costs, Reach};

/// The costs of a program's blocks.
pub(super) struct Prices<'a> {
    reach: &'a Reach,
    image: &'a Image<'a>,
    /// All of them, for programs with blocks that end alike.
    all: OnceCell<Costs>,
}

impl<'a> Prices<'a> {
    pub fn new(reach: &'a Reach, image: &'a Image<'a>) -> Prices<'a> {
        Prices { reach, image, all: OnceCell::new() }
    }

    /// What entering the block at an address costs; `None` if none starts there.
    pub fn of(&self, address: u32) -> Option<u32> {
        if !self.reach.is_start(address) {
            return None;
        }
        let alone = self.reach.cost_if_undivided(self.image, address);
        alone.or_else(|| self.all.get_or_init(|| self.reach.costs(self.image)).at(address))
    }
}
