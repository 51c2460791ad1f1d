//! A loop over integers: native code against the interpreter, and against the same loop in Rust.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use vsp_benches::{measure, print_ratio};
use vsp_runtime::{Engine, Outcome, Reg, Vm};

vsp_runtime::include_program!(
    /// The program, and its exported function.
    mod collatz
);

/// The numbers from 1 to this take 849,666 steps.
const LAST: i64 = 10_000;

fn collatz(criterion: &mut Criterion) {
    let by = |engine| {
        let mut vm = Vm::builder(&collatz::PROGRAM).engine(engine).build().expect("the engine is there");
        move || {
            vm.set_integer(Reg::R0, black_box(LAST)).expect("R0 begins a word");
            assert_eq!(collatz::steps(&mut vm), Outcome::Returned);
            assert_eq!(vm.integer(Reg::R0), Ok(849_666));
        }
    };
    let native = measure(criterion, "collatz natively", by(Engine::Native));
    let interpreter = measure(criterion, "collatz by the interpreter", by(Engine::Interpreter));
    let rust = measure(criterion, "collatz in Rust", || assert_eq!(steps(black_box(LAST)), 849_666));
    print_ratio("the interpreter to native code", interpreter, native);
    print_ratio("native code to Rust", native, rust);
}

/// What the program does.
fn steps(last: i64) -> i64 {
    let mut steps = 0;
    for first in 1..=last {
        let mut number = first;
        while number != 1 {
            number = if number & 1 == 0 { number >> 1 } else { number.wrapping_mul(3).wrapping_add(1) };
            steps += 1;
        }
    }
    steps
}

criterion_group!(benches, collatz);
criterion_main!(benches);
