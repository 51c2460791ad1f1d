//! The filters do the same in LIS and in Rust, and the report on LIS holds what was measured.

use std::time::Duration;
use vsp_benches::FILTERS;
use vsp_benches::report::{Effort, LisFigures, Machine, lis_document};

#[test]
fn filters_do_the_same_in_rust() {
    for filter in &FILTERS {
        let (mut lis, mut rust) = ((filter.lis)(), (filter.rust)());
        for run in 0..3 {
            assert_eq!(lis(), rust(), "{filter:?}, run {run}");
        }
    }
}

#[test]
fn the_report_has_ratios() {
    let us = |time| Ok(Duration::from_micros(time));
    // Three have a ratio of 1, three one of 4: their geometric mean is 2.
    let filters = (0..6).map(|number| [us(if number % 2 == 0 { 10 } else { 40 }), us(10)]);
    let figures = LisFigures {
        effort: Effort { turns: 1, turn: Duration::ZERO, longest: 10_000 },
        filters: filters.collect(),
        compiling: vec![(1_000, us(4_000)), (10_000, us(44_000))],
    };
    let machine = Machine {
        processor: "an abacus".into(),
        threads: 1,
        system: "wood".into(),
        rustc: "rustc 1.95.0".into(),
        load: "0.25".into(),
    };
    let report = lis_document(&figures, &machine);
    assert!(report.contains("The geometric mean of the ratios is 2.00."), "{report}");
    assert!(report.contains("| 10000 | 44.0 ms |      4.40 |"), "{report}");
    assert!(report.contains("The last takes 11.0 times as long as the first."), "{report}");
}

#[test]
fn everything_can_be_measured() {
    let figures = LisFigures::take(Effort { turns: 1, turn: Duration::ZERO, longest: 1_000 });
    assert!(figures.filters.len() == FILTERS.len() && figures.filters.iter().flatten().all(Result::is_ok));
    let [(lines, Ok(_))] = figures.compiling[..] else { panic!("{:?}", figures.compiling) };
    assert!((900..=1100).contains(&lines), "{lines}");
}
