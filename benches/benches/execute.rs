//! How long a run takes: each kernel by every engine, and in Rust.

use criterion::{Criterion, criterion_group, criterion_main};
use std::time::Duration;
use vsp_benches::{KERNELS, WAYS, Way, execute, measure, print_ratio};

fn kernels(criterion: &mut Criterion) {
    for kernel in KERNELS {
        let times = WAYS.map(|way| {
            let name = format!("execute/{}/{way}", kernel.name);
            (way, measure(criterion, &name, execute(way, kernel, kernel.size, 1)))
        });
        let (_, interpreter) = times[0];
        for (way, time) in times {
            if way != Way::Interpreter {
                print_ratio(&format!("{}: the interpreter to {way}", kernel.name), interpreter, time);
            }
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = kernels
}
criterion_main!(benches);
