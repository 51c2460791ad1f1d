//! Calls from outside, again and again: nothing of what an earlier one has found out may hold too long.

use crate::programs::{Busy, ENGINES, STOPS, compiled, machine, program, run_to_end, seen};
use std::panic::{AssertUnwindSafe, catch_unwind};
use vsp_runtime::{Cell, Engine, Host, HostError, Jit, Mode, Outcome, Program, Reg, Trap, TrapKind, Vm};

/// What begins far apart, in one file.
fn functions() -> Program {
    program(
        "
            .mode SIL-64
            .global double
            .global square
            .global count
            .global halt
            .global bad
    double: ADDINT  R0, R0
            RET
            .align  16
    square: MULINT  R0, R0
            RET
            .align  16
    count:  LI      R4, 1
    next:   SUBINT  R0, R4
            TESTINT R0, R0
            JZ      done
            JMP     next
    done:   RET
            .align  16
    halt:   SETMODE SIL-8
            HLT
            .align  16
    bad:    POP     R0
            RET
    ",
    )
}

#[test]
fn functions_that_were_looked_up_run_in_every_form_of_their_program() {
    let plain = functions();
    let vm = Vm::new(&plain);
    let [double, square] = ["double", "square"].map(|name| vm.function(name).unwrap());
    assert_eq!((double.address(), square.address()), (0, 16));
    for &engine in ENGINES {
        let form = compiled(engine, &plain);
        let mut vm = Vm::new(&form);
        assert_eq!(vm.function("double"), Ok(double));
        for _ in 0..3 {
            vm.set_integer(Reg::R0, 3).unwrap();
            assert_eq!(vm.call_function(double), Ok(Outcome::Returned));
            assert_eq!(vm.call_function(square), Ok(Outcome::Returned));
            assert_eq!(vm.call_function(double), Ok(Outcome::Returned));
            assert_eq!(vm.integer(Reg::R0), Ok(72));
            assert_eq!((vm.outcome(), vm.fuel()), (Some(Outcome::Returned), None));
        }
        let other = compiled(engine, &functions());
        assert!(Vm::new(&other).call_function(double).is_err());
    }
}

#[test]
fn however_calls_end_the_next_one_begins_anew() {
    let plain = functions();
    for &engine in ENGINES {
        let mut vm = Vm::new(&compiled(engine, &plain));
        for _ in 0..3 {
            assert_eq!(vm.call("halt"), Ok(Outcome::Halted));
            assert_eq!((vm.mode(), vm.run()), (Mode::Sil8, Outcome::Halted));
            let [bad, double] = ["bad", "double"].map(|name| vm.function(name).unwrap());
            let trap = Trap::new(TrapKind::DataStackUnderflow, bad.address());
            assert_eq!(vm.call_function(bad), Ok(Outcome::Trapped(trap)));
            vm.set_mode(Mode::Sil16);
            assert_eq!(vm.call_function(double), Ok(Outcome::Returned));
            assert_eq!((vm.mode(), vm.run()), (Mode::Sil64, Outcome::Returned));
        }
    }
}

#[test]
fn every_stop_of_a_call_is_where_the_interpreter_stops() {
    let plain = program(&STOPS.replace(".mode SIL-32", ".mode SIL-32\n .global main"));
    let calls = |program: &Program| {
        let mut vm = machine(program, None);
        let mut stops = Vec::new();
        for _ in 0..3 {
            assert!(vm.call("main").unwrap().can_go_on());
            stops.push(seen(&vm));
            stops.extend(run_to_end(&mut vm, 0));
        }
        stops
    };
    let expected = calls(&plain);
    for &engine in ENGINES {
        assert_eq!(calls(&compiled(engine, &plain)), expected, "{engine}");
    }
}

#[test]
fn fuel_is_counted_as_soon_as_there_is_some() {
    let plain = functions();
    for &engine in ENGINES {
        for metering in [false, true] {
            let form = Jit::builder(engine).metering(metering).build().compile(&plain).unwrap();
            let mut vm = Vm::new(&form);
            let double = vm.function("double").unwrap();
            for _ in 0..2 {
                for _ in 0..2 {
                    assert_eq!(vm.call_function(double), Ok(Outcome::Returned));
                    assert_eq!((vm.fuel(), vm.fuel_used()), (None, None));
                }
                // ADDINT and RET cost two.
                vm.set_fuel(Some(5));
                for used in [2, 4] {
                    assert_eq!(vm.call_function(double), Ok(Outcome::Returned));
                    assert_eq!(vm.fuel_used(), Some(used));
                }
                assert_eq!(vm.call_function(double), Ok(Outcome::OutOfFuel));
                vm.add_fuel(1);
                assert_eq!((vm.run(), vm.fuel_used()), (Outcome::Returned, Some(6)));
                vm.set_fuel(None);
            }
        }
    }
}

#[test]
fn who_gets_a_handle_can_interrupt_the_next_call() {
    let plain = functions();
    for &engine in ENGINES {
        for interrupts in [false, true] {
            let form = Jit::builder(engine).interrupts(interrupts).build().compile(&plain).unwrap();
            let mut vm = Vm::new(&form);
            let count = vm.function("count").unwrap();
            let call = |vm: &mut Vm| {
                vm.set_integer(Reg::R0, 3).unwrap();
                vm.call_function(count).unwrap()
            };
            assert_eq!([call(&mut vm), call(&mut vm)], [Outcome::Returned, Outcome::Returned]);
            let handle = vm.interrupt_handle();
            for _ in 0..2 {
                assert_eq!(call(&mut vm), Outcome::Returned);
                handle.interrupt();
                assert_eq!(call(&mut vm), Outcome::Interrupted);
                // `next` is where a jump back leads.
                assert_eq!((vm.integer(Reg::R0), vm.run()), (Ok(3), Outcome::Returned));
            }
        }
    }
}

#[test]
fn code_that_is_no_more_is_not_called() {
    let plain = functions();
    let first = Vm::new(&plain).function("double").unwrap();
    for &engine in ENGINES {
        let mut vm = Vm::new(&compiled(engine, &plain));
        for _ in 0..2 {
            // The machine alone has kept the code that it leaves.
            for form in [plain.clone(), compiled(engine, &plain)] {
                assert_eq!(vm.call_function(first), Ok(Outcome::Returned));
                vm.move_to(&form).unwrap();
                assert_eq!(vm.engine(), form.engine());
                vm.set_integer(Reg::R0, 21).unwrap();
                assert_eq!(vm.call_function(first), Ok(Outcome::Returned));
                assert_eq!(vm.integer(Reg::R0), Ok(42));
            }
        }
    }
}

/// Panics at every second ACT.
#[derive(Default)]
struct Nervous(u32);

impl Host for Nervous {
    fn act(&mut self, _: u8, _: Cell) -> Result<(), HostError> {
        self.0 += 1;
        assert!(!self.0.is_multiple_of(2), "that is too much");
        Ok(())
    }
}

#[test]
fn a_panic_of_the_host_surfaces_from_every_call() {
    let plain = program(".global act\n NOP\n act: ACT R0\n RET\n main: HLT");
    for &engine in ENGINES {
        for form in [plain.clone(), compiled(engine, &plain)] {
            let mut vm = Vm::builder(&form).host(Nervous::default()).build().unwrap();
            assert_eq!(vm.engine() == Engine::Interpreter, form.engine() == Engine::Interpreter);
            let act = vm.function("act").unwrap();
            for _ in 0..3 {
                assert_eq!(vm.call_function(act), Ok(Outcome::Returned));
                let panic = catch_unwind(AssertUnwindSafe(|| vm.call_function(act))).unwrap_err();
                assert_eq!(panic.downcast_ref::<&str>(), Some(&"that is too much"));
                assert_eq!(vm.outcome(), Some(Outcome::Trapped(Trap::new(TrapKind::HostError, 1))));
            }
        }
    }
}

#[test]
fn a_snapshot_between_calls_goes_on_in_any_form() {
    let plain = program(&STOPS.replace(".mode SIL-32", ".mode SIL-32\n .global main"));
    for &engine in ENGINES {
        let form = compiled(engine, &plain);
        let mut vm = machine(&form, Some(1000));
        let main = vm.function("main").unwrap();
        for _ in 0..2 {
            assert_eq!(vm.call_function(main), Ok(Outcome::Yielded));
            let bytes = vm.snapshot().unwrap();
            let restored = |form| Vm::builder(form).host(Busy::default()).restore(&bytes).unwrap();
            let (mut here, mut there) = (restored(&form), restored(&plain));
            assert_eq!(run_to_end(&mut here, 0), run_to_end(&mut there, 0));
            assert_eq!(here.call_function(main), there.call_function(main));
            assert_eq!(seen(&here), seen(&there));
        }
    }
}
