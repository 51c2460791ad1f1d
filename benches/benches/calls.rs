//! What calling into a program and returning costs: calls of a function that only returns, and of a Rust function through a pointer.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;
use vsp_benches::{BATCH, Routine, WAYS, Way, measure, print_ratio, time};
use vsp_runtime::{Engine, Outcome, Vm};

vsp_runtime::include_program!(mod returns);

fn calls(criterion: &mut Criterion) {
    let pointer = measure(criterion, "calls/a pointer", through_pointer());
    for way in WAYS.into_iter().filter(|way| *way != Way::Rust) {
        for (what, routine) in [
            ("a generated function", generated as fn(Way) -> Routine),
            ("a function that was looked up", looked_up),
            ("a name", by_name),
        ] {
            let time = measure(criterion, &format!("calls/{what}/{way}"), routine(way));
            print_ratio(&format!("{way}: {what} to a pointer"), time, pointer);
        }
    }
}

/// As many calls as are measured as one.
fn batch(mut call: impl FnMut() -> Outcome + 'static) -> Routine {
    Ok(Box::new(move || {
        time(|| {
            for _ in 0..BATCH {
                assert_eq!(call(), Outcome::Returned);
            }
        })
    }))
}

fn through_pointer() -> Routine {
    fn nothing() -> Outcome {
        Outcome::Returned
    }
    let pointer: fn() -> Outcome = nothing;
    batch(move || black_box(pointer)())
}

/// A machine whose program runs this way, all of it a form of `returns::PROGRAM`.
fn machine(way: Way) -> Result<Vm, String> {
    let built = &returns::PROGRAM;
    let builder = match way {
        Way::Interpreter => Vm::builder(built).engine(Engine::Interpreter),
        Way::Jit { .. } => Vm::builder(&way.started(built)?),
        Way::Build | Way::Rust => Vm::builder(&way.form(built)?.ok_or("it has no machine")?),
    };
    builder.build().map_err(|error| error.to_string())
}

fn generated(way: Way) -> Routine {
    let mut vm = machine(way)?;
    batch(move || returns::nothing(black_box(&mut vm)))
}

fn looked_up(way: Way) -> Routine {
    let mut vm = machine(way)?;
    let nothing = vm.function("nothing").map_err(|error| error.to_string())?;
    batch(move || black_box(&mut vm).call_function(nothing).expect("it is this program's"))
}

fn by_name(way: Way) -> Routine {
    let mut vm = machine(way)?;
    batch(move || black_box(&mut vm).call("nothing").expect("it is exported"))
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1));
    targets = calls
}
criterion_main!(benches);
