//! Fuel is charged as the interpreter charges it, wherever it ends and however a run goes on.

use crate::programs::{
    ENGINES, STOPS, compiled, cost_of_sum, machine, program, run_to_end, seen, set_rounds, sum,
};
use vsp_runtime::Outcome;
use vsp_runtime::isa::abi::ENOUGH_FUEL;

#[test]
fn every_amount_of_fuel_is_used_alike() {
    let plain = sum();
    let rounds = 9;
    let cost = cost_of_sum(rounds);
    for &engine in ENGINES {
        let program = compiled(engine, &plain);
        for fuel in 0..=cost {
            let [expected, stops] = [&plain, &program].map(|program| {
                let mut vm = machine(program, Some(fuel));
                set_rounds(&mut vm, rounds as i64);
                run_to_end(&mut vm, 7)
            });
            assert_eq!(stops, expected, "{engine}, {fuel} units");
            let last = stops.last().unwrap();
            let (left, used) = last.fuel.unwrap();
            assert_eq!((last.outcome.clone(), used), (Some(Outcome::Halted), cost));
            assert_eq!(stops.len() == 1, fuel == cost);
            assert!(left < 7 + 5, "fuel is added only where a block costs more than is left");
        }
    }
}

/// Code need not look exactly while there is more fuel than [`ENOUGH_FUEL`]: there the two ways meet.
#[test]
fn the_amount_from_which_fuel_is_enough_makes_no_difference() {
    let plain = sum();
    let rounds = 400;
    let cost = cost_of_sum(rounds);
    let enough = ENOUGH_FUEL as u64;
    for &engine in ENGINES {
        let program = compiled(engine, &plain);
        for fuel in (enough - 8..=enough + 8).chain(2 * enough - 8..=2 * enough + 8).chain([cost - 1, cost]) {
            let [expected, stops] = [&plain, &program].map(|program| {
                let mut vm = machine(program, Some(fuel));
                set_rounds(&mut vm, rounds as i64);
                run_to_end(&mut vm, enough + 3)
            });
            assert_eq!(stops, expected, "{engine}, {fuel} units");
            assert_eq!(stops.last().unwrap().outcome, Some(Outcome::Halted));
        }
    }
}

#[test]
fn every_amount_of_fuel_between_other_stops_is_used_alike() {
    let plain = program(STOPS);
    let mut vm = machine(&plain, Some(1000));
    run_to_end(&mut vm, 0);
    let cost = vm.fuel_used().unwrap();
    for &engine in ENGINES {
        let program = compiled(engine, &plain);
        for fuel in 0..=cost {
            for refuel in [5, cost] {
                let [expected, stops] = [&plain, &program]
                    .map(|program| run_to_end(&mut machine(program, Some(fuel)), refuel.max(9)));
                assert_eq!(stops, expected, "{engine}, {fuel} units, then {refuel}");
            }
        }
    }
}

#[test]
fn fuel_can_be_counted_and_no_longer_counted() {
    for &engine in ENGINES {
        let program = compiled(engine, &sum());
        let mut vm = machine(&program, Some(20));
        set_rounds(&mut vm, 100);
        assert_eq!(vm.run(), Outcome::OutOfFuel);
        vm.set_fuel(None);
        assert_eq!((vm.run(), vm.fuel_used()), (Outcome::Halted, None));
        vm.set_fuel(Some(1000));
        set_rounds(&mut vm, 100);
        assert_eq!(vm.call("main"), Ok(Outcome::Halted));
        assert_eq!(vm.fuel_used(), Some(cost_of_sum(100)));
        assert_eq!(seen(&vm).output.len(), 200);
    }
}
