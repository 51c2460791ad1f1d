//! What whoever has a program compiled can choose: the same for build scripts, macros, and code that is made while running.

use crate::limits::CompileLimits;

/// How hard to optimise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Optimization {
    /// Compile quickly: registers are kept within blocks only.
    None,
    /// Make fast code.
    #[default]
    Speed,
    /// Make fast code, preferring the shorter of two ways.
    Size,
}

/// How to compile a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Options {
    /// How hard to optimise.
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
