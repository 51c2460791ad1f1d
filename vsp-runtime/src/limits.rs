//! Limits of a machine.

use vsp_isa::abi::LEAST_MEMORY;
use vsp_isa::container::MAX_MEMORY;
use vsp_isa::limits::{DEFAULT_CALLS, DEFAULT_STACK};

/// The sizes of a machine.
///
/// ```
/// use vsp_runtime::Limits;
/// assert_eq!(Limits::DEFAULT.calls, 1024);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// The size of memory in bytes, [`Limits::MEMORY`] at least and at most; `None` for what the program's data needs,
    /// 65,536 at least.
    pub memory: Option<usize>,
    /// How many return addresses the call stack holds.
    pub calls: u32,
    /// How many cells the data stack holds.
    pub stack: u32,
}

impl Limits {
    /// What a program gets unless somebody says otherwise: memory by its data, 1,024 calls, a stack of 16,384 cells.
    pub const DEFAULT: Limits = Limits { memory: None, calls: DEFAULT_CALLS, stack: DEFAULT_STACK };

    /// The least and the greatest size of memory, in bytes: every 16-bit address is inside, and 24 bits reach all.
    pub const MEMORY: (usize, usize) = (LEAST_MEMORY as usize, MAX_MEMORY);
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::DEFAULT
    }
}
