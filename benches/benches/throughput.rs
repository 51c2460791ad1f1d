//! How many instructions a second: over many short runs, and on a stream of cells. And how many of these runs pay for
//! compiling.

use criterion::{Criterion, criterion_group, criterion_main};
use std::time::Duration;
use vsp_benches::{
    BATCH, CRANELIFT, DYNASM, KERNELS, Kernel, Routine, STREAM_INSTRUCTIONS, WAYS, Way, break_even, compile,
    execute, measure, print_ratio, stream,
};

/// What was measured of each way.
type Times = [(Way, Option<Duration>); WAYS.len()];

fn batches(criterion: &mut Criterion) {
    for kernel in KERNELS {
        let name = format!("batch of {}", kernel.name);
        let instructions = kernel.instructions(kernel.short) * u64::from(BATCH);
        let batch = |way| execute(way, kernel, kernel.short, BATCH);
        let times = compare(criterion, &name, instructions, batch);
        for way in [DYNASM, CRANELIFT] {
            print_break_even(criterion, kernel, way, &times);
        }
    }
}

fn streams(criterion: &mut Criterion) {
    compare(criterion, "stream", STREAM_INSTRUCTIONS, stream);
}

fn compare(
    criterion: &mut Criterion,
    what: &str,
    instructions: u64,
    routine: impl Fn(Way) -> Routine,
) -> Times {
    let times = WAYS.map(|way| {
        let name = format!("throughput/{what}/{way}");
        let time = measure(criterion, &name, routine(way));
        if let Some(time) = time {
            println!(
                "{name}: {:.0} million instructions a second",
                instructions as f64 / time.as_secs_f64() / 1e6
            );
        }
        (way, time)
    });
    let (_, interpreter) = times[0];
    for (way, time) in &times[1..] {
        print_ratio(&format!("{what}: the interpreter to {way}"), interpreter, *time);
    }
    times
}

fn print_break_even(criterion: &mut Criterion, kernel: &'static Kernel, way: Way, times: &Times) {
    let name = format!("throughput/compile {}/{way}", kernel.name);
    let compiling = measure(criterion, &name, compile(way, kernel.built.container()));
    let of = |wanted| times.iter().find(|(way, _)| *way == wanted).and_then(|(_, time)| *time);
    if let (Some(compiling), Some(compiled), Some(interpreted)) = (compiling, of(way), of(Way::Interpreter)) {
        match break_even(compiling, compiled / BATCH, interpreted / BATCH) {
            Some(runs) => println!("{}: {way} has paid for compiling after {runs} short runs", kernel.name),
            None => println!("{}: {way} never pays for compiling", kernel.name),
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(1));
    targets = batches, streams
}
criterion_main!(benches);
