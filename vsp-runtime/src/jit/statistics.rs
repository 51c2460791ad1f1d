//! What a JIT has done so far.

use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;

/// What a [`Jit`](super::Jit) has done since it was made; clearing it changes nothing here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JitStatistics {
    /// Programs that it has compiled; none that it took from its cache or refused.
    pub programs: u64,
    /// Functions of machine code that it has made of them.
    pub functions: u64,
    /// Bytes of machine code that it has made of them, whether or not they still exist.
    pub code_bytes: u64,
    /// How long that took, refusals included, by the clock.
    pub compile_time: Duration,
    /// Runs by its code that [`execute`](super::Jit::execute) or
    /// [`compile_and_execute`](super::Jit::compile_and_execute) began or went on with, and machines that
    /// [`Tiering`](super::Tiering) has moved to its code.
    pub executions: u64,
}

/// The same while it grows.
#[derive(Default)]
pub(super) struct Counters {
    programs: AtomicU64,
    functions: AtomicU64,
    code_bytes: AtomicU64,
    nanoseconds: AtomicU64,
    executions: AtomicU64,
}

impl Counters {
    /// Counts a program.
    pub fn add_program(&self, functions: usize, code_bytes: usize) {
        self.programs.fetch_add(1, Ordering::Relaxed);
        self.functions.fetch_add(functions as u64, Ordering::Relaxed);
        self.code_bytes.fetch_add(code_bytes as u64, Ordering::Relaxed);
    }

    /// Counts time that went into a program, or into refusing it.
    pub fn add_time(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// Counts a run.
    pub fn add_execution(&self) {
        self.executions.fetch_add(1, Ordering::Relaxed);
    }

    pub fn get(&self) -> JitStatistics {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        JitStatistics {
            programs: read(&self.programs),
            functions: read(&self.functions),
            code_bytes: read(&self.code_bytes),
            compile_time: Duration::from_nanos(read(&self.nanoseconds)),
            executions: read(&self.executions),
        }
    }
}
