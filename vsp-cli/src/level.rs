//! `--opt`: the optimisation level, for `vsp compile` and `vsp run`.

use clap::ValueEnum;
use vsp_codegen::Optimization;

/// The levels as the command names them.
#[derive(Clone, Copy, ValueEnum)]
pub enum Level {
    /// Makes fast code
    Fast,
    /// Makes code quickly
    Quick,
}

impl From<Level> for Optimization {
    fn from(level: Level) -> Optimization {
        match level {
            Level::Fast => Optimization::Fast,
            Level::Quick => Optimization::Quick,
        }
    }
}
