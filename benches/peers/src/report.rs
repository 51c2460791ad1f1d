//! Writes the report.

use crate::engines::Engine::{self, *};
use crate::figures::Figures;
use crate::kernels::{FRAME, Kernel, REGISTERS};
use std::collections::BTreeSet;
use vsp_benches::report::{Machine, Table, cell, digits, duration, ratio};

/// The same with fuel and interrupts, and without.
const FUEL: [(Engine, Engine); 4] =
    [(BuildFuel, Build), (CraneliftFuel, Cranelift), (DynasmFuel, Dynasm), (InterpreterFuel, Interpreter)];

/// What is made in the same way, by vsp and by others.
const LIKES: [(Engine, Engine); 8] = [
    (Build, Wasmtime),
    (BuildFuel, Wasmtime),
    (Cranelift, Wasmtime),
    (CraneliftFuel, Wasmtime),
    (Dynasm, Winch),
    (DynasmFuel, Winch),
    (Interpreter, Wasmi),
    (InterpreterFuel, Wasmi),
];

/// The report in Markdown.
pub fn report(figures: &Figures, machine: &Machine) -> String {
    let Machine { processor, threads, system, rustc, load } = machine;
    let to = |peer| {
        let others = figures.engines.iter().filter(move |other| **other != peer);
        others.map(move |engine| (*engine, peer)).collect::<Vec<_>>()
    };
    let sections = [
        "# Beside Rust and WebAssembly".into(),
        "Written by `cargo run --release` in `benches/peers`, which measures all of it.".into(),
        format!("Taken on: {processor}, {threads} threads; {system}; {rustc}. Load average before: {load}."),
        include_str!("method.md").into(),
        turns(figures),
        refusals(figures),
        "## Times".into(),
        times(figures).to_string(),
        section("Ratio to Rust", figures, &to(Rust), Name::First),
        section("Ratio to wasmtime", figures, &to(Wasmtime), Name::First),
        section("Like with like", figures, &LIKES, Name::Both),
        section("What fuel and interrupts cost", figures, &FUEL, Name::Both),
        frame(figures),
    ];
    let sections: Vec<_> = sections.iter().map(|section| section.trim_end()).collect();
    let sections: Vec<_> = sections.into_iter().filter(|section| !section.is_empty()).collect();
    sections.join("\n\n") + "\n"
}

fn turns(figures: &Figures) -> String {
    format!("There were {} turns, each of at least {}.", figures.effort.turns, duration(figures.effort.turn))
}

/// The reasons of engines that refuse kernels, each once.
fn refusals(figures: &Figures) -> String {
    let mut reasons = BTreeSet::new();
    for times in &figures.times {
        for (engine, time) in figures.engines.iter().zip(times) {
            if let Err(reason) = time {
                reasons.insert(format!("- **{engine}** refused: {reason}.\n"));
            }
        }
    }
    reasons.into_iter().collect()
}

fn times(figures: &Figures) -> Table {
    let mut table = Table::new(row("kernel", figures.engines.iter().map(Engine::to_string)));
    for (kernel, times) in figures.kernels.iter().zip(&figures.times) {
        let name = format!("{}: {}", kernel.name, kernel.what);
        table.row(row(&name, times.iter().map(|time| cell(time, duration))));
    }
    table
}

/// A row: what it is about, and its cells.
fn row(first: &str, cells: impl IntoIterator<Item = String>) -> Vec<String> {
    [first.to_string()].into_iter().chain(cells).collect()
}

/// How columns of ratios are called.
#[derive(Clone, Copy)]
enum Name {
    /// By the engine that is compared.
    First,
    /// By both engines.
    Both,
}

/// A table of ratios, with geometric means and the largest of each; nothing if none was measured.
fn section(title: &str, figures: &Figures, pairs: &[(Engine, Engine)], name: Name) -> String {
    let measured = |engine: &Engine| figures.engines.contains(engine);
    let pairs: Vec<_> = pairs.iter().filter(|(first, second)| measured(first) && measured(second)).collect();
    if pairs.is_empty() {
        return String::new();
    }
    let heads = pairs.iter().map(|(first, second)| match name {
        Name::First => first.to_string(),
        Name::Both => format!("{first} / {second}"),
    });
    let mut table = Table::new(row("kernel", heads));
    let ratios = |kernel: &Kernel| -> Vec<Option<f64>> {
        let time = |engine| figures.time(kernel, engine);
        pairs.iter().map(|(first, second)| Some(ratio(time(*first)?, time(*second)?))).collect()
    };
    let kernels: Vec<_> = figures.kernels.iter().map(|kernel| (kernel.name, ratios(kernel))).collect();
    for (name, ratios) in &kernels {
        table.row(row(name, ratios.iter().map(|ratio| show(*ratio))));
    }
    let mut summary = |title: &str, left_out: &str, of: fn(&[f64]) -> Option<f64>| {
        let column = |place: usize| -> Vec<f64> {
            let kernels = kernels.iter().filter(|(name, _)| *name != left_out);
            kernels.filter_map(|(_, ratios)| ratios[place]).collect()
        };
        table.row(row(title, (0..pairs.len()).map(|place| show(of(&column(place))))));
    };
    summary("**geometric mean**", "", geometric_mean);
    summary("**the same without crc**", "crc", geometric_mean);
    summary("**largest**", "", |ratios| ratios.iter().copied().reduce(f64::max));
    format!("## {title}\n\n{table}")
}

/// What variables in a frame cost.
fn frame(figures: &Figures) -> String {
    let time = |kernel: &Kernel, engine: &Engine| figures.time(kernel, *engine);
    let ratio = |engine| Some(ratio(time(&FRAME, engine)?, time(&REGISTERS, engine)?));
    let ratios: Vec<_> = figures.engines.iter().map(ratio).collect();
    if ratios.iter().all(Option::is_none) {
        return String::new();
    }
    let mut table = Table::new(row("", figures.engines.iter().map(Engine::to_string)));
    table.row(row("frame / registers", ratios.into_iter().map(show)));
    format!("## Variables in a frame to variables in registers\n\n{table}")
}

fn show(ratio: Option<f64>) -> String {
    ratio.map_or("-".into(), digits)
}

fn geometric_mean(ratios: &[f64]) -> Option<f64> {
    let sum: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
    (!ratios.is_empty()).then(|| (sum / ratios.len() as f64).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Effort;
    use std::time::Duration;

    fn figures() -> Figures {
        let us = |time| Ok(Duration::from_micros(time));
        Figures {
            effort: Effort { turns: 3, turn: Duration::from_millis(5) },
            kernels: vec![&REGISTERS, &FRAME],
            engines: vec![Rust, Build, BuildFuel, Wasmtime, Winch],
            times: vec![
                vec![us(100), us(200), us(300), us(100), us(400)],
                vec![us(100), us(800), us(800), us(400), Err("too busy".into())],
            ],
        }
    }

    /// The cells of the row that begins with `first` under a heading.
    fn row(title: &str, first: &str) -> Vec<String> {
        let text = report(&figures(), &Machine::here());
        let (_, rest) = text.split_once(&format!("## {title}")).expect("the heading is there");
        let line = rest.lines().find(|line| line.starts_with(&format!("| {first}"))).expect("the row, too");
        line.trim_matches('|').split('|').map(|cell| cell.trim().into()).collect()
    }

    #[test]
    fn tables_hold_times_and_ratios() {
        assert_eq!(row("Times", "frame")[1..], ["100 µs", "800 µs", "800 µs", "400 µs", "refused"]);
        assert_eq!(row("Ratio to Rust", "kernel")[1..], ["build", "build-fuel", "wasmtime", "winch"]);
        assert_eq!(row("Ratio to Rust", "frame")[1..], ["8.00", "8.00", "4.00", "-"]);
        assert_eq!(row("Ratio to Rust", "**geometric")[1..], ["4.00", "4.90", "2.00", "4.00"]);
        assert_eq!(row("Ratio to Rust", "**largest")[1..], ["8.00", "8.00", "4.00", "4.00"]);
        assert_eq!(row("Ratio to wasmtime", "registers")[1..], ["1.00", "2.00", "3.00", "4.00"]);
        assert_eq!(row("What fuel", "registers")[1..], ["1.50"]);
        assert_eq!(row("Variables in", "frame / registers")[1..], ["1.00", "4.00", "2.67", "4.00", "-"]);
    }

    #[test]
    fn what_is_refused_is_explained_once() {
        let text = report(&figures(), &Machine::here());
        assert_eq!(text.matches("- **winch** refused: too busy.").count(), 1);
    }
}
