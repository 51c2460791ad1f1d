//! Control flow: blocks, the code that is reachable in each mode, and what can be said of a program before it runs.

#[cfg(feature = "alloc")]
mod analysis;
#[cfg(feature = "alloc")]
mod block_version;
#[cfg(feature = "alloc")]
mod costs;
mod marks;
#[cfg(feature = "alloc")]
mod modes;
#[cfg(feature = "alloc")]
mod program;
#[cfg(feature = "alloc")]
mod reach;
mod shape;
mod step;
#[cfg(feature = "alloc")]
mod warnings;

#[cfg(feature = "alloc")]
pub use analysis::{Flow, block_versions, count_instructions};
#[cfg(feature = "alloc")]
pub use block_version::{BlockCode, BlockVersion, End};
#[cfg(feature = "alloc")]
pub use costs::Costs;
pub use marks::{Marks, ends_block};
#[cfg(feature = "alloc")]
pub use program::AnalysedProgram;
#[cfg(feature = "alloc")]
pub use reach::Reach;
pub use step::{Leaving, instruction_in, leaving, mode_after, sure_trap};
#[cfg(feature = "alloc")]
pub use warnings::{Warning, WarningKind};

/// A straight run of instructions that fuel is charged for as a whole.
///
/// A block starts at the entry point, at every exported function, at every target of a jump or call, and after every
/// instruction that may or may not go on to the next one. It runs to the next start, or through the first JMP, RET or
/// HLT. A start in the middle of one of its instructions does not end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// The address of its first instruction.
    pub start: u32,
    /// The address after its last instruction.
    pub end: u32,
    /// How many instructions it has, which is its cost in fuel; 0 if nothing decodes at its start.
    pub cost: u32,
}
