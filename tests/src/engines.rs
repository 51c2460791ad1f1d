//! The engines that tests run programs with.

use crate::programs::Compiled;
use vsp_runtime::{Engine, Program};

/// A way to run a program of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// The interpreter.
    Interpreter,
    /// Native code without metering; cannot count fuel.
    Native,
    /// Native code with metering.
    MeteredNative,
}

impl Runner {
    /// Every runner.
    pub const ALL: [Runner; 3] = [Runner::Interpreter, Runner::Native, Runner::MeteredNative];

    /// Whether it can count fuel itself.
    pub fn counts_fuel(self) -> bool {
        match self {
            Runner::Interpreter | Runner::MeteredNative => true,
            Runner::Native => false,
        }
    }

    /// The form of the program that it runs, and the engine to ask for.
    pub fn choose(self, compiled: &Compiled) -> (&'static Program, Engine) {
        match self {
            Runner::Interpreter => (compiled.plain, Engine::Interpreter),
            Runner::Native => (compiled.plain, compiled.plain.engine()),
            Runner::MeteredNative => (compiled.metered, compiled.metered.engine()),
        }
    }
}
