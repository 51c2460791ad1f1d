//! How the time to compile a program grows with its length.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;
use vsp_benches::{measure, print_ratio, program};
use vsp_codegen::{Options, Target, compile};

fn lengths(criterion: &mut Criterion) {
    let target = Target::new("x86_64-unknown-linux-gnu", &[]).expect("the target has a back end");
    let mut compiling = |instructions: usize| {
        let program = program(instructions);
        let time = measure(criterion, &format!("compile {instructions} instructions"), || {
            let code = compile(black_box(&program), &target, &Options::default());
            black_box(code.expect("the program compiles"));
        });
        if let Some(time) = time {
            println!(
                "{instructions} instructions: {:.2} us an instruction",
                time * 1e6 / instructions as f64
            );
        }
        time
    };
    let (short, long) = (compiling(10_000), compiling(100_000));
    print_ratio("100,000 instructions to 10,000", long, short);
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(20));
    targets = lengths
}
criterion_main!(benches);
