//! When machines move to faster engines.

use super::Jit;
use std::vec::Vec;

/// When a machine moves from one engine to the next: see [`VmBuilder::tiering`](crate::VmBuilder::tiering).
#[derive(Clone, Debug, Default)]
pub struct Tiering {
    tiers: Vec<Tier>,
}

#[derive(Clone, Debug)]
struct Tier {
    after: u64,
    jit: Jit,
}

impl Tiering {
    /// No tiers yet; [`then`](Self::then) adds them.
    pub fn new() -> Tiering {
        Tiering::default()
    }

    /// Machines stay with the engine that they begin with.
    pub fn off() -> Tiering {
        Tiering::default()
    }

    /// Once a machine has run about so many instructions in all, in any number of runs, it goes on in the code of this JIT:
    /// before the block that would pass the number.
    ///
    /// Where the code does not count fuel ([`JitBuilder::metering`](super::JitBuilder::metering)), nothing counts
    /// instructions either: the machine then stays in it, unless it has fuel.
    #[must_use = "it gives the tiering with one more tier"]
    pub fn then(mut self, after_instructions: u64, jit: &Jit) -> Tiering {
        self.tiers.push(Tier { after: after_instructions, jit: jit.clone() });
        self
    }
}

/// How far a machine is in its tiering.
#[derive(Debug)]
pub(crate) struct Tiers {
    tiering: Tiering,
    next: usize,
    /// How many instructions it has run.
    run: u64,
}

impl Tiers {
    pub fn new(tiering: Tiering) -> Tiers {
        Tiers { tiering, next: 0, run: 0 }
    }

    /// How many instructions more until the next tier, if there is one.
    pub fn left(&self) -> Option<u64> {
        Some(self.tiering.tiers.get(self.next)?.after.saturating_sub(self.run))
    }

    /// Counts instructions.
    pub fn add(&mut self, run: u64) {
        self.run = self.run.saturating_add(run);
    }

    /// Goes on to the next tier.
    pub fn advance(&mut self) -> Option<Jit> {
        let tier = self.tiering.tiers.get(self.next)?;
        self.next += 1;
        Some(tier.jit.clone())
    }
}
