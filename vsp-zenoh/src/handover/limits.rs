//! Whom a receiver trusts, and what machines may have that come.

use crate::name::Name;
use std::collections::BTreeSet;

/// From whom a node takes machines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// From nobody.
    #[default]
    Nobody,
    /// From nodes with these names.
    Named(BTreeSet<Name>),
    /// From everybody on the network.
    Everybody,
}

impl Trust {
    /// Whether a node with this name is among them.
    pub(crate) fn covers(&self, name: &Name) -> bool {
        match self {
            Trust::Nobody => false,
            Trust::Named(names) => names.contains(name),
            Trust::Everybody => true,
        }
    }
}

/// What machines that come may have at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveLimits {
    /// Bytes of memory.
    pub memory: usize,
    /// Fuel. A machine with more is refused; one that counts none gets this much.
    pub fuel: u64,
    /// Bytes of the whole snapshot, what the host wants to come along included.
    pub snapshot: usize,
    /// How many machines may be held or wait to be run.
    pub machines: usize,
}

impl MoveLimits {
    /// 16 MiB of memory, 2^40 units of fuel, 32 MiB in all, 256 machines.
    pub const DEFAULT: MoveLimits =
        MoveLimits { memory: 16 << 20, fuel: 1 << 40, snapshot: 32 << 20, machines: 256 };
}

impl Default for MoveLimits {
    fn default() -> MoveLimits {
        MoveLimits::DEFAULT
    }
}
