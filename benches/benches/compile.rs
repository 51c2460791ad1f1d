//! How long compiling takes: by every compiler, and how that grows with the program.

use criterion::{Criterion, criterion_group, criterion_main};
use std::time::Duration;
use vsp_benches::{COMPILERS, CRANELIFT, DYNASM, KERNELS, compile, measure, print_ratio, program};

/// Instructions.
const LENGTHS: [usize; 4] = [100, 1_000, 10_000, 100_000];

fn lengths(criterion: &mut Criterion) {
    let programs = LENGTHS.map(program);
    for way in COMPILERS {
        let times = [0, 1, 2, 3].map(|index| {
            let name = format!("compile/{} instructions/{way}", LENGTHS[index]);
            let time = measure(criterion, &name, compile(way, &programs[index]));
            if let Some(time) = time {
                println!("{name}: {:.1} ns an instruction", time.as_nanos() as f64 / LENGTHS[index] as f64);
            }
            time
        });
        print_ratio(&format!("{way}: 100,000 instructions to 10,000"), times[3], times[2]);
    }
}

fn kernels(criterion: &mut Criterion) {
    for kernel in KERNELS {
        let mut by = |way| {
            let name = format!("compile/{}/{way}", kernel.name);
            (way, measure(criterion, &name, compile(way, kernel.built.container())))
        };
        let times = COMPILERS.map(&mut by);
        let of = |wanted| times.iter().find(|(way, _)| *way == wanted).and_then(|(_, time)| *time);
        print_ratio(&format!("{}: {CRANELIFT} to {DYNASM}", kernel.name), of(CRANELIFT), of(DYNASM));
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    targets = lengths, kernels
}
criterion_main!(benches);
