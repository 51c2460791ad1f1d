//! The report holds what was measured, and says what was refused.

use roxmltree::{Document, Node};
use std::time::Duration;
use vsp_benches::report::{Effort, Figures, KernelFigures, Machine, Table, Time, document, draw};

fn us(time: u64) -> Time {
    Ok(Duration::from_micros(time))
}

/// Figures of one kernel, with two ways refused.
fn figures() -> Figures {
    let refused: Time = Err("too busy".into());
    let runs = vec![us(8000), us(400), refused.clone(), us(160), us(100), refused.clone(), us(80)];
    let kernel = KernelFigures {
        name: "juggle",
        what: "balls",
        length: 20,
        instructions: 1_000_000,
        short_instructions: 1_000,
        short_runs: runs.iter().map(|time| time.clone().map(|time| time / 1_000)).collect(),
        runs,
        compiling: vec![us(20), us(500), us(400)],
        code_sizes: vec![Ok(777), Ok(555), Err("too busy".into())],
    };
    Figures {
        effort: Effort { turns: 3, turn: Duration::from_millis(5), longest: 1_000 },
        kernels: vec![kernel],
        lengths: vec![(100, vec![us(10), us(200), us(150)]), (1_000, vec![us(100), us(2000), us(1500)])],
        cold_starts: vec![us(20), us(40), us(3000)],
        starts: vec![us(10), us(30), us(2900)],
        stream: vec![us(4000), us(900), us(800), us(700), us(600), us(500), refused],
    }
}

fn report() -> String {
    let machine = Machine {
        processor: "an abacus".into(),
        threads: 1,
        system: "wood".into(),
        rustc: "rustc 1.95.0".into(),
        load: "0.25".into(),
    };
    document(&figures(), &machine, "picture.svg")
}

/// The cells of the row that begins with `first` in the table under a text.
fn row(report: &str, after: &str, first: &str) -> Vec<String> {
    let (_, rest) = report.split_once(after).expect("the text is there");
    let line = rest.lines().find(|line| line.starts_with(&format!("| {first}"))).expect("the row is there");
    line.trim_matches('|').split('|').map(|cell| cell.trim().into()).collect()
}

#[test]
fn tables_hold_times_and_ratios() {
    let report = report();
    let runs = row(&report, "## Runs", "juggle: balls");
    assert_eq!(runs[1..5], ["1000000", "8.00 ms", "400 µs", "refused"]);
    assert_eq!(
        row(&report, "as fast as", "juggle")[1..],
        ["20.0", "refused", "50.0", "80.0", "refused", "100"]
    );
    assert_eq!(row(&report, "## Compiling", "1000")[1..], ["100", "2000", "1500", "20.0"]);
    assert_eq!(row(&report, "The kernels.", "juggle")[1..], ["20", "20.0 µs", "500 µs", "400 µs", "25.0"]);
    assert_eq!(row(&report, "How many bytes", "juggle")[1..], ["777", "555", "refused"]);
    assert_eq!(row(&report, "## First", "dynasm")[1..], ["40.0 µs (2.00)", "30.0 µs (3.00)"]);
    // 1,000 instructions in 8 µs.
    assert_eq!(row(&report, "## Throughput", "juggle")[1..3], ["125", "2500"]);
    // 7.6 µs are saved each time by the one, 7.84 µs by the other.
    assert_eq!(row(&report, "## Break-even", "juggle")[1..], ["3", "64"]);
}

#[test]
fn every_reason_stands_once() {
    let report = report();
    assert_eq!(report.matches("too busy").count(), 3);
    for way in ["dynasm, no fuel", "build script", "Rust"] {
        assert!(report.contains(&format!("- **{way}** refused: too busy.")), "{way}");
    }
    assert!(
        report.contains("an abacus") && report.contains("before: 0.25.") && report.contains("](picture.svg)")
    );
}

#[test]
fn columns_are_aligned() {
    let mut table = Table::new(["name", "µs"]);
    table.row(["a", "12.5"]);
    assert_eq!(table.to_string(), "| name |   µs |\n|------|-----:|\n| a    | 12.5 |\n");
    let widths = |line: &str| line.char_indices().filter(|(_, c)| *c == '|').count();
    let report = report();
    for table in report.split("\n\n").filter(|block| block.starts_with('|')) {
        let mut lines = table.lines().map(|line| (line.chars().count(), widths(line)));
        let first = lines.next();
        assert!(lines.all(|line| Some(line) == first), "{table}");
    }
}

#[test]
fn the_chart_has_a_bar_and_a_line_for_all_that_was_measured() {
    let svg = draw(&figures()).unwrap();
    let chart = Document::parse(&svg).unwrap();
    let texts: Vec<_> =
        chart.descendants().filter(Node::is_text).filter_map(|node| node.text()).map(str::trim).collect();
    let count = |wanted| texts.iter().filter(|text| **text == wanted).count();
    // Bars and lines both have a legend.
    assert_eq!((count("juggle"), count("dynasm"), count("build script"), count("Rust")), (1, 2, 1, 1));
    assert_eq!(count("dynasm, no fuel"), 0);
    // Four bars, of 20, 50, 80 and 100 times; what else there is of rectangles is lower or higher.
    let bars = chart.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "rect")));
    let mut heights: Vec<u32> = bars
        .filter_map(|bar| bar.attribute("height")?.parse().ok())
        .filter(|height| (100..800).contains(height))
        .collect();
    heights.dedup();
    assert_eq!(heights.len(), 4);
    assert!(heights.is_sorted(), "{heights:?}");
}

#[test]
fn without_figures_there_is_no_chart() {
    let nothing = Figures { kernels: vec![], lengths: vec![], ..figures() };
    assert!(draw(&nothing).is_err());
}

#[test]
fn everything_can_be_measured() {
    let effort = Effort { turns: 1, turn: Duration::ZERO, longest: 100 };
    let figures = Figures::take(effort, |_| ());
    assert_eq!(figures.kernels.len(), vsp_benches::KERNELS.len());
    assert_eq!(figures.lengths.len(), 1);
    // The interpreter and Rust refuse nothing.
    for kernel in &figures.kernels {
        assert!(kernel.runs[0].is_ok() && kernel.runs.last().is_some_and(Result::is_ok));
        assert!(kernel.length > 10);
        // Each instruction of these programs takes a byte of machine code at least.
        assert!(kernel.code_sizes.iter().flatten().all(|size| *size > kernel.length));
    }
    assert!(figures.cold_starts[0].is_ok() && figures.starts[0].is_ok() && figures.stream[0].is_ok());
    draw(&figures).unwrap();
}
