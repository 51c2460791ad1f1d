//! What stops a run, and going on after it: in the same engine, in another, from a snapshot.

use crate::programs::{Busy, ENGINES, STOPS, compiled, machine, program, run_to_end, seen};
use std::panic::{AssertUnwindSafe, catch_unwind};
use vsp_runtime::{Cell, Engine, Host, HostError, Outcome, Program, Reg, TrapKind, Vm};

/// What the interpreter comes to at every stop.
fn expected(plain: &Program) -> Vec<crate::programs::Seen> {
    let stops = run_to_end(&mut machine(plain, Some(1000)), 0);
    let outcomes: Vec<Outcome> = stops.iter().filter_map(|stop| stop.outcome.clone()).collect();
    // The program stops in all the ways that it was written for: five times it yields, of which the third goes on.
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Yielded).count(), 4);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Collapsed).count(), 1);
    let trap = outcomes.last().and_then(|outcome| outcome.trap()).unwrap();
    assert_eq!(trap.kind, TrapKind::AddressOutOfBounds);
    assert_eq!((stops.last().unwrap().calls.len(), outcomes.len()), (2, 6));
    stops
}

#[test]
fn every_stop_is_where_the_interpreter_stops() {
    let plain = program(STOPS);
    let expected = expected(&plain);
    for &engine in ENGINES {
        assert_eq!(run_to_end(&mut machine(&compiled(engine, &plain), Some(1000)), 0), expected, "{engine}");
    }
}

#[test]
fn a_machine_moves_to_and_fro_at_every_stop() {
    let plain = program(STOPS);
    let expected = expected(&plain);
    for &engine in ENGINES {
        let program = compiled(engine, &plain);
        for first in 0..2 {
            let mut vm = machine(&plain, Some(1000));
            for (index, expected) in expected.iter().enumerate() {
                vm.move_to(if index % 2 == first { &plain } else { &program }).unwrap();
                assert_eq!(Some(vm.run()), expected.outcome, "{engine}, stop {index}");
                assert_eq!(&seen(&vm), expected, "{engine}, stop {index}");
            }
        }
    }
}

#[test]
fn snapshots_go_on_in_any_engine() {
    let plain = program(STOPS);
    let expected = expected(&plain);
    for &engine in ENGINES {
        // Snapshots need not come from the same program, only from an equal one.
        let forms = [plain.clone(), compiled(engine, &program(STOPS))];
        for first in 0..2 {
            let mut vm = machine(&forms[first], Some(1000));
            for (index, expected) in expected.iter().enumerate() {
                assert_eq!(Some(vm.run()), expected.outcome, "{engine}, stop {index}");
                assert_eq!(&seen(&vm), expected, "{engine}, stop {index}");
                if expected.outcome.as_ref().is_some_and(Outcome::can_go_on) {
                    let bytes = vm.snapshot().unwrap();
                    let form = &forms[(first + index + 1) % 2];
                    vm = Vm::builder(form).host(Busy::default()).restore(&bytes).unwrap();
                    assert_eq!(vm.engine(), form.engine());
                    assert_eq!(vm.snapshot().unwrap(), bytes);
                }
            }
        }
    }
}

/// Panics at the second ACT.
#[derive(Default)]
struct Nervous(u32);

impl Host for Nervous {
    fn act(&mut self, _: u8, _: Cell) -> Result<(), HostError> {
        self.0 += 1;
        assert!(self.0 != 2, "that is too much");
        Ok(())
    }
}

#[test]
fn a_panic_of_the_host_surfaces_from_compiled_code() {
    let plain = program("main: ACT R0\n MOVI R1, 3\n ACT R1\n MOVI R2, 3\n HLT");
    for &engine in ENGINES {
        for form in [plain.clone(), compiled(engine, &plain)] {
            let mut vm = Vm::builder(&form).host(Nervous::default()).build().unwrap();
            let panic = catch_unwind(AssertUnwindSafe(|| vm.run())).unwrap_err();
            assert_eq!(panic.downcast_ref::<&str>(), Some(&"that is too much"));
            let outcome = vm.outcome().unwrap();
            let trap = outcome.trap().unwrap();
            // ACT takes two bytes, MOVI three.
            assert_eq!((trap.kind, trap.pc), (TrapKind::HostError, 5));
            assert_eq!((vm.cell(Reg::R1).rho, vm.cell(Reg::R2)), (3, Cell::NULL));
            vm.reset();
            assert_eq!(vm.run(), Outcome::Halted);
            assert_eq!(vm.engine() == Engine::Interpreter, form.engine() == Engine::Interpreter);
        }
    }
}
