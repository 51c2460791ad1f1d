//! `vsp run --engine`: which engine runs a program.

use clap::ValueEnum;
use vsp_codegen::Options;
use vsp_runtime::{Engine, Jit, JitError, Program, Tiering, Vm, VmBuilder};

/// The engines for programs that are loaded.
#[derive(Clone, Copy, ValueEnum)]
pub enum EngineName {
    /// The interpreter
    Interpreter,
    /// Machine code from templates, which is there at once
    Dynasm,
    /// Machine code that is optimised, which takes longer to make
    Cranelift,
    /// The interpreter at first, then machine code where it can be made and is worth it
    Auto,
}

/// After how many instructions machine code from templates is worth it.
const DYNASM_AFTER: u64 = 1_000;
/// After how many instructions optimising is worth it.
const CRANELIFT_AFTER: u64 = 1_000_000;

impl EngineName {
    /// What begins a machine with this engine.
    ///
    /// # Errors
    /// If the one engine that was asked for is refused.
    pub fn builder(self, program: &Program, options: &Options) -> Result<VmBuilder, JitError> {
        let Options { optimization, metering, interrupts, limits } = *options;
        let jit = |engine| {
            let builder = Jit::builder(engine).optimization(optimization).limits(limits);
            builder.metering(metering).interrupts(interrupts)
        };
        let compiled = |engine| jit(engine).build().compile(program).map(|program| Vm::builder(&program));
        match self {
            EngineName::Interpreter => Ok(Vm::builder(program)),
            EngineName::Dynasm => compiled(Engine::Dynasm),
            EngineName::Cranelift => compiled(Engine::Cranelift),
            EngineName::Auto => {
                // All but the last must count, or nobody would know when the next is worth it.
                let dynasm = Jit::builder(Engine::Dynasm).limits(limits).build();
                let cranelift = jit(Engine::Cranelift).build();
                let tiering = Tiering::new().then(DYNASM_AFTER, &dynasm).then(CRANELIFT_AFTER, &cranelift);
                Ok(Vm::builder(program).tiering(tiering))
            }
        }
    }
}
