//! The ways to run a kernel, side by side.

mod vsp;
mod wasm;

pub(crate) use wasm::code;

use crate::kernels::Kernel;
use clap::ValueEnum;
use std::fmt;

/// A kernel that is ready to be run, over and over.
pub type Run = Box<dyn FnMut(i64) -> i64>;

/// A way to run a kernel. With fuel, runs also look for interrupts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub enum Engine {
    /// Plain Rust.
    Rust,
    /// Code of vsp's build scripts.
    Build,
    /// The same with fuel.
    BuildFuel,
    /// vsp's JIT with Cranelift.
    Cranelift,
    /// The same with fuel.
    CraneliftFuel,
    /// vsp's JIT with templates.
    Dynasm,
    /// The same with fuel.
    DynasmFuel,
    /// vsp's interpreter.
    Interpreter,
    /// The same with fuel.
    InterpreterFuel,
    /// wasmtime with Cranelift.
    Wasmtime,
    /// wasmtime with Winch, its compiler in one pass.
    Winch,
    /// wasmi, an interpreter.
    Wasmi,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value().expect("no value is skipped");
        f.write_str(value.get_name())
    }
}

impl Engine {
    /// Makes a kernel ready.
    ///
    /// # Errors
    /// Why the engine refuses it.
    pub fn prepare(self, kernel: &'static Kernel) -> Result<Run, String> {
        use vsp_runtime::Engine::{Cranelift, Dynasm};
        match self {
            Engine::Rust => Ok(Box::new(kernel.rust)),
            Engine::Build => vsp::built(kernel, false),
            Engine::BuildFuel => vsp::built(kernel, true),
            Engine::Cranelift => vsp::jit(kernel, Cranelift, false),
            Engine::CraneliftFuel => vsp::jit(kernel, Cranelift, true),
            Engine::Dynasm => vsp::jit(kernel, Dynasm, false),
            Engine::DynasmFuel => vsp::jit(kernel, Dynasm, true),
            Engine::Interpreter => vsp::interpreter(kernel, false),
            Engine::InterpreterFuel => vsp::interpreter(kernel, true),
            Engine::Wasmtime => wasm::wasmtime(kernel, wasmtime::Strategy::Cranelift),
            Engine::Winch => wasm::wasmtime(kernel, wasmtime::Strategy::Winch),
            Engine::Wasmi => wasm::wasmi(kernel),
        }
    }
}
