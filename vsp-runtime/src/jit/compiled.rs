//! The machine code of one program, ready to be run.

use super::JitError;
use super::memory::ExecutableMemory;
use super::output::{Entries, Output};
use crate::engine::Engine;
use crate::native_code::Checks;
use vsp_isa::abi::RegionFunction;
use vsp_isa::tables::Sums;

/// Machine code that was made while running, in memory of its own. Whoever runs it keeps it; the last one frees it.
pub(crate) struct Compiled {
    engine: Engine,
    checks: Checks,
    memory: ExecutableMemory,
    entries: Entries,
    sums: Option<&'static Sums>,
}

impl Compiled {
    /// Puts what a back end has made where it can be executed.
    pub fn new(engine: Engine, checks: Checks, output: Output) -> Result<Compiled, JitError> {
        let memory = ExecutableMemory::new((*output.bytes).as_ref(), output.alignment)?;
        Ok(Compiled { engine, checks, memory, entries: output.entries, sums: output.sums })
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// What the code does besides running the program.
    pub fn checks(&self) -> Checks {
        self.checks
    }

    /// The table of sums, if the code looks it up in the context.
    pub fn sums(&self) -> Option<&'static Sums> {
        self.sums
    }

    /// Where the code begins.
    pub fn start(&self) -> *const u8 {
        self.memory.start()
    }

    /// Where a place can be entered: the region's function and the number to call it with.
    #[inline]
    pub fn entry(&self, address: u32, mode: u8) -> Option<(RegionFunction, u32)> {
        // SAFETY: the memory holds the code that these entries were made with.
        unsafe { self.entries.find(self.memory.start(), address, mode) }
    }
}
