//! How long it takes to the first result of a program that has just arrived.

use criterion::{Criterion, criterion_group, criterion_main};
use std::time::Duration;
use vsp_benches::{Routine, STARTERS, Way, cold_start, measure, print_ratio, program, start};

/// Instructions, each of which runs once.
const LENGTH: usize = 100;

fn first_result(criterion: &mut Criterion) {
    let file = program(LENGTH).write().expect("it can be written");
    compare(criterion, "from the file", |way| cold_start(way, &file));
    compare(criterion, "from the loaded program", |way| start(way, &file));
}

fn compare(criterion: &mut Criterion, what: &str, routine: impl Fn(Way) -> Routine) {
    let times =
        STARTERS.map(|way| (way, measure(criterion, &format!("cold start/{what}/{way}"), routine(way))));
    let (_, interpreter) = times[0];
    for (way, time) in &times[1..] {
        print_ratio(&format!("{what}: {way} to the interpreter"), *time, interpreter);
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = first_result
}
criterion_main!(benches);
