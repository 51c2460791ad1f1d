//! The report on LIS: how fast its programs run beside Rust, and how fast they are compiled.

use super::figures::{Effort, Time};
use super::machine::Machine;
use super::table::{Table, cell, digits, duration, ratio};
use crate::{FILTERS, Routine, lis, race, time};
use std::time::Duration;

/// About how many lines the programs have whose compilation is measured.
const LINES: [usize; 2] = [1_000, 10_000];

/// What is measured of LIS.
#[derive(Clone, Debug)]
pub struct LisFigures {
    /// How it was measured.
    pub effort: Effort,
    /// A run of each filter, by the code of a build script and in Rust.
    pub filters: Vec<[Time; 2]>,
    /// Lines of programs, and the time to compile each to a SILC program.
    pub compiling: Vec<(usize, Time)>,
}

impl LisFigures {
    /// Measures all of it.
    pub fn take(effort: Effort) -> LisFigures {
        let Effort { turns, turn, longest } = effort;
        let filters = FILTERS.iter().map(|filter| {
            let mut times = race(filter.routines().into(), turns, turn).into_iter();
            std::array::from_fn(|_| times.next().expect("there are two"))
        });
        let sources = LINES.iter().filter(|&&lines| lines <= longest).map(|&lines| lis(lines));
        let (lines, routines): (Vec<usize>, Vec<Routine>) =
            sources.map(|source| (source.lines().count(), compile(source))).unzip();
        LisFigures {
            effort,
            filters: filters.collect(),
            compiling: lines.into_iter().zip(race(routines, turns, turn)).collect(),
        }
    }
}

fn compile(source: String) -> Routine {
    vsp_lis::compile_str(&source, "long.lis").map_err(|errors| errors.to_string())?;
    let routine: Box<dyn FnMut() -> Duration> =
        Box::new(move || time(|| vsp_lis::compile_str(&source, "long.lis")));
    Ok(routine)
}

/// The report in Markdown.
pub fn lis_document(figures: &LisFigures, machine: &Machine) -> String {
    let Machine { processor, threads, system, rustc, load } = machine;
    let Effort { turns, turn, .. } = figures.effort;
    let filters = filters(figures);
    let compiling = compiling(figures);
    format!(
        "# LIS: how fast it runs and compiles\n\n\
         Written by `cargo run --release -p vsp-benches --bin lis`.\n\n\
         Taken on: {processor}, {threads} threads; {system}; {rustc}. Load average before: {load}. Every figure is the shortest of \
         many, taken in {turns} turns of at least {}. Only ratios mean anything elsewhere.\n\n\
         ## Filters\n\n\
         The programs of `examples/filters`, compiled by its build script and called from Rust through their typed functions, and \
         the same algorithms in Rust. Both give the same bits.\n\n\
         {filters}\n\
         ## Compiling\n\n\
         From LIS to a SILC program: copies of four of these programs, each with names of its own.\n\n\
         {compiling}",
        duration(turn)
    )
}

fn filters(figures: &LisFigures) -> String {
    let mut table = Table::new(["filter", "LIS", "Rust", "LIS to Rust"]);
    let mut ratios = Vec::new();
    for (filter, [program, rust]) in FILTERS.iter().zip(&figures.filters) {
        let both = program.clone().and_then(|program| Ok(ratio(program, rust.clone()?)));
        ratios.extend(both.clone());
        table.row([
            format!("{}: {}", filter.name, filter.what),
            cell(program, duration),
            cell(rust, duration),
            cell(&both, digits),
        ]);
    }
    let mean = (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
    format!("{table}\nThe geometric mean of the ratios is {}.\n", digits(mean))
}

fn compiling(figures: &LisFigures) -> String {
    let mut table = Table::new(["lines", "time", "µs a line"]);
    for (lines, time) in &figures.compiling {
        let each = |time: Duration| digits(time.as_secs_f64() * 1e6 / *lines as f64);
        table.row([lines.to_string(), cell(time, duration), cell(time, each)]);
    }
    match &*figures.compiling {
        [(_, Ok(first)), .., (_, Ok(last))] => {
            format!("{table}\nThe last takes {} times as long as the first.\n", digits(ratio(*last, *first)))
        }
        _ => table.to_string(),
    }
}
