//! How the time to analyse a program's control flow grows with its length, each layer by itself.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;
use vsp_benches::{measure, print_ratio, program};
use vsp_isa::container::Container;
use vsp_isa::flow::{Flow, Reach};

fn layers(criterion: &mut Criterion) {
    layer(criterion, "reach", |program| drop(black_box(Reach::find(&program.image()))));
    layer(criterion, "reach and costs", |program| {
        let image = program.image();
        black_box(Reach::find(&image).costs(&image));
    });
    layer(criterion, "flow", |program| drop(black_box(Flow::analyse(program))));
}

/// Measures one layer for programs of two lengths.
fn layer(criterion: &mut Criterion, name: &str, analyse: impl Fn(&Container)) {
    let mut analysing = |instructions: usize| {
        let program = program(instructions);
        let time =
            measure(criterion, &format!("{name} {instructions} instructions"), || analyse(black_box(&program)));
        if let Some(time) = time {
            println!("{name}: {:.2} ns an instruction", time * 1e9 / instructions as f64);
        }
        time
    };
    let (short, long) = (analysing(10_000), analysing(100_000));
    print_ratio(&format!("{name}, 100,000 instructions to 10,000"), long, short);
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(1));
    targets = layers
}
criterion_main!(benches);
