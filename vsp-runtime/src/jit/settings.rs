//! What a back end heeds.

use crate::native_code::Checks;
use vsp_isa::limits::CompileLimits;

/// What a back end heeds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub checks: Checks,
    /// How much may be compiled.
    pub limits: CompileLimits,
}
