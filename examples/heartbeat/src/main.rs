//! Finds the heartbeats in the recording, prints what it found and how well, and draws ten seconds of it.
#![forbid(unsafe_code)]

use heartbeat::detection::{default_engine, detect, detect_streaming, mean_rate};
use heartbeat::recording::{SAMPLE_RATE, reference_beats, samples};
use heartbeat::{chart, score::Score};
use std::error::Error;
use std::ffi::OsString;
use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use vsp_runtime::Engine;

const USAGE: &str = "usage: heartbeat [--engine native|interpreter] [CHART.svg]";

/// The ten seconds that are drawn, as sample numbers: narrow normal beats and broad ectopic ones.
const DRAWN: Range<usize> = 140 * SAMPLE_RATE as usize..150 * SAMPLE_RATE as usize;

struct Arguments {
    engine: Engine,
    chart: PathBuf,
}

fn main() -> ExitCode {
    match arguments(std::env::args_os().skip(1)).and_then(|arguments| run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("heartbeat: {error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments(mut given: impl Iterator<Item = OsString>) -> Result<Arguments, Box<dyn Error>> {
    let mut engine = default_engine();
    let mut chart = None;
    while let Some(argument) = given.next() {
        if argument == "--engine" {
            engine = match given.next() {
                Some(name) if name == "native" => Engine::Native,
                Some(name) if name == "interpreter" => Engine::Interpreter,
                _ => return Err(USAGE.into()),
            };
        } else if chart.is_none() && !argument.as_encoded_bytes().starts_with(b"-") {
            chart = Some(PathBuf::from(argument));
        } else {
            return Err(USAGE.into());
        }
    }
    // Without a path: beside the program, in Cargo's target folder.
    let chart = match chart {
        Some(path) => path,
        None => std::env::current_exe()?.with_file_name("heartbeat.svg"),
    };
    Ok(Arguments { engine, chart })
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let samples = samples();
    let found = detect(&samples, arguments.engine)?;
    let streamed = detect_streaming(&samples, arguments.engine)?;
    let score = Score::of(&found.beats, &reference_beats());
    let svg = chart::draw(&samples, &found.beats, DRAWN)?;
    std::fs::write(&arguments.chart, svg)
        .map_err(|error| format!("{}: {error}", arguments.chart.display()))?;

    let minutes = samples.len() as f64 / f64::from(60 * SAMPLE_RATE);
    let rate =
        mean_rate(&found.beats, SAMPLE_RATE).map_or("unknown".into(), |rate| format!("{rate:.1} a minute"));
    let nanoseconds = |elapsed: Duration| elapsed.as_nanos() as f64 / samples.len() as f64;
    println!("recording   {} samples, {minutes} minutes", samples.len());
    println!("beats       {}", found.beats.len());
    println!("mean rate   {rate}");
    println!(
        "F1 score    {:.3} ({} hits, {} surplus, {} missed)",
        score.f1(),
        score.hits,
        score.surplus,
        score.missed
    );
    println!("time        {:.1} ns a sample", nanoseconds(found.elapsed));
    let same = if streamed.beats == found.beats { "the same beats" } else { "other beats" };
    println!("in LIS      {same}, {:.1} ns a sample, one at a time", nanoseconds(streamed.elapsed));
    println!("engine      {}", found.engine);
    println!("chart       {}", arguments.chart.display());
    Ok(())
}
