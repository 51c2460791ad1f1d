//! `vsp-fleet run`.

use crate::arguments::RunArguments;
use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use vsp_zenoh::fleet::{Desk, Done, Event, Work};
use vsp_zenoh::free_endpoint;
use vsp_zenoh::vsp_runtime::{Program, isa};

/// How long workers have to hear that the work is over.
const FAREWELL: Duration = Duration::from_millis(500);

/// How often it is looked whether workers are well.
const TICK: Duration = Duration::from_millis(200);

/// Workers that were started here, and end with this.
struct Workers(Vec<Child>);

impl Workers {
    /// Whether none runs any more.
    fn have_ended(&mut self) -> bool {
        self.0.iter_mut().all(|worker| worker.try_wait().is_ok_and(|status| status.is_some()))
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for worker in &mut self.0 {
            // One that has ended by itself is well.
            let _ = worker.kill();
            let _ = worker.wait();
        }
    }
}

/// Runs a program with all inputs.
pub fn run(arguments: &RunArguments) -> Result<ExitCode, Box<dyn Error>> {
    let program = program(&arguments.program)?;
    let inputs: Result<Vec<Vec<u8>>, _> = arguments.inputs.iter().map(|path| read(path)).collect();
    let outputs = arguments.out.as_deref().map(|folder| outputs(folder, &arguments.inputs)).transpose()?;
    let work = Work {
        slice: arguments.slice,
        fuel: arguments.fuel,
        patience: Duration::from_secs(arguments.patience),
        ..Work::new(&program, inputs?)
    };

    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let count = arguments.workers.unwrap_or(processors);
    let network = &arguments.network;
    let mut builder = network.node(&format!("desk-{}", std::process::id()))?;
    // Workers of this computer's own need to be told where.
    let mut endpoint = network.listen.clone().or(network.connect.clone());
    if count > 0 && endpoint.is_none() && network.config.is_none() {
        let free = free_endpoint()?;
        builder = builder.listen(&free)?;
        endpoint = Some(free);
    }
    let node = builder.open()?;
    let desk = Desk::open(&node, &network.fleet, work)?;
    let start = Instant::now();
    let mut workers = start_workers(arguments, count, endpoint.as_deref())?;

    let bar = ProgressBar::new(arguments.inputs.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} tasks, {elapsed}, {msg}")?);
    bar.set_message("waiting for workers");
    let mut see = |event| match event {
        Event::Joined(_) => bar.set_message(told(desk.workers().len())),
        Event::Left(name, tasks) => {
            bar.println(format!("`{name}` is gone; {tasks} tasks are given out again"));
            bar.set_message(told(desk.workers().len()));
        }
        Event::Done(_) => bar.inc(1),
        Event::Slice(_) => bar.tick(),
        // What a later version tells of is no progress of this one's.
        _ => {}
    };
    let results = loop {
        if let Some(results) = desk.step(TICK, &mut see) {
            break results;
        }
        // Others may come, but whoever started workers here does not wait for them.
        if count > 0 && desk.workers().is_empty() && workers.have_ended() {
            bar.finish_and_clear();
            return Err("all workers that were started here have ended before the work was done; `vsp-fleet worker` with the same \
                        `--connect` and `--fleet` says why"
                .into());
        }
    };
    let elapsed = start.elapsed();
    bar.finish_and_clear();
    std::thread::sleep(FAREWELL);
    drop(workers);

    if let Some(outputs) = outputs {
        for (done, path) in results.iter().zip(outputs) {
            write(&path.with_added_extension("out"), &done.output)?;
            write(&path.with_added_extension("txt"), done.printed.as_bytes())?;
        }
    }
    println!("{}", table(&arguments.inputs, &results));
    let good = results.iter().filter(|done| done.is_good).count();
    println!("{good} of {} tasks ended well, in {elapsed:.2?}", results.len());
    Ok(if good == results.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn told(workers: usize) -> String {
    if workers == 1 { "1 worker".into() } else { format!("{workers} workers") }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads a program, or assembles it.
fn program(path: &Path) -> Result<Program, Box<dyn Error>> {
    let bytes = read(path)?;
    if path.extension() == Some(OsStr::new("sil")) {
        let source = String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", path.display()))?;
        let assembled = isa::asm::assemble(&source, &path.display().to_string());
        return Ok(Program::from_container(assembled.map_err(|errors| errors.to_string())?)?);
    }
    Ok(Program::from_bytes(&bytes).map_err(|error| format!("{}: {error}", path.display()))?)
}

/// Where the output of each input goes, which must be a place for each.
fn outputs(folder: &Path, inputs: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let place = |path: &PathBuf| path.file_name().map(|name| folder.join(name));
    let places: Vec<PathBuf> = inputs.iter().filter_map(place).collect();
    let mut sorted = places.clone();
    sorted.sort();
    let twice = sorted.windows(2).find(|pair| pair[0] == pair[1]);
    match twice {
        Some(pair) => Err(format!("two inputs would write to {}", pair[0].display())),
        None if places.len() < inputs.len() => Err("an input's path has no name".into()),
        None => Ok(places),
    }
}

/// Starts workers on this computer.
fn start_workers(
    arguments: &RunArguments,
    count: usize,
    endpoint: Option<&str>,
) -> Result<Workers, Box<dyn Error>> {
    let mut workers = Workers(Vec::new());
    for number in 1..=count {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("worker").arg("--name").arg(format!("here-{}-{number}", std::process::id()));
        command.args(["--prefix", &arguments.network.prefix, "--fleet", &arguments.network.fleet]);
        if let Some(endpoint) = endpoint {
            // Nobody else need reach it.
            command.args(["--connect", endpoint, "--listen", "tcp/127.0.0.1:0"]);
        }
        if let Some(config) = &arguments.network.config {
            command.arg("--config").arg(config);
        }
        // What they say is said by the bar and the table.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        workers.0.push(command.spawn()?);
    }
    Ok(workers)
}

/// What came of it.
fn table(inputs: &[PathBuf], results: &[Done]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_header(["input", "outcome", "fuel", "slices", "worker", "again", "output", "printed"]);
    for (path, done) in inputs.iter().zip(results) {
        table.add_row([
            path.display().to_string(),
            done.outcome.clone(),
            done.fuel.to_string(),
            done.workers.len().to_string(),
            done.workers.last().map_or(String::new(), |name| name.to_string()),
            done.again.to_string(),
            format!("{} cells", done.output.len() / 2),
            first_line(&done.printed),
        ]);
    }
    table
}

/// The beginning of a text, without what could upset a terminal.
fn first_line(text: &str) -> String {
    const LENGTH: usize = 40;
    let line = text.lines().next().unwrap_or("");
    let mut shown: String = line.chars().map(|c| if c.is_control() { '?' } else { c }).take(LENGTH).collect();
    if shown.len() < text.trim_end().len() {
        shown.push('…');
    }
    shown
}
