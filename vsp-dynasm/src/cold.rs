//! Ways that are rarely taken, and stand apart from the code that is.

use vsp_isa::Reg;
use vsp_isa::abi::Exit;

/// One of these ways.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cold {
    pub what: What,
    /// The register whose flags are due there.
    pub due: Option<Reg>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// The run stops, with pc at an address.
    Exit(Exit, u32),
    /// There is too little fuel for the block at an address, which costs so much.
    OutOfFuel { pc: u32, cost: u32 },
    /// A register that collapses the run has become null: it stops before `next`, if C was not 1 before; else the code
    /// goes on at an offset.
    Null { next: u32, resume: u32 },
}

/// The ways that were asked for, and where the code is of those that have some.
#[derive(Default)]
pub(super) struct ColdWays {
    pub ways: Vec<Cold>,
    pub places: Vec<u32>,
}

impl ColdWays {
    pub fn place(&self, number: u32) -> u32 {
        self.places[number as usize]
    }
}
