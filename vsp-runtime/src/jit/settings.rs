//! What a back end heeds.

use crate::native_code::Checks;
use vsp_isa::limits::CompileLimits;
use vsp_isa::options::Options;

/// What a back end heeds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub checks: Checks,
    /// How much may be compiled.
    pub limits: CompileLimits,
}

impl Settings {
    /// The same for a code generator.
    pub fn options(self) -> Options {
        let Settings { checks: Checks { fuel: metering, interrupts }, limits } = self;
        Options { metering, interrupts, limits, ..Options::default() }
    }
}
