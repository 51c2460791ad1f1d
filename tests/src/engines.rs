//! The engines that tests run programs with.

use crate::programs::Compiled;
use vsp_runtime::{Engine, Host, Program, Vm, VmBuilder};

/// A way to run a program of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// The interpreter.
    Interpreter,
    /// The interpreter, as it is without an allocator: it decodes each instruction when it comes.
    Undecoded,
    /// Native code without metering; cannot count fuel.
    Native,
    /// Native code with metering.
    MeteredNative,
}

impl Runner {
    /// Every runner.
    pub const ALL: [Runner; 4] =
        [Runner::Interpreter, Runner::Undecoded, Runner::Native, Runner::MeteredNative];

    /// Whether it can count fuel itself.
    pub fn counts_fuel(self) -> bool {
        match self {
            Runner::Interpreter | Runner::Undecoded | Runner::MeteredNative => true,
            Runner::Native => false,
        }
    }

    /// The form of the program that it runs.
    pub fn program(self, compiled: &Compiled) -> &'static Program {
        match self {
            Runner::Interpreter | Runner::Undecoded | Runner::Native => compiled.plain,
            Runner::MeteredNative => compiled.metered,
        }
    }

    /// The engine that it asks for.
    pub fn engine(self, compiled: &Compiled) -> Engine {
        match self {
            Runner::Interpreter | Runner::Undecoded => Engine::Interpreter,
            Runner::Native | Runner::MeteredNative => self.program(compiled).engine(),
        }
    }

    /// What begins a machine that runs in this way.
    pub fn builder<H: Host>(self, compiled: &Compiled, host: H) -> VmBuilder<H> {
        let builder = Vm::builder(self.program(compiled)).host(host).engine(self.engine(compiled));
        match self {
            Runner::Undecoded => builder.undecoded(),
            Runner::Interpreter | Runner::Native | Runner::MeteredNative => builder,
        }
    }
}
