//! How the time to analyse a program's control flow grows with its length, each layer by itself.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;
use vsp_benches::{measure, print_ratio, program, time};
use vsp_isa::Opcode;
use vsp_isa::container::Container;
use vsp_isa::flow::{Flow, Reach};

fn layers(criterion: &mut Criterion) {
    for (kind, program) in [("plain", program as fn(usize) -> Container), ("overlapping", overlapping)] {
        layer(criterion, &format!("{kind}: reach"), program, |program| {
            black_box(Reach::find(&program.image()));
        });
        layer(criterion, &format!("{kind}: reach and costs"), program, |program| {
            let image = program.image();
            black_box(Reach::find(&image).costs(&image));
        });
        layer(criterion, &format!("{kind}: flow"), program, |program| {
            black_box(Flow::analyse(program));
        });
    }
}

/// A program whose blocks share most of their instructions: one half are branches, each to another byte of a long run, which
/// can be entered anywhere, and is the other half.
fn overlapping(instructions: usize) -> Container {
    let half = instructions / 2;
    let targets = (half * 4..half * 5).map(|address| (address as u32).to_le_bytes());
    let mut code: Vec<u8> = targets.flat_map(|[low, middle, high, _]| [JC, low, middle, high]).collect();
    code.resize(half * 5, Opcode::Mov.byte());
    Container { code, symbols: Vec::new(), debug: None, ..program(50) }
}

const JC: u8 = Opcode::Jc.byte();

/// Measures one layer for programs of two lengths.
fn layer(
    criterion: &mut Criterion,
    name: &str,
    program: fn(usize) -> Container,
    analyse: impl Fn(&Container),
) {
    let mut analysing = |instructions: usize| {
        let program = program(instructions);
        let routine = || time(|| analyse(black_box(&program)));
        let time = measure(criterion, &format!("{name} {instructions} instructions"), Ok(routine));
        if let Some(time) = time {
            println!("{name}: {:.2} ns an instruction", time.as_nanos() as f64 / instructions as f64);
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
