//! Engines: what runs programs.

use core::fmt;

/// What carries a program out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Engine {
    /// Machine code that was made when the crate was built.
    Native,
    /// The interpreter, which runs everywhere.
    Interpreter,
    /// Machine code that was put together from templates while running: see the feature `jit`.
    Dynasm,
    /// Machine code that the code generator made while running: see the feature `cranelift`.
    Cranelift,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Engine::Native => "native",
            Engine::Interpreter => "interpreter",
            Engine::Dynasm => "dynasm",
            Engine::Cranelift => "cranelift",
        })
    }
}
