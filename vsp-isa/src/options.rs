//! Options for compiling: the same for build scripts, macros, the command, and code that is made while running.

use crate::limits::CompileLimits;
use core::fmt::{self, Display, Formatter};
use core::str::FromStr;

/// How much work goes into code. Results are the same; templates, which know one way, do not ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Optimization {
    /// Make fast code.
    #[default]
    Fast,
    /// Make code quickly: with few passes, and registers that are kept within blocks only.
    Quick,
}

impl Optimization {
    /// All levels.
    pub const ALL: [Optimization; 2] = [Optimization::Fast, Optimization::Quick];

    /// The name of the level, as it is written in options.
    pub const fn name(self) -> &'static str {
        match self {
            Optimization::Fast => "fast",
            Optimization::Quick => "quick",
        }
    }
}

impl Display for Optimization {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Optimization {
    type Err = UnknownOptimization;

    /// The level of a name.
    ///
    /// ```
    /// use vsp_isa::options::Optimization;
    /// assert_eq!("quick".parse(), Ok(Optimization::Quick));
    /// assert_eq!("best".parse::<Optimization>().unwrap_err().to_string(), "the levels are `fast` and `quick`");
    /// ```
    fn from_str(name: &str) -> Result<Optimization, UnknownOptimization> {
        Optimization::ALL.into_iter().find(|level| level.name() == name).ok_or(UnknownOptimization)
    }
}

/// No level of [`Optimization`] has such a name. The text says which there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownOptimization;

impl Display for UnknownOptimization {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let [fast, quick] = Optimization::ALL;
        write!(f, "the levels are `{fast}` and `{quick}`")
    }
}

impl core::error::Error for UnknownOptimization {}

/// How to compile a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Options {
    /// How much work goes into the code.
    pub optimization: Optimization,
    /// Whether the code counts fuel. Without it the code is faster, and runs that have a limit of fuel must use the
    /// interpreter.
    pub metering: bool,
    /// Whether runs can be interrupted: the code looks for requests at the checkpoints of the program
    /// ([`Reach::is_checkpoint`](crate::flow::Reach::is_checkpoint)). Without it the code is a little faster, and machines that
    /// have a handle for interrupts must use the interpreter.
    pub interrupts: bool,
    /// How much may be compiled.
    pub limits: CompileLimits,
}
