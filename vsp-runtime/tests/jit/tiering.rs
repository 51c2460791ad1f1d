//! Machines that move to compiled code while they run.

use crate::programs::{
    Busy, ENGINES, STOPS, cost_of_sum, machine, program, run_to_end, seen, set_rounds, sum,
};
use vsp_runtime::{Engine, Jit, JitError, Outcome, Reg, Tiering, Vm};

const ROUNDS: i64 = 1000;

#[test]
fn a_loop_begins_in_the_interpreter_and_ends_in_compiled_code() {
    for &engine in ENGINES {
        for fuel in [None, Some(1_000_000)] {
            let jit = Jit::new(engine);
            let tiering = Tiering::new().then(100, &jit);
            let mut vm = Vm::builder(&sum()).tiering(tiering).build().unwrap();
            vm.set_fuel(fuel);
            set_rounds(&mut vm, ROUNDS);
            assert_eq!(vm.engine(), Engine::Interpreter);
            assert_eq!((vm.run(), vm.engine()), (Outcome::Halted, engine));
            // A restart would have sent more.
            assert_eq!((vm.output().len(), vm.integer(Reg::R8)), (1000, Ok(500_500)));
            assert_eq!(vm.fuel_used(), fuel.map(|_| cost_of_sum(1000)));
            let statistics = jit.statistics();
            assert_eq!((statistics.programs, statistics.executions), (1, 1));
        }
    }
}

#[test]
fn a_machine_moves_when_it_has_run_that_much_in_all() {
    for &engine in ENGINES {
        let jit = Jit::new(engine);
        // Without CALL and HLT, which only main has.
        let cost = cost_of_sum(1) - 2;
        let tiering = Tiering::new().then(10 * cost, &jit);
        let mut vm = Vm::builder(&sum()).tiering(tiering).build().unwrap();
        for call in 0..20 {
            assert_eq!(vm.engine(), if call <= 10 { Engine::Interpreter } else { engine }, "{call}");
            set_rounds(&mut vm, 1);
            assert_eq!(vm.call("sum"), Ok(Outcome::Returned));
        }
        assert_eq!(vm.output().len(), 20);
    }
}

#[test]
fn wherever_a_machine_moves_all_is_the_same() {
    let plain = program(STOPS);
    let mut vm = machine(&plain, Some(1000));
    let expected = run_to_end(&mut vm, 0);
    let cost = vm.fuel_used().unwrap();
    for &engine in ENGINES {
        let jit = Jit::new(engine);
        for after in 0..=cost {
            for fuel in [None, Some(1000)] {
                let tiering = Tiering::new().then(after, &jit);
                let mut vm = Vm::builder(&plain).host(Busy::default()).tiering(tiering).build().unwrap();
                vm.set_fuel(fuel);
                let mut stops = run_to_end(&mut vm, 0);
                if fuel.is_none() {
                    assert!(stops.iter().all(|stop| stop.fuel.is_none()));
                    stops.iter_mut().zip(&expected).for_each(|(stop, expected)| stop.fuel = expected.fuel);
                }
                assert_eq!(stops, expected, "{engine} after {after}, fuel {fuel:?}");
            }
        }
        assert_eq!(jit.statistics().programs, 1);
    }
}

#[test]
fn the_users_fuel_ends_where_it_would_without_tiers() {
    let plain = sum();
    let rounds = 5;
    let cost = cost_of_sum(rounds as u64);
    for &engine in ENGINES {
        let jit = Jit::new(engine);
        for after in 0..=cost {
            for fuel in 0..=cost {
                let mut expected = machine(&plain, Some(fuel));
                let tiering = Tiering::new().then(after, &jit);
                let builder = Vm::builder(&plain).host(Busy::default()).tiering(tiering);
                let mut vm = builder.fuel(fuel).build().unwrap();
                for vm in [&mut vm, &mut expected] {
                    set_rounds(vm, rounds);
                }
                assert_eq!(run_to_end(&mut vm, 3 + 5), run_to_end(&mut expected, 3 + 5), "{after}, {fuel}");
            }
        }
    }
}

#[test]
fn a_snapshot_of_a_moved_machine_goes_on_anywhere() {
    for &engine in ENGINES {
        let plain = sum();
        let tiering = Tiering::new().then(50, &Jit::new(engine));
        let mut vm =
            Vm::builder(&plain).host(Busy::default()).tiering(tiering.clone()).fuel(200).build().unwrap();
        set_rounds(&mut vm, ROUNDS);
        assert_eq!((vm.run(), vm.engine()), (Outcome::OutOfFuel, engine));
        let bytes = vm.snapshot().unwrap();
        let builder = Vm::builder(&plain).host(Busy::default());
        let mut plain = builder.clone().restore(&bytes).unwrap();
        let mut tiered = builder.tiering(tiering).restore(&bytes).unwrap();
        for vm in [&mut vm, &mut plain, &mut tiered] {
            vm.add_fuel(1_000_000);
            assert_eq!(vm.run(), Outcome::Halted);
            assert_eq!((vm.integer(Reg::R8), vm.fuel_used()), (Ok(500_500), Some(cost_of_sum(1000))));
        }
        assert_eq!((plain.engine(), tiered.engine()), (Engine::Interpreter, engine));
    }
}

#[test]
fn a_refused_tier_is_passed_over() {
    // No such code can be made anywhere.
    let refusing = Jit::new(Engine::Native);
    let plain = sum();
    for &engine in ENGINES {
        let jit = Jit::new(engine);
        for last in [None, Some(&jit)] {
            for fuel in [None, Some(1_000_000)] {
                let mut tiering = Tiering::new().then(100, &refusing);
                if let Some(jit) = last {
                    tiering = tiering.then(200, jit);
                }
                let mut vm = Vm::builder(&plain).tiering(tiering).build().unwrap();
                vm.set_fuel(fuel);
                set_rounds(&mut vm, ROUNDS);
                assert_eq!(vm.run(), Outcome::Halted);
                assert_eq!(vm.engine(), if last.is_some() { engine } else { Engine::Interpreter });
                assert_eq!((vm.output().len(), vm.integer(Reg::R8)), (1000, Ok(500_500)));
                assert_eq!(vm.fuel_used(), fuel.map(|_| cost_of_sum(1000)));
            }
        }
    }
    assert_eq!(refusing.refusal(&plain), Some(JitError::EngineNotBuilt { engine: Engine::Native }));
}

#[test]
fn where_nothing_counts_a_machine_stays() {
    for &engine in ENGINES {
        let uncounted = Jit::builder(engine).metering(false).build();
        let last = Jit::new(engine);
        let tiering = Tiering::new().then(100, &uncounted).then(200, &last);
        // Without fuel the first tier's code counts nothing, so that it never is time for the last.
        let mut vm = Vm::builder(&sum()).tiering(tiering.clone()).build().unwrap();
        set_rounds(&mut vm, ROUNDS);
        assert_eq!((vm.run(), vm.engine()), (Outcome::Halted, engine));
        assert_eq!((uncounted.statistics().executions, last.statistics().executions), (1, 0));
        // With fuel the interpreter counts.
        let mut vm = Vm::builder(&sum()).tiering(tiering).fuel(1_000_000).build().unwrap();
        set_rounds(&mut vm, ROUNDS);
        assert_eq!((vm.run(), vm.engine()), (Outcome::Halted, engine));
        assert_eq!(vm.fuel_used(), Some(cost_of_sum(1000)));
        assert_eq!(last.statistics().executions, 1);
    }
}

#[test]
fn who_moves_a_machine_ends_its_tiering() {
    for &engine in ENGINES {
        let plain = sum();
        let jit = Jit::new(engine);
        let mut vm = Vm::builder(&plain).tiering(Tiering::new().then(100, &jit)).build().unwrap();
        vm.move_to(&plain).unwrap();
        set_rounds(&mut vm, ROUNDS);
        assert_eq!((vm.run(), vm.engine()), (Outcome::Halted, Engine::Interpreter));
        assert_eq!(jit.statistics().programs, 0);
    }
}

#[test]
fn a_host_that_panics_leaves_the_fuel_as_it_was() {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use vsp_runtime::{Cell, Host, HostError};
    struct Nervous;
    impl Host for Nervous {
        fn act(&mut self, _: u8, _: Cell) -> Result<(), HostError> {
            panic!("that is too much")
        }
    }
    for &engine in ENGINES {
        for after in [0, 1, 3, 100] {
            let tiering = Tiering::new().then(after, &Jit::new(engine));
            let builder = Vm::builder(&sum()).host(Nervous).tiering(tiering);
            let mut vm = builder.fuel(1000).build().unwrap();
            assert!(catch_unwind(AssertUnwindSafe(|| vm.run())).is_err());
            // CALL, two LI, and the block of ADDINT, ACT, SUBINT, TESTINT, JZ.
            assert_eq!(vm.fuel_used(), Some(1 + 2 + 5), "{after}");
        }
    }
}

#[test]
fn a_machine_that_counts_nothing_has_all_its_fuel_after_each_stop() {
    for &engine in ENGINES {
        let tiering = Tiering::new().then(10, &Jit::new(engine));
        let plain = program(STOPS);
        let mut vm = Vm::builder(&plain).host(Busy::default()).tiering(tiering).build().unwrap();
        assert_eq!(vm.run(), Outcome::Yielded);
        assert_eq!(seen(&vm).fuel, None);
        vm.set_fuel(Some(0));
        assert_eq!((vm.run(), vm.fuel_used()), (Outcome::OutOfFuel, Some(0)));
    }
}
