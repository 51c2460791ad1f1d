//! Finds the heartbeats in a recording that is cut into a thousand pieces, on several workers, of which one is killed in the middle:
//! the same 495 beats as one machine finds.
//!
//! ```sh
//! cargo run --release --example fleet
//! ```
//!
//! The detector adapts to what it has heard, so each piece begins a minute early: by then it has forgotten how it began. (With
//! 30 seconds it finds 496 beats, with 45 the same.)

use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::ops::Range;
use std::process::{Child, Command};
use std::time::Instant;
use vsp_runtime::{Outcome, Program, Vm};
use vsp_zenoh::fleet::{Desk, Event, FleetHost, Work, WorkerLimits, work};
use vsp_zenoh::{Node, free_endpoint};

/// The detector as the example `heartbeat` has it, and what feeds it.
const SOURCE: &str =
    concat!(include_str!("../../examples/heartbeat/programs/streaming.lis"), include_str!("fleet.lis"));

/// Five minutes of electrocardiogram, 360 samples a second.
const RECORDING: &[u8] = include_bytes!("../../examples/heartbeat/data/ecg208.i16");

const PIECES: usize = 1000;
const WORKERS: usize = 3;

/// How many samples a piece begins early, and how many it needs behind its end to see that a beat is over.
const EARLY: usize = 60 * 360;
const LATE: usize = 300;

/// How many beats one machine finds, as the example `heartbeat` says.
const BEATS: usize = 495;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next(), arguments.next(), arguments.next()) {
        (Some(first), Some(endpoint), Some(name)) if first == "worker" => {
            let node = Node::builder(&name)?.listen("tcp/127.0.0.1:0")?.connect(&endpoint)?.open()?;
            work(&node, "heartbeat", WorkerLimits::DEFAULT, || true)?;
            Ok(())
        }
        (None, None, None) => lead(),
        _ => Err("usage: fleet".into()),
    }
}

fn lead() -> Result<(), Box<dyn Error>> {
    let program = Program::from_lis(SOURCE, "detector.lis").map_err(|errors| errors.to_string())?;
    let samples: Vec<i16> = RECORDING.as_chunks().0.iter().map(|&bytes| i16::from_le_bytes(bytes)).collect();
    let alone = alone(&program, &piece(&samples, 0..samples.len()))?;

    let bounds = |number| number * samples.len() / PIECES;
    let pieces = (0..PIECES).map(|number| piece(&samples, bounds(number)..bounds(number + 1))).collect();
    let endpoint = free_endpoint()?;
    let node = Node::builder("desk")?.listen(&endpoint)?.open()?;
    let desk = Desk::open(&node, "heartbeat", Work::new(&program, pieces))?;
    let start = Instant::now();
    let mut workers =
        (1..=WORKERS).map(|number| start_worker(&endpoint, number)).collect::<Result<Vec<_>, _>>()?;

    let bar = ProgressBar::new(PIECES as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} pieces, {elapsed}")?);
    let mut done = 0;
    let results = desk.finish(|event| match event {
        Event::Done(_) => {
            done += 1;
            bar.inc(1);
            if done == PIECES / 2 {
                // Killed as by kill -9: nobody is told.
                end(&mut workers[0]);
                bar.println("worker-1 is killed");
            }
        }
        Event::Left(name, tasks) => bar.println(format!("`{name}` is gone, and had {tasks} pieces")),
        _ => {}
    });
    bar.finish_and_clear();
    let elapsed = start.elapsed();
    workers.iter_mut().for_each(end);

    if let Some(bad) = results.iter().find(|done| !done.is_good) {
        return Err(format!("a piece failed: {}", bad.outcome).into());
    }
    let found: String = results.iter().map(|done| done.printed.as_str()).collect();
    for number in 1..=WORKERS {
        let name = format!("worker-{number}");
        let pieces = results.iter().filter(|done| done.workers.iter().any(|worker| worker.as_str() == name));
        println!("{name}    {} pieces", pieces.count());
    }
    println!("done again  {}", results.iter().map(|done| done.again).sum::<u32>());
    println!("beats       {}, in {elapsed:.2?}", found.lines().count());
    if found != alone || found.lines().count() != BEATS {
        return Err(format!("one machine alone finds {} beats, or others", alone.lines().count()).into());
    }
    println!("one machine finds the same");
    Ok(())
}

/// A piece of the recording as an input: text, one number a line.
fn piece(samples: &[i16], range: Range<usize>) -> Vec<u8> {
    let first = range.start.saturating_sub(EARLY);
    let last = (range.end + LATE).min(samples.len());
    let mut text = format!("{first}\n{}\n{}\n", range.start, range.end);
    for sample in &samples[first..last] {
        text += &format!("{sample}\n");
    }
    text.into_bytes()
}

/// What one machine prints for an input.
fn alone(program: &Program, input: &[u8]) -> Result<String, Box<dyn Error>> {
    let mut vm = Vm::builder(program).host(FleetHost::new(input, Default::default())).build()?;
    match vm.run() {
        Outcome::Halted | Outcome::Returned => Ok(vm.host().inner().printed().into()),
        outcome => Err(format!("one machine: {outcome}").into()),
    }
}

fn start_worker(endpoint: &str, number: usize) -> Result<Child, std::io::Error> {
    let name = format!("worker-{number}");
    Command::new(std::env::current_exe()?).args(["worker", endpoint, &name]).spawn()
}

/// Kills a worker, if it has not ended.
fn end(worker: &mut Child) {
    let _ = worker.kill();
    let _ = worker.wait();
}
