//! Functions of inline programs, called again and again: as the module has them, and looked up by their names.

use vsp_runtime::{Outcome, Reg, Vm};

vsp_runtime::vsp! {
    mod counter {
        .mode SIL-64
        .global up
        .global twice
        up:     LI      R4, 1
                ADDINT  R0, R4
                RET
        twice:  ADDINT  R0, R0
                RET
    }
}

vsp_runtime::vsp! {
    mod typed {
        pub static sum: Float = 0.0;
        pub fn add(x: Float) -> Float {
            sum = sum + x;
            return sum;
        }
        pub fn is_large(x: Int) -> Bool {
            return x > 1000;
        }
    }
}

#[test]
fn functions_of_the_module_and_those_that_were_looked_up_are_the_same() {
    let mut vm = Vm::new(&counter::PROGRAM);
    let [up, twice] = ["up", "twice"].map(|name| vm.function(name).unwrap());
    for n in 0..5 {
        vm.set_integer(Reg::R0, n).unwrap();
        assert_eq!(counter::up(&mut vm), Outcome::Returned);
        assert_eq!(vm.call_function(twice), Ok(Outcome::Returned));
        assert_eq!(vm.call_function(up), Ok(Outcome::Returned));
        assert_eq!(counter::twice(&mut vm), Outcome::Returned);
        assert_eq!(vm.integer(Reg::R0), Ok(4 * n + 6));
    }
}

#[test]
fn fuel_is_counted_as_soon_as_there_is_some() {
    let mut vm = Vm::new(&counter::PROGRAM);
    let engine = vm.engine();
    for _ in 0..2 {
        assert_eq!([counter::up(&mut vm), counter::up(&mut vm)], [Outcome::Returned, Outcome::Returned]);
        assert_eq!((vm.engine(), vm.fuel_used()), (engine, None));
        // Three instructions.
        vm.set_fuel(Some(5));
        assert_eq!(counter::up(&mut vm), Outcome::Returned);
        assert_eq!(vm.fuel_used(), Some(3));
        assert_eq!(counter::up(&mut vm), Outcome::OutOfFuel);
        vm.set_fuel(None);
    }
}

#[test]
fn values_are_those_of_each_call() {
    let mut vm = Vm::new(&typed::PROGRAM);
    for n in 1..5 {
        assert_eq!(typed::add(&mut vm, 1.0), Ok(f64::from(n)));
        assert_eq!(typed::is_large(&mut vm, 999 + i64::from(n)), Ok(n > 1));
        assert_eq!(typed::is_large::result(&vm), Some(n > 1));
    }
    assert!(typed::add(&mut vm, -f64::NAN).unwrap().is_nan());
    // Programs have one NaN.
    assert_eq!(typed::sum::get(&vm).to_bits(), 0x7ff8_0000_0000_0000);
}
