//! The engines that tests run programs with.

use crate::programs::Compiled;
use std::sync::LazyLock;
use vsp_runtime::{Engine, Host, Jit, JitError, Optimization, Program, Vm, VmBuilder};

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
    /// Templates without metering, which can be interrupted; cannot count fuel.
    Dynasm,
    /// Templates with metering.
    MeteredDynasm,
    /// Cranelift while running, without metering, which can be interrupted; cannot count fuel.
    Cranelift,
    /// Cranelift while running, with metering.
    MeteredCranelift,
    /// The same as `Cranelift`, made quickly.
    QuickCranelift,
    /// The same as `MeteredCranelift`, made quickly.
    MeteredQuickCranelift,
}

impl Runner {
    /// Every runner.
    pub const ALL: [Runner; 10] = [
        Runner::Interpreter,
        Runner::Undecoded,
        Runner::Native,
        Runner::MeteredNative,
        Runner::Dynasm,
        Runner::MeteredDynasm,
        Runner::Cranelift,
        Runner::MeteredCranelift,
        Runner::QuickCranelift,
        Runner::MeteredQuickCranelift,
    ];

    /// The runners that this machine has.
    pub fn here() -> impl Iterator<Item = Runner> {
        Runner::ALL.into_iter().filter(|runner| runner.is_here())
    }

    /// Whether this build has it.
    pub fn is_built(self) -> bool {
        !self.is_cranelift() || cfg!(feature = "cranelift")
    }

    fn is_cranelift(self) -> bool {
        match self {
            Runner::Cranelift
            | Runner::MeteredCranelift
            | Runner::QuickCranelift
            | Runner::MeteredQuickCranelift => true,
            Runner::Interpreter
            | Runner::Undecoded
            | Runner::Native
            | Runner::MeteredNative
            | Runner::Dynasm
            | Runner::MeteredDynasm => false,
        }
    }

    /// Whether this machine has it: templates there are for two processors, and Cranelift makes no WebAssembly.
    pub fn is_here(self) -> bool {
        match self {
            Runner::Interpreter | Runner::Undecoded | Runner::Native | Runner::MeteredNative => true,
            Runner::Dynasm | Runner::MeteredDynasm => {
                cfg!(any(target_arch = "x86_64", target_arch = "aarch64"))
            }
            Runner::Cranelift
            | Runner::MeteredCranelift
            | Runner::QuickCranelift
            | Runner::MeteredQuickCranelift => self.is_built() && cfg!(not(target_family = "wasm")),
        }
    }

    /// Whether it can count fuel itself.
    pub fn counts_fuel(self) -> bool {
        match self {
            Runner::Interpreter
            | Runner::Undecoded
            | Runner::MeteredNative
            | Runner::MeteredDynasm
            | Runner::MeteredCranelift
            | Runner::MeteredQuickCranelift => true,
            Runner::Native | Runner::Dynasm | Runner::Cranelift | Runner::QuickCranelift => false,
        }
    }

    /// The JIT that makes its code, if one does.
    fn jit(self) -> Option<&'static Jit> {
        static JITS: LazyLock<[[Jit; 2]; 3]> = LazyLock::new(|| {
            [
                (Engine::Dynasm, Optimization::Fast),
                (Engine::Cranelift, Optimization::Fast),
                (Engine::Cranelift, Optimization::Quick),
            ]
            .map(|(engine, optimization)| {
                let builder = Jit::builder(engine).optimization(optimization).interrupts(true);
                [false, true].map(|metering| builder.clone().metering(metering).build())
            })
        });
        let [[dynasm, metered_dynasm], [cranelift, metered_cranelift], [quick, metered_quick]] = &*JITS;
        match self {
            Runner::Dynasm => Some(dynasm),
            Runner::MeteredDynasm => Some(metered_dynasm),
            Runner::Cranelift => Some(cranelift),
            Runner::MeteredCranelift => Some(metered_cranelift),
            Runner::QuickCranelift => Some(quick),
            Runner::MeteredQuickCranelift => Some(metered_quick),
            Runner::Interpreter | Runner::Undecoded | Runner::Native | Runner::MeteredNative => None,
        }
    }

    /// The form of a program of the list that it runs.
    ///
    /// # Panics
    /// Where a JIT refuses the program.
    pub fn program(self, compiled: &Compiled) -> Program {
        let listed = if self == Runner::MeteredNative { compiled.metered } else { compiled.plain };
        self.form_of(listed)
    }

    /// The form of any program that it runs.
    ///
    /// # Panics
    /// Where a JIT refuses the program.
    pub fn form_of(self, program: &Program) -> Program {
        self.try_form_of(program).unwrap_or_else(|error| panic!("{self:?}: {error}"))
    }

    /// The form of any program that it runs.
    ///
    /// # Errors
    /// Why a JIT refuses the program.
    pub fn try_form_of(self, program: &Program) -> Result<Program, JitError> {
        self.jit().map_or_else(|| Ok(program.clone()), |jit| jit.compile(program))
    }

    /// Lets go of all programs that were compiled for it.
    pub fn forget(self) {
        if let Some(jit) = self.jit() {
            jit.clear();
        }
    }

    /// The engine that it asks for.
    fn engine_for(self, program: &Program) -> Engine {
        match self {
            Runner::Interpreter | Runner::Undecoded => Engine::Interpreter,
            Runner::Native | Runner::MeteredNative => program.engine(),
            Runner::Dynasm | Runner::MeteredDynasm => Engine::Dynasm,
            Runner::Cranelift
            | Runner::MeteredCranelift
            | Runner::QuickCranelift
            | Runner::MeteredQuickCranelift => Engine::Cranelift,
        }
    }

    /// The engine that it asks for with a program of the list.
    pub fn engine(self, compiled: &Compiled) -> Engine {
        self.engine_for(compiled.plain)
    }

    /// What begins a machine that runs a program of the list in this way.
    pub fn builder<H: Host>(self, compiled: &Compiled, host: H) -> VmBuilder<H> {
        self.builder_for(&self.program(compiled), host)
    }

    /// What begins a machine that runs a program in this way, which must be in the form for it.
    pub fn builder_for<H: Host>(self, program: &Program, host: H) -> VmBuilder<H> {
        let builder = Vm::builder(program).host(host).engine(self.engine_for(program));
        if self == Runner::Undecoded { builder.undecoded() } else { builder }
    }
}
