//! Takes the figures of a report.

use crate::engines::Engine;
use crate::kernels::Kernel;
use cpu_time::ThreadTime;
use std::hint::black_box;
use std::time::Duration;
use vsp_benches::report::Time;
use vsp_benches::{Routine, race};

/// How long measurements last: see [`race`].
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Turns of each kernel by each engine.
    pub turns: u32,
    /// How long a turn lasts at least.
    pub turn: Duration,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How.
    pub effort: Effort,
    /// What ran.
    pub kernels: Vec<&'static Kernel>,
    /// By what.
    pub engines: Vec<Engine>,
    /// How long each kernel took by each engine.
    pub times: Vec<Vec<Time>>,
}

impl Figures {
    /// Compares the results of all engines, and measures if they agree.
    ///
    /// # Errors
    /// The results that differ from those of Rust.
    pub fn take(effort: Effort, kernels: &[&'static Kernel], engines: &[Engine]) -> Result<Figures, String> {
        check(kernels, engines, |kernel| vec![kernel.size])?;
        let routines =
            kernels.iter().flat_map(|kernel| engines.iter().map(|engine| routine(*engine, kernel)));
        let times = race(routines.collect(), effort.turns, effort.turn);
        let times = times.chunks(engines.len()).map(<[Time]>::to_vec).collect();
        Ok(Figures { effort, kernels: kernels.into(), engines: engines.into(), times })
    }

    /// How long a kernel took by an engine, if both were measured.
    pub fn time(&self, kernel: &Kernel, engine: Engine) -> Option<Duration> {
        let row = self.kernels.iter().position(|other| other.name == kernel.name)?;
        let column = self.engines.iter().position(|other| *other == engine)?;
        self.times[row][column].clone().ok()
    }
}

/// Runs each kernel by each engine with some arguments, and compares the results with those of Rust, to the bit. Engines may
/// refuse a kernel.
///
/// # Errors
/// All results that differ, a line for each.
pub fn check(
    kernels: &[&'static Kernel],
    engines: &[Engine],
    arguments: impl Fn(&Kernel) -> Vec<i64>,
) -> Result<(), String> {
    let mut faults = Vec::new();
    for kernel in kernels {
        for engine in engines {
            let Ok(mut run) = engine.prepare(kernel) else { continue };
            for argument in arguments(kernel) {
                let (result, expected) = (run(argument), (kernel.rust)(argument));
                if result != expected {
                    let name = kernel.name;
                    faults.push(format!(
                        "{name} of {argument} by {engine}: {result:#x}, by rust: {expected:#x}"
                    ));
                }
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// Runs of a kernel, which take their time from the thread's processor time. Argument and result are hidden from the optimiser.
fn routine(engine: Engine, kernel: &'static Kernel) -> Routine {
    let mut run = engine.prepare(kernel)?;
    Ok(Box::new(move || {
        let start = ThreadTime::now();
        black_box(run(black_box(kernel.size)));
        start.elapsed()
    }))
}
