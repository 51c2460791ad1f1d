//! What calling into a program and returning costs: calls of a function that only returns and of one with types, and of Rust functions
//! through pointers.

use criterion::{Criterion, criterion_group, criterion_main};
use std::fmt::Debug;
use std::hint::black_box;
use std::time::Duration;
use vsp_benches::{BATCH, Routine, WAYS, Way, measure, print_ratio, time};
use vsp_runtime::{Engine, Outcome, Program, Vm};

vsp_runtime::include_program!(mod affine);
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
    let pointer = measure(criterion, "calls/a pointer to a function with types", through_typed_pointer());
    for way in WAYS.into_iter().filter(|way| *way != Way::Rust) {
        let time = measure(criterion, &format!("calls/a function with types/{way}"), typed(way));
        print_ratio(&format!("{way}: a function with types to a pointer"), time, pointer);
    }
}

/// As many calls as are measured as one.
fn batch<T: PartialEq + Debug + 'static>(expected: T, mut call: impl FnMut() -> T + 'static) -> Routine {
    Ok(Box::new(move || {
        time(|| {
            for _ in 0..BATCH {
                assert_eq!(call(), expected);
            }
        })
    }))
}

fn through_pointer() -> Routine {
    fn nothing() -> Outcome {
        Outcome::Returned
    }
    let pointer: fn() -> Outcome = nothing;
    batch(Outcome::Returned, move || black_box(pointer)())
}

fn through_typed_pointer() -> Routine {
    fn affine(a: i64, b: i64) -> Result<i64, Outcome> {
        Ok(a.wrapping_mul(3).wrapping_add(b))
    }
    let pointer: fn(i64, i64) -> Result<i64, Outcome> = affine;
    batch(Ok(13), move || black_box(pointer)(black_box(3), black_box(4)))
}

/// A machine that runs a program this way.
fn machine(built: &'static Program, way: Way) -> Result<Vm, String> {
    let builder = match way {
        Way::Interpreter => Vm::builder(built).engine(Engine::Interpreter),
        Way::Jit { .. } => Vm::builder(&way.started(built)?),
        Way::Build | Way::Rust => Vm::builder(&way.form(built)?.ok_or("it has no machine")?),
    };
    builder.build().map_err(|error| error.to_string())
}

fn generated(way: Way) -> Routine {
    let mut vm = machine(&returns::PROGRAM, way)?;
    batch(Outcome::Returned, move || returns::nothing(black_box(&mut vm)))
}

fn looked_up(way: Way) -> Routine {
    let mut vm = machine(&returns::PROGRAM, way)?;
    let nothing = vm.function("nothing").map_err(|error| error.to_string())?;
    batch(Outcome::Returned, move || black_box(&mut vm).call_function(nothing).expect("it is this program's"))
}

fn by_name(way: Way) -> Routine {
    let mut vm = machine(&returns::PROGRAM, way)?;
    batch(Outcome::Returned, move || black_box(&mut vm).call("nothing").expect("it is exported"))
}

fn typed(way: Way) -> Routine {
    let mut vm = machine(&affine::PROGRAM, way)?;
    batch(Ok(13), move || affine::affine(black_box(&mut vm), black_box(3), black_box(4)))
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
