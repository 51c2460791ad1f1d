//! Writes the report.

use super::figures::{Effort, Figures, KernelFigures, Time};
use super::machine::Machine;
use super::table::{Table, cell, digits, duration, ratio};
use crate::{COMPILERS, CRANELIFT, DYNASM, STARTERS, STREAM, STREAM_INSTRUCTIONS, WAYS, Way, break_even};
use std::collections::BTreeSet;
use std::fmt::Display;

/// The report in Markdown; `chart` is the path of its picture.
pub fn document(figures: &Figures, machine: &Machine, chart: &str) -> String {
    let Machine { processor, threads, system, rustc, load } = machine;
    let sections = [
        "# What runs how fast".into(),
        "Written by `cargo run --release -p vsp-benches --bin report`, which measures all of it.".into(),
        format!("Taken on: {processor}, {threads} threads; {system}; {rustc}. Load average before: {load}."),
        "Other engines, on more kernels, are in [PEERS.md](PEERS.md).".into(),
        format!("![Speed-up over the interpreter, and time to compile]({chart})"),
        "## Method".into(),
        include_str!("method.md").into(),
        turns(figures.effort),
        refusals(figures),
        "## Runs".into(),
        "Times of a run.".into(),
        runs(figures).to_string(),
        "How many times as fast as the interpreter.".into(),
        speed_ups(figures).to_string(),
        "## Compiling".into(),
        "Nanoseconds an instruction, of programs that have some of everything, and how many times as long cranelift takes as \
         dynasm."
            .into(),
        lengths(figures).to_string(),
        "The kernels.".into(),
        compiling(figures).to_string(),
        "How many bytes of machine code that makes.".into(),
        code_sizes(figures).to_string(),
        "## First results".into(),
        "From the bytes of a file with 100 instructions, each of which runs once, to the result; and from the program \
         that was loaded from it. In brackets how many times as long as by the interpreter."
            .into(),
        starts(figures).to_string(),
        "## Throughput".into(),
        format!(
            "Million instructions a second. Of the kernels, in short runs of about 1,000 instructions, each of them a call \
             from outside; and on a stream of {} KiB, of which a program takes each byte and gives a cell for it.",
            STREAM / 1024
        ),
        throughput(figures).to_string(),
        "## Break-even".into(),
        "After how many of these short runs compiling has paid for itself, compared with interpreting all of them.".into(),
        break_evens(figures).to_string(),
    ];
    let mut document = String::new();
    for section in sections.iter().map(|section| section.trim_end()).filter(|section| !section.is_empty()) {
        document.push_str(section);
        document.push_str("\n\n");
    }
    document.pop();
    document
}

fn turns(Effort { turns, turn, .. }: Effort) -> String {
    format!("A turn lasted at least {}, and a measurement. There were {turns} of each.", duration(turn))
}

/// The reasons of those that refuse, each once.
fn refusals(figures: &Figures) -> String {
    let mut reasons = BTreeSet::new();
    let mut note = |ways: &[Way], times: &[Time]| {
        for (way, time) in ways.iter().zip(times) {
            if let Err(reason) = time {
                reasons.insert(format!("- **{way}** refused: {reason}.\n"));
            }
        }
    };
    for kernel in &figures.kernels {
        note(&WAYS, &kernel.runs);
        note(&WAYS, &kernel.short_runs);
        note(&COMPILERS, &kernel.compiling);
    }
    figures.lengths.iter().for_each(|(_, times)| note(&COMPILERS, times));
    note(&STARTERS, &figures.cold_starts);
    note(&STARTERS, &figures.starts);
    note(&WAYS, &figures.stream);
    reasons.into_iter().collect()
}

/// A row: what it is about, and a cell for each time.
fn row(first: impl Display, cells: impl IntoIterator<Item = String>) -> Vec<String> {
    [first.to_string()].into_iter().chain(cells).collect()
}

fn runs(figures: &Figures) -> Table {
    let mut table =
        Table::new(row("kernel", ["instructions".into()].into_iter().chain(WAYS.map(|way| way.to_string()))));
    for kernel in &figures.kernels {
        let times = kernel.runs.iter().map(|time| cell(time, duration));
        let name = format!("{}: {}", kernel.name, kernel.what);
        table.row(row(name, [kernel.instructions.to_string()].into_iter().chain(times)));
    }
    table
}

fn speed_ups(figures: &Figures) -> Table {
    let mut table = Table::new(row("kernel", WAYS[1..].iter().map(Way::to_string)));
    for kernel in &figures.kernels {
        let speed_up = |time| match &kernel.runs[0] {
            Ok(interpreter) => cell(time, |time| digits(ratio(*interpreter, time))),
            Err(_) => "refused".into(),
        };
        table.row(row(kernel.name, kernel.runs[1..].iter().map(speed_up)));
    }
    table
}

/// The heads of what compilers do, and of how two of them compare.
fn compilers(first: &str, second: &str) -> Vec<String> {
    let versus = format!("{CRANELIFT} to {DYNASM}");
    let ways = COMPILERS.map(|way| way.to_string()).into_iter();
    row(
        first,
        [second.to_string()].into_iter().filter(|second| !second.is_empty()).chain(ways).chain([versus]),
    )
}

fn versus(times: &[Time]) -> String {
    match (by(&COMPILERS, times, CRANELIFT), by(&COMPILERS, times, DYNASM)) {
        (Ok(cranelift), Ok(dynasm)) => digits(ratio(*cranelift, *dynasm)),
        (Err(_), _) | (_, Err(_)) => "refused".into(),
    }
}

/// The time of one of the ways that there are times of.
fn by<'a>(ways: &[Way], times: &'a [Time], wanted: Way) -> &'a Time {
    let place = ways.iter().position(|way| *way == wanted).expect("it is among those that are measured");
    &times[place]
}

fn lengths(figures: &Figures) -> Table {
    let mut table = Table::new(compilers("instructions", ""));
    for (length, times) in &figures.lengths {
        let each =
            times.iter().map(|time| cell(time, |time| digits(time.as_nanos() as f64 / *length as f64)));
        table.row(row(length, each.chain([versus(times)])));
    }
    table
}

fn compiling(figures: &Figures) -> Table {
    let mut table = Table::new(compilers("kernel", "instructions"));
    for KernelFigures { name, length, compiling, .. } in &figures.kernels {
        let times = compiling.iter().map(|time| cell(time, duration));
        table.row(row(name, [length.to_string()].into_iter().chain(times).chain([versus(compiling)])));
    }
    table
}

fn code_sizes(figures: &Figures) -> Table {
    let mut table = Table::new(row("kernel", COMPILERS.map(|way| way.to_string())));
    for kernel in &figures.kernels {
        table.row(row(kernel.name, kernel.code_sizes.iter().map(|size| cell(size, |size| size.to_string()))));
    }
    table
}

fn starts(figures: &Figures) -> Table {
    let mut table = Table::new(["engine", "from the file", "from the program"]);
    let show = |times: &[Time], place: usize| match &times[0] {
        Ok(first) => {
            cell(&times[place], |time| format!("{} ({})", duration(time), digits(ratio(time, *first))))
        }
        Err(_) => "refused".into(),
    };
    for (place, way) in STARTERS.iter().enumerate() {
        table.row([way.to_string(), show(&figures.cold_starts, place), show(&figures.starts, place)]);
    }
    table
}

fn throughput(figures: &Figures) -> Table {
    let mut table = Table::new(row("work", WAYS.map(|way| way.to_string())));
    let mut add = |name: &str, instructions: u64, times: &[Time]| {
        let millions =
            |time: &Time| cell(time, |time| digits(instructions as f64 / time.as_secs_f64() / 1e6));
        table.row(row(name, times.iter().map(millions)));
    };
    for kernel in &figures.kernels {
        add(kernel.name, kernel.short_instructions, &kernel.short_runs);
    }
    add("stream", STREAM_INSTRUCTIONS, &figures.stream);
    table
}

fn break_evens(figures: &Figures) -> Table {
    let ways = [DYNASM, CRANELIFT];
    let mut table = Table::new(row("kernel", ways.map(|way| way.to_string())));
    for kernel in &figures.kernels {
        let runs = |way| {
            let compiling = by(&COMPILERS, &kernel.compiling, way);
            match (
                compiling,
                by(&WAYS, &kernel.short_runs, way),
                by(&WAYS, &kernel.short_runs, Way::Interpreter),
            ) {
                (Ok(compiling), Ok(compiled), Ok(interpreted)) => {
                    break_even(*compiling, *compiled, *interpreted)
                        .map_or("never".into(), |runs| runs.to_string())
                }
                (Err(_), _, _) | (_, Err(_), _) | (_, _, Err(_)) => "refused".into(),
            }
        };
        table.row(row(kernel.name, ways.map(runs)));
    }
    table
}
