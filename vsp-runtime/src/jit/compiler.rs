//! The JIT as its users see it.

use super::back_end;
use super::cache::Cache;
use super::compiled::Compiled;
use super::statistics::{Counters, JitStatistics};
use super::{JitError, memory, perf_map};
use crate::engine::Engine;
use crate::native_code::Checks;
use crate::program::Program;
use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};
use vsp_isa::limits::CompileLimits;
use vsp_isa::options::{Optimization, Options};

/// Compiles programs while running, and keeps what it has compiled.
///
/// Clones share everything; any number of threads may use them at once. See the [module](super) for how to use one.
#[derive(Clone)]
pub struct Jit {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    options: Options,
    perf_map: bool,
    cache: Cache,
    counters: Counters,
}

impl Jit {
    /// A JIT for [`Engine::Dynasm`] or [`Engine::Cranelift`], whose code counts fuel and can be interrupted.
    ///
    /// Where the engine is not built in, or is none that compiles, every program is refused with
    /// [`JitError::EngineNotBuilt`].
    pub fn new(engine: Engine) -> Jit {
        Jit::builder(engine).build()
    }

    /// A JIT whose code shall not count fuel, or not be interrupted, or be made quickly, or shall be named for profilers.
    pub fn builder(engine: Engine) -> JitBuilder {
        JitBuilder {
            engine,
            optimization: Optimization::default(),
            metering: true,
            interrupts: None,
            limits: CompileLimits::default(),
            perf_map: None,
        }
    }

    /// The engine that it compiles for.
    pub fn engine(&self) -> Engine {
        self.shared.engine
    }

    /// The same program with compiled code, for [`Vm::new`](crate::Vm::new) and [`Vm::move_to`](crate::Vm::move_to). What is compiled, or refused,
    /// already comes from a cache: the program itself matters, not what it was compiled to before. An equal program that was
    /// loaded another time is another program.
    ///
    /// # Errors
    /// Why there is no code. Asking again gives the same until [`clear`](Self::clear) if that
    /// [`is_lasting`](JitError::is_lasting); else it is tried again, though not by those who waited for this attempt.
    pub fn compile(&self, program: &Program) -> Result<Program, JitError> {
        self.shared.cache.get_or_compile(program, |program, refused| self.shared.compile(program, refused))
    }

    /// Whether the program's code is there.
    pub fn is_compiled(&self, program: &Program) -> bool {
        matches!(self.shared.cache.get(program), Some(Ok(_)))
    }

    /// Why the program was refused, if it was since the last [`clear`](Self::clear): for good, or the last time that it was
    /// tried.
    pub fn refusal(&self, program: &Program) -> Option<JitError> {
        self.shared.cache.get(program)?.err()
    }

    /// Forgets all programs, whether compiled or refused. Code that somebody still uses lives on until nobody does.
    pub fn clear(&self) {
        self.shared.cache.clear();
    }

    /// What it has done so far.
    pub fn statistics(&self) -> JitStatistics {
        self.shared.counters.get()
    }

    /// The program's code, or why there is none.
    pub(crate) fn compiled(&self, program: &Program) -> Result<Program, JitError> {
        self.shared.cache.get(program).ok_or(JitError::NotCompiled)?
    }

    /// Whether it is a clone.
    pub(crate) fn is_same(&self, other: &Jit) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Counts a machine that goes on in its code.
    pub(crate) fn count_execution(&self) {
        self.shared.counters.add_execution();
    }
}

impl Shared {
    fn compile(&self, program: &Program, refused: &AtomicUsize) -> Result<Program, JitError> {
        // WebAssembly has no clock without its host, and asking for one would panic.
        let has_clock = !cfg!(all(target_family = "wasm", target_os = "unknown"));
        let begin = has_clock.then(Instant::now);
        let compiled = self.compile_untimed(program, refused);
        self.counters.add_time(begin.map_or(Duration::ZERO, |begin| begin.elapsed()));
        compiled
    }

    fn compile_untimed(&self, program: &Program, refused: &AtomicUsize) -> Result<Program, JitError> {
        // Where there was no memory for the code the last time, it is made only if there is some now.
        match refused.load(Ordering::Relaxed) {
            0 => {}
            size => memory::try_out(size)?,
        }
        let output = back_end::compile(self.engine, &self.options, program)?;
        let (functions, size) = (output.functions, (*output.bytes).as_ref().len());
        let places = self.perf_map.then(|| output.entries.in_order());
        let compiled = Compiled::new(self.engine, Checks::of(&self.options), output);
        if matches!(compiled, Err(JitError::MemoryRefused { .. })) {
            refused.store(size, Ordering::Relaxed);
        }
        let compiled = compiled?;
        self.counters.add_program(functions, size);
        if let Some(places) = places {
            perf_map::add(program, &compiled, &places, size);
        }
        Ok(program.with_compiled(Some(Arc::new(compiled))))
    }
}

impl fmt::Debug for Jit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jit")
            .field("engine", &self.engine())
            .field("optimization", &self.shared.options.optimization)
            .field("metering", &self.shared.options.metering)
            .field("interrupts", &self.shared.options.interrupts)
            .finish_non_exhaustive()
    }
}

/// Sets up a [`Jit`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct JitBuilder {
    engine: Engine,
    optimization: Optimization,
    metering: bool,
    interrupts: Option<bool>,
    limits: CompileLimits,
    perf_map: Option<bool>,
}

impl JitBuilder {
    /// How much work goes into the code: [`Optimization::Fast`] unless this says otherwise. [`Engine::Dynasm`], whose templates are
    /// quick by themselves, does not ask. A JIT has one level; for two, take two, as tiers do:
    ///
    /// ```
    /// use vsp_runtime::{Engine, Jit, Optimization, Tiering};
    /// let quick = Jit::builder(Engine::Cranelift).optimization(Optimization::Quick).build();
    /// let tiering = Tiering::new().then(10_000, &quick).then(1_000_000, &Jit::new(Engine::Cranelift));
    /// ```
    pub fn optimization(mut self, optimization: Optimization) -> JitBuilder {
        self.optimization = optimization;
        self
    }

    /// Whether the code counts fuel; it does unless this says otherwise. Without, it is faster, but nothing stops a program
    /// that does not end; and a machine with fuel takes the interpreter.
    pub fn metering(mut self, metering: bool) -> JitBuilder {
        self.metering = metering;
        self
    }

    /// Whether runs of the code can be interrupted ([`VmBuilder::interrupt`](crate::VmBuilder::interrupt)); they can where it
    /// counts fuel, unless this says otherwise. Without, the code is a little faster, and a machine with a handle takes the
    /// interpreter.
    pub fn interrupts(mut self, interrupts: bool) -> JitBuilder {
        self.interrupts = Some(interrupts);
        self
    }

    /// How large programs may be to be compiled; others are refused with [`JitError::OverLimit`], before the work or as soon as
    /// there is too much code.
    ///
    /// ```
    /// use vsp_runtime::{CompileLimits, Engine, Jit};
    /// let limits = CompileLimits { instructions: 10_000, code_bytes: 1 << 20 };
    /// let jit = Jit::builder(Engine::Dynasm).limits(limits).build();
    /// ```
    pub fn limits(mut self, limits: CompileLimits) -> JitBuilder {
        self.limits = limits;
        self
    }

    /// Whether compiled code is named for profilers; else the environment variable `VSP_PERF_MAP` says so, if it is neither
    /// empty nor `0`.
    pub fn perf_map(mut self, perf_map: bool) -> JitBuilder {
        self.perf_map = Some(perf_map);
        self
    }

    /// The JIT.
    pub fn build(self) -> Jit {
        let JitBuilder { engine, optimization, metering, interrupts, limits, perf_map } = self;
        let interrupts = interrupts.unwrap_or(metering);
        let options = Options { optimization, metering, interrupts, limits };
        let perf_map = perf_map.unwrap_or_else(perf_map::is_asked_for);
        let (cache, counters) = (Cache::default(), Counters::default());
        Jit { shared: Arc::new(Shared { engine, options, perf_map, cache, counters }) }
    }
}
