//! What a build script has done so far.

use crate::output::Claims;
use crate::stopwatch::Stopwatch;

/// What a build script has done so far: it may use several builders.
#[derive(Debug)]
#[cfg_attr(test, derive(Default))]
pub(crate) struct Process {
    /// The programs that it has compiled.
    pub claims: Claims,
    /// Whether it has told Cargo that there is no native code.
    pub told_of_interpreter: bool,
    /// How long that took.
    pub stopwatch: Stopwatch,
}
