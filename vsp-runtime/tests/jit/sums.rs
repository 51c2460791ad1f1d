//! Sums of cells: all there are, of cells that are not canonical, and in loops that keep cells packed.

use crate::programs::{ENGINES, program};
use vsp_runtime::isa::semantics::complex;
use vsp_runtime::{Cell, Engine, Flags, Jit, Outcome, Program, Reg, Vm};

const ONE: &str = "
    .global add
    .global sub
    add: ADD R0, R1
         RET
    sub: SUB R0, R1
         RET
";

/// The program as an engine runs it without counting.
fn unmetered(engine: Engine, program: &Program) -> Program {
    Jit::builder(engine).metering(false).build().compile(program).unwrap()
}

#[track_caller]
fn check(vm: &mut Vm, a: Cell, b: Cell) {
    for (function, expected) in [("add", complex::sum(a, b)), ("sub", complex::difference(a, b))] {
        vm.set_cell(Reg::R0, a);
        vm.set_cell(Reg::R1, b);
        assert_eq!(vm.call(function), Ok(Outcome::Returned));
        assert_eq!((vm.cell(Reg::R0), vm.cell(Reg::R1)), (expected, b), "{function} of {a:?} and {b:?}");
        assert_eq!(vm.flags(), Flags::of_rho(expected.rho), "{function} of {a:?} and {b:?}");
    }
}

#[test]
fn every_sum_and_difference_is_that_of_the_function() {
    for mode in ["SIL-8", "SIL-64"] {
        let plain = program(&format!(".mode {mode}\n{ONE}"));
        for &engine in ENGINES {
            let compiled = unmetered(engine, &plain);
            let mut vm = Vm::new(&compiled);
            for a in 0..=u8::MAX {
                for b in 0..=u8::MAX {
                    check(&mut vm, Cell::unpack(a), Cell::unpack(b));
                }
            }
        }
    }
}

#[test]
fn cells_that_are_not_canonical_count_as_what_they_become() {
    let plain = program(ONE);
    for &engine in ENGINES {
        let compiled = unmetered(engine, &plain);
        let mut vm = Vm::new(&compiled);
        for bits in 0..=u16::MAX {
            // Each cell with one that differs from cell to cell.
            let (raw, other) = (Cell::from_bits(bits), Cell::from_bits(bits.wrapping_mul(0x9E37)));
            check(&mut vm, raw, other);
            check(&mut vm, other, raw);
        }
    }
}

/// A loop that a compiler can keep four packed cells over, of which two are turned and scaled.
const LOOP: &str = "
    main: MOVI   R0, 0
          MOVI   R1, 1
          MOVI   R2, 2
          MOVI   RC, 7
    next: ADD    R0, R1
          SUB    R1, R2
          ADD    R2, R0
          ROTATE R0, 7
          SCALE  R1, -1
          SCALE  R2, 3
          ROTATE R2, 5
          LOOP   next
          HLT
";

/// Registers are changed from outside in the midst of the loop, to any cells.
#[test]
fn a_loop_goes_on_with_whatever_it_is_given() {
    let plain = program(LOOP);
    for &engine in ENGINES {
        let compiled = Jit::new(engine).compile(&plain).unwrap();
        for fuel in 1..40 {
            let mut number = fuel as u16;
            let [mut expected, mut vm] = [&plain, &compiled].map(Vm::new);
            for stop in 0..30 {
                let outcomes = [&mut expected, &mut vm].map(|vm| {
                    vm.set_fuel(Some(fuel));
                    vm.run()
                });
                assert_eq!(outcomes[0], outcomes[1], "{engine}, {fuel} units, stop {stop}");
                let seen = [&expected, &vm].map(|vm| (*vm.registers(), vm.flags(), vm.pc(), vm.fuel()));
                assert_eq!(seen[0], seen[1], "{engine}, {fuel} units, stop {stop}");
                if !outcomes[0].can_go_on() {
                    break;
                }
                // At every third stop the loop goes on with its own cells.
                if stop % 3 > 0 {
                    number = number.wrapping_mul(0x6255).wrapping_add(0x3619);
                    for vm in [&mut expected, &mut vm] {
                        vm.set_cell(
                            [Reg::R0, Reg::R1, Reg::R2][usize::from(number >> 8) % 3],
                            Cell::from_bits(number),
                        );
                    }
                }
            }
        }
    }
}
