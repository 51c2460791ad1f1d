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
    /// Where the program is refused, the machine stays as it is. If the system lacked something
    /// ([`JitError::is_lasting`](super::JitError::is_lasting) says no), it is tried again once the machine has run as many
    /// instructions again, and 1,000,000 at least.
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
    /// The tier to try again, and after how many instructions in all.
    again: Option<(usize, u64)>,
}

/// After how many instructions at least a tier is tried again.
const LEAST_BEFORE_AGAIN: u64 = 1_000_000;

impl Tiers {
    pub fn new(tiering: Tiering) -> Tiers {
        Tiers { tiering, next: 0, run: 0, again: None }
    }

    /// How many instructions more until the next tier, if there is one.
    pub fn left(&self) -> Option<u64> {
        let next = self.tiering.tiers.get(self.next).map(|tier| tier.after);
        let again = self.again.map(|(_, after)| after);
        Some(next.into_iter().chain(again).min()?.saturating_sub(self.run))
    }

    /// Counts instructions.
    pub fn add(&mut self, run: u64) {
        self.run = self.run.saturating_add(run);
    }

    /// Goes on to the next tier, or comes back to one that is to be tried again before.
    pub fn advance(&mut self) -> Option<Jit> {
        let next = self.tiering.tiers.get(self.next);
        let tier = match (self.again.take(), next) {
            (Some((tier, after)), next) if next.is_none_or(|next| after < next.after) => tier,
            (_, None) => return None,
            (_, Some(_)) => {
                self.next += 1;
                self.next - 1
            }
        };
        Some(self.tiering.tiers[tier].jit.clone())
    }

    /// The tier that was advanced to last is to be tried again, unless the next one comes before: once the machine has run as
    /// many instructions again as up to now, so that it does so seldom.
    pub fn try_again(&mut self, jit: &Jit) {
        let mut tiers = self.tiering.tiers[..self.next].iter();
        if let Some(tier) = tiers.rposition(|tier| tier.jit.is_same(jit)) {
            self.again = Some((tier, self.run.saturating_add(self.run.max(LEAST_BEFORE_AGAIN))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;

    #[test]
    fn what_lacks_something_is_tried_again_ever_less_often() {
        let jit = Jit::new(Engine::Dynasm);
        let mut tiers = Tiers::new(Tiering::new().then(10, &jit));
        let mut left = std::vec::Vec::new();
        while let Some(more) = tiers.left().filter(|_| left.len() < 5) {
            left.push(more);
            tiers.add(more);
            let jit = tiers.advance().expect("it is time");
            tiers.try_again(&jit);
        }
        assert_eq!(left, [10, 1_000_000, 1_000_010, 2_000_020, 4_000_040]);
    }

    #[test]
    fn a_tier_that_comes_before_takes_the_place_of_what_was_to_be_tried_again() {
        let (first, second) = (Jit::new(Engine::Dynasm), Jit::new(Engine::Cranelift));
        let mut tiers = Tiers::new(Tiering::new().then(0, &first).then(2_500_000, &second));
        assert!(tiers.advance().is_some_and(|jit| jit.is_same(&first)));
        tiers.try_again(&first);
        assert_eq!(tiers.left(), Some(1_000_000));
        tiers.add(1_000_000);
        assert!(tiers.advance().is_some_and(|jit| jit.is_same(&first)));
        assert_eq!(tiers.left(), Some(1_500_000));
        tiers.try_again(&first);
        assert_eq!(tiers.left(), Some(1_000_000));
        tiers.add(1_000_000);
        assert!(tiers.advance().is_some_and(|jit| jit.is_same(&first)));
        tiers.try_again(&first);
        // At 4,000,000 it would be tried again, but the second one comes before.
        assert_eq!(tiers.left(), Some(500_000));
        tiers.add(500_000);
        assert!(tiers.advance().is_some_and(|jit| jit.is_same(&second)));
        assert_eq!(tiers.left(), None);
    }
}
