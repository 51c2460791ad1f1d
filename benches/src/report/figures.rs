//! Takes all the figures of a report.

use crate::{
    BATCH, COMPILERS, KERNELS, Kernel, STARTERS, WAYS, code_size, cold_start, compile, execute, program,
    race, start, stream,
};
use std::time::Duration;
use vsp_isa::container::Container;
use vsp_isa::flow::Flow;

/// A time, or why there is none.
pub type Time = Result<Duration, String>;

/// How long measurements last: see [`race`].
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Turns of each routine.
    pub turns: u32,
    /// How long a turn lasts at least.
    pub turn: Duration,
    /// Instructions of the longest program that is compiled: 100 times a power of ten.
    pub longest: usize,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How.
    pub effort: Effort,
    /// Of each kernel.
    pub kernels: Vec<KernelFigures>,
    /// Programs of 100 instructions, 1,000 and so on: how many they are, and the time of each of [`COMPILERS`].
    pub lengths: Vec<(usize, Vec<Time>)>,
    /// From the file of a program of 100 instructions to the first result, by each of [`STARTERS`].
    pub cold_starts: Vec<Time>,
    /// The same from the loaded program.
    pub starts: Vec<Time>,
    /// The stream, by each of [`WAYS`].
    pub stream: Vec<Time>,
}

/// What was measured of a kernel.
#[derive(Clone, Debug)]
pub struct KernelFigures {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub what: &'static str,
    /// Instructions in the program.
    pub length: usize,
    /// Instructions that a run takes.
    pub instructions: u64,
    /// A run, by each of [`WAYS`].
    pub runs: Vec<Time>,
    /// Instructions that a short run takes.
    pub short_instructions: u64,
    /// A short run, of many, by each of [`WAYS`].
    pub short_runs: Vec<Time>,
    /// Compiling it, by each of [`COMPILERS`].
    pub compiling: Vec<Time>,
    /// How many bytes of machine code each of them makes of it, or why it makes none.
    pub code_sizes: Vec<Result<usize, String>>,
}

impl Figures {
    /// Measures everything. `progress` is told what is measured next.
    pub fn take(effort: Effort, progress: impl Fn(&str)) -> Figures {
        let race = |routines| race(routines, effort.turns, effort.turn);
        let compiling = |container: &Container| race(COMPILERS.map(|way| compile(way, container)).into());
        let kernel = |kernel: &&'static Kernel| {
            progress(kernel.name);
            let run = |argument, runs| race(WAYS.map(|way| execute(way, kernel, argument, runs)).into());
            let batches = run(kernel.short, BATCH);
            KernelFigures {
                name: kernel.name,
                what: kernel.what,
                length: length(kernel.built.container()),
                instructions: kernel.instructions(kernel.size),
                runs: run(kernel.size, 1),
                short_instructions: kernel.instructions(kernel.short),
                short_runs: batches.into_iter().map(|batch| batch.map(|time| time / BATCH)).collect(),
                compiling: compiling(kernel.built.container()),
                code_sizes: COMPILERS.map(|way| code_size(way, kernel.built.container())).into(),
            }
        };
        let kernels = KERNELS.iter().map(kernel).collect();
        let lengths = std::iter::successors(Some(100), |length| Some(10 * length));
        let lengths = lengths.take_while(|&length| length <= effort.longest).map(|length| {
            progress(&format!("{length} instructions"));
            (length, compiling(&program(length)))
        });
        let lengths = lengths.collect();
        progress("starts and the stream");
        let file = program(100).write().expect("it can be written");
        Figures {
            effort,
            kernels,
            lengths,
            cold_starts: race(STARTERS.map(|way| cold_start(way, &file)).into()),
            starts: race(STARTERS.map(|way| start(way, &file)).into()),
            stream: race(WAYS.map(stream).into()),
        }
    }
}

/// The reachable instructions of a program.
fn length(container: &Container) -> usize {
    Flow::analyse(container).blocks().iter().map(|block| block.cost as usize).sum()
}
