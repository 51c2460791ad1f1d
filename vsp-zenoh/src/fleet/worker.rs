//! Doing a desk's work.

use super::host::FleetHost;
use super::message::{End, Errand, Report, Start, Task};
use crate::error::Error;
use crate::handover::Id;
use crate::node::Node;
use crate::programs::Hash;
use std::time::Duration;
use vsp_runtime::{HostLimits, Outcome, Program, Vm};
use zenoh::Wait;

/// What a worker lends to others' programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerLimits {
    /// Bytes of memory of a machine.
    pub memory: usize,
    /// The most fuel that it runs without asking the desk again.
    pub slice: u64,
    /// Bytes of an input or a snapshot, and so of what it sends back.
    pub snapshot: usize,
    /// What a program may print and put out.
    pub host: HostLimits,
}

impl WorkerLimits {
    /// 16 MiB of memory, 2^40 units of fuel, 32 MiB of input, a default host's limits.
    pub const DEFAULT: WorkerLimits =
        WorkerLimits { memory: 16 << 20, slice: 1 << 40, snapshot: 32 << 20, host: HostLimits::DEFAULT };
}

impl Default for WorkerLimits {
    fn default() -> WorkerLimits {
        WorkerLimits::DEFAULT
    }
}

/// How long a worker waits when there is nothing to do, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(100));

/// Makes a node a worker of the desk with a name, until the desk has no more work, or `goes_on` says no, which is asked between tasks.
/// How many tasks and slices of tasks it has done.
///
/// # Errors
/// If the network fails. Where there is no desk it waits for one.
pub fn work(
    node: &Node,
    desk: &str,
    limits: WorkerLimits,
    mut goes_on: impl FnMut() -> bool,
) -> Result<u64, Error> {
    let mut worker = Worker { node, limits, last: None };
    let (keys, life) = (node.keys(), Id::random());
    // Alone on a key of its own, so that the desk learns of its end and not of another's.
    let token = keys.worker(&format!("{desk}/{life}"));
    let _token = node.session().liveliness().declare_token(token).wait().map_err(Error::zenoh)?;
    let key = keys.desk(desk);
    let (mut report, mut pause, mut done) = (None, PAUSES.0, 0);
    loop {
        let wants = goes_on();
        let errand = Errand { worker: node.name().clone(), life, report: report.clone(), wants };
        let answer = node.wire().ask(&key, errand.write(), node.wire().patience);
        let task = match answer.map(|answer| Task::read(&answer, limits.snapshot)) {
            Some(Ok(task)) => {
                report = None;
                task
            }
            Some(Err(error)) => {
                node.mailbox().refuse(format!("a task on {key}: {error}"));
                Task::Wait
            }
            // The report is not forgotten: it is told again until somebody hears it.
            None => Task::Wait,
        };
        match task {
            Task::Run { ticket, program, start, fuel, is_last } => {
                let run = worker.run(&program, start, fuel, is_last).unwrap_or_else(Report::Failed);
                (report, pause, done) = (Some((ticket, run)), PAUSES.0, done + 1);
            }
            Task::Over => return Ok(done),
            Task::Wait if !wants => return Ok(done),
            Task::Wait => {
                std::thread::sleep(pause);
                pause = (2 * pause).min(PAUSES.1);
            }
        }
    }
}

struct Worker<'a> {
    node: &'a Node,
    limits: WorkerLimits,
    /// The program that ran last, as it was compiled.
    last: Option<(Hash, Program)>,
}

impl Worker<'_> {
    /// Runs a slice, or says why not.
    fn run(&mut self, program: &Hash, start: Start, fuel: u64, is_last: bool) -> Result<Report, String> {
        if fuel > self.limits.slice {
            return Err(format!("a slice of {fuel} units of fuel is more than this worker runs at a time"));
        }
        let program = self.program(program).map_err(|error| error.to_string())?;
        let (input, snapshot) = match start {
            Start::Input(input) => (input, None),
            Start::Snapshot(snapshot) => (Vec::new(), Some(snapshot)),
        };
        let builder = Vm::builder(&program).host(FleetHost::new(&input, self.limits.host));
        let mut vm = match snapshot {
            None => builder.fuel(fuel).build().map_err(|error| error.to_string())?,
            Some(snapshot) => {
                let builder = builder.memory_size(self.limits.memory);
                let mut vm = builder.restore(&snapshot).map_err(|error| error.to_string())?;
                // What is left from the slice before is less than a block; more is the work of a stranger.
                let left = vm.fuel().ok_or("a machine of a fleet counts its fuel")?;
                if left > self.limits.slice {
                    return Err(format!("{left} units of fuel are more than this worker runs at a time"));
                }
                vm.add_fuel(fuel);
                vm
            }
        };
        let outcome = vm.run();
        if outcome == Outcome::OutOfFuel && !is_last {
            let snapshot = vm.snapshot().map_err(|error| error.to_string())?;
            if snapshot.len() > self.limits.snapshot {
                let (bytes, most) = (snapshot.len(), self.limits.snapshot);
                return Err(format!("its snapshot has {bytes} bytes, and this worker sends {most} at most"));
            }
            return Ok(Report::Goes(snapshot));
        }
        let host = vm.host().inner();
        let output = host.output().iter().flat_map(|cell| cell.to_bits().to_le_bytes()).collect();
        Ok(Report::Ended(Box::new(End {
            outcome: outcome.to_string(),
            is_good: matches!(outcome, Outcome::Halted | Outcome::Returned),
            registers: *vm.registers().image(),
            fuel: vm.fuel_used().unwrap_or(0),
            output,
            printed: host.printed().into(),
        })))
    }

    /// The program with a hash, as machine code where that can be.
    fn program(&mut self, hash: &Hash) -> Result<Program, Error> {
        if let Some((_, program)) = self.last.as_ref().filter(|(last, _)| last == hash) {
            return Ok(program.clone());
        }
        let program = compiled(self.node.wire().program(hash)?.program);
        self.last = Some((*hash, program.clone()));
        Ok(program)
    }
}

/// The program as machine code, where there is some for this processor.
#[cfg(feature = "jit")]
fn compiled(program: Program) -> Program {
    let jit = vsp_runtime::Jit::new(vsp_runtime::Engine::Dynasm);
    jit.compile(&program).unwrap_or(program)
}

/// The program as it is: there is no JIT.
#[cfg(not(feature = "jit"))]
fn compiled(program: Program) -> Program {
    program
}
