//! How programs are compiled.

use crate::{CompileLimits, Optimization};
use vsp_isa::limits::{DEFAULT_CALLS, DEFAULT_STACK};
use vsp_isa::options::Options;

/// How programs are compiled.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// How much work goes into native code.
    pub optimization: Optimization,
    /// Whether native code counts fuel.
    pub metering: bool,
    /// Whether runs of native code can be interrupted, if that was said.
    pub interrupts: Option<bool>,
    /// How much may be compiled.
    pub limits: CompileLimits,
    /// The size of memory in bytes, unless the program's default is to be used.
    pub memory_size: Option<usize>,
    /// How many return addresses the call stack holds.
    pub call_limit: u32,
    /// How many cells the data stack holds.
    pub stack_limit: u32,
    /// Whether Cargo is told what looks wrong with a program, and that there is no native code.
    pub warnings: bool,
    /// Whether it is an error that there is no native code.
    pub require_native: bool,
}

impl Settings {
    /// Whether runs of native code can be interrupted.
    pub fn interrupts(&self) -> bool {
        self.interrupts.unwrap_or(self.metering)
    }

    /// What the code generator is told.
    pub fn options(&self) -> Options {
        let Settings { optimization, metering, limits, .. } = *self;
        Options { optimization, metering, interrupts: self.interrupts(), limits }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            optimization: Optimization::default(),
            metering: false,
            interrupts: None,
            limits: CompileLimits::default(),
            memory_size: None,
            call_limit: DEFAULT_CALLS,
            stack_limit: DEFAULT_STACK,
            warnings: true,
            require_native: false,
        }
    }
}
