//! How a run ends.

use crate::trap::Trap;
use core::fmt;

/// Why a run came back.
///
/// The list is exhaustive: a host has to handle each outcome, and a new one is a breaking change.
#[must_use = "a run may have stopped or trapped"]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// HLT: the program has ended.
    Halted,
    /// RET with an empty call stack: the function that the run began at has returned.
    Returned,
    /// An instruction has set C, which was clear. Running again goes on after it.
    Collapsed,
    /// YIELD, and the host asked for it. Running again goes on after it.
    Yielded,
    /// The next block costs more fuel than is left. Running again, with more, goes on with it.
    OutOfFuel,
    /// The embedder asked for it, by an [`InterruptHandle`](crate::InterruptHandle). Running again goes on.
    Interrupted,
    /// An instruction could not be done. Registers, flags and memory are as before it.
    Trapped(Trap),
}

impl Outcome {
    /// Whether running again goes on: after Collapsed, Yielded, OutOfFuel and Interrupted.
    ///
    /// ```
    /// use vsp_runtime::Outcome;
    /// assert!(Outcome::Yielded.can_go_on());
    /// assert!(!Outcome::Halted.can_go_on());
    /// ```
    pub const fn can_go_on(&self) -> bool {
        match self {
            Outcome::Collapsed | Outcome::Yielded | Outcome::OutOfFuel | Outcome::Interrupted => true,
            Outcome::Halted | Outcome::Returned | Outcome::Trapped(_) => false,
        }
    }

    /// Its name in lower case: `halted`, `returned`, `collapsed`, `yielded`, `out_of_fuel`, `interrupted` or `trapped`.
    pub const fn name(&self) -> &'static str {
        match self {
            Outcome::Halted => "halted",
            Outcome::Returned => "returned",
            Outcome::Collapsed => "collapsed",
            Outcome::Yielded => "yielded",
            Outcome::OutOfFuel => "out_of_fuel",
            Outcome::Interrupted => "interrupted",
            Outcome::Trapped(_) => "trapped",
        }
    }

    /// The trap, if that is how the run ended.
    pub const fn trap(&self) -> Option<&Trap> {
        match self {
            Outcome::Trapped(trap) => Some(trap),
            Outcome::Halted
            | Outcome::Returned
            | Outcome::Collapsed
            | Outcome::Yielded
            | Outcome::OutOfFuel
            | Outcome::Interrupted => None,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Halted => f.write_str("halted"),
            Outcome::Returned => f.write_str("returned"),
            Outcome::Collapsed => f.write_str("collapsed"),
            Outcome::Yielded => f.write_str("yielded"),
            Outcome::OutOfFuel => f.write_str("out of fuel"),
            Outcome::Interrupted => f.write_str("interrupted"),
            Outcome::Trapped(trap) => write!(f, "trapped: {trap}"),
        }
    }
}
