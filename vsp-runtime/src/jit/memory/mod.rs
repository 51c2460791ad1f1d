//! Memory for machine code: written first, then executed, never both at once.

#[cfg(target_os = "macos")]
mod macos;
#[cfg(not(target_os = "macos"))]
mod mapped;

use super::{JitError, instruction_cache};
#[cfg(target_os = "macos")]
use macos::Pages;
#[cfg(not(target_os = "macos"))]
use mapped::Pages;
use std::format;

/// Finds out whether there is memory for so many bytes of machine code, which takes a fraction of the time of making the code.
pub(super) fn try_out(size: usize) -> Result<(), JitError> {
    Pages::try_out(size).map_err(|error| JitError::memory(&error))
}

/// Machine code in memory that can be executed and no longer be written. When this is dropped it can no longer be executed: the memory goes
/// back to the system, or the thread keeps it for the next program.
pub(crate) struct ExecutableMemory(Pages);

impl ExecutableMemory {
    /// Puts machine code at an address that is a multiple of `alignment`.
    pub fn new(code: &[u8], alignment: usize) -> Result<ExecutableMemory, JitError> {
        let pages = Pages::with(code).map_err(|error| JitError::memory(&error))?;
        if !pages.start().addr().is_multiple_of(alignment) {
            let text = format!("bug in the code generator: code that must lie at a multiple of {alignment}");
            return Err(JitError::CodeGenerator(text));
        }
        instruction_cache::forget(pages.start(), code.len());
        Ok(ExecutableMemory(pages))
    }

    /// Where the code begins.
    #[inline]
    pub fn start(&self) -> *const u8 {
        self.0.start()
    }
}
