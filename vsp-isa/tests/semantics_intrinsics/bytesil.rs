//! Intrinsics on the cell in R0: 10 to 2F and D0 to D4.

use super::{Machine, cell};
use std::f64::consts::{E, FRAC_PI_2};
use vsp_isa::{Cell, Mode};

/// The cells in R0 to R2 after a call; all others must be as before.
#[track_caller]
fn after<const N: usize>(id: u8, cells: [Cell; N]) -> Cell {
    let machine = Machine::with(&cells).call(id);
    let mut expected = cells;
    expected[0] = machine.r0();
    machine.assert_registers(&expected);
    expected[0]
}

#[test]
fn making_cells() {
    assert_eq!(after(0x10, [cell(9, 3), cell(18, 7)]), cell(7, 2));
    assert_eq!(after(0x10, [cell(-9, 3), cell(-1, 7)]), cell(-8, 15));
    let constants = [Cell::NULL, Cell::ONE, Cell::I, Cell::NEG_ONE, Cell::NEG_I, Cell::MAX];
    for (id, constant) in (0x13..).zip(constants) {
        assert_eq!(after(id, [cell(3, 3), cell(4, 4)]), constant);
    }
}

#[test]
fn to_and_from_complex_numbers() {
    for mode in [Mode::Sil16, Mode::Sil32, Mode::Sil64, Mode::Sil128] {
        let before = Machine::with_floats(mode, &[0.0, -20.0]);
        let mut after = before.clone().call(0x11);
        assert_eq!(after.r0(), cell(3, 12));
        after.registers.set(vsp_isa::Reg::R0, before.r0());
        assert_eq!(after, before);
    }
    let machine = Machine::with(&[cell(1, 4)]).call(0x12);
    assert_eq!(machine, Machine::with_floats(Mode::Sil64, &[0.0, E]));
    let machine = Machine { mode: Mode::Sil32, ..Machine::with(&[cell(0, 24)]) }.call(0x12);
    assert_eq!(machine, Machine::with_floats(Mode::Sil32, &[-1.0, 0.0]));
}

#[test]
fn products_and_powers() {
    assert_eq!(after(0x19, [cell(3, 5), cell(6, 14)]), cell(7, 3));
    assert_eq!(after(0x1a, [cell(3, 5), cell(-6, 14)]), cell(7, 7));
    assert_eq!(after(0x1b, [cell(3, 5), cell(-2, 9)]), cell(-6, 6));
    assert_eq!(after(0x1b, [cell(-128, 255), cell(-128, 0)]), cell(7, 0));
    assert_eq!(after(0x1c, [cell(3, 5), cell(-2, 9)]), cell(-1, 14));
    assert_eq!(after(0x1c, [cell(3, 5), cell(0, 9)]), Cell::ONE);
    assert_eq!(after(0x1d, [cell(3, 5)]), cell(-3, 11));
    assert_eq!(after(0x1e, [cell(3, 5)]), cell(3, 11));
}

#[test]
fn exclusive_or_and_mixing_take_rho_and_theta_as_they_stand() {
    assert_eq!(after(0x1f, [cell(3, 5), cell(6, 3)]), cell(5, 6));
    assert_eq!(after(0x1f, [cell(-8, 0), cell(-8, 0)]), Cell::ONE);
    assert_eq!(after(0x20, [cell(-3, 5), cell(0, 8)]), cell(-1, 6));
    assert_eq!(after(0x20, [cell(127, 255), cell(126, 254)]), cell(126, 254));
    assert_eq!(after(0x20, [cell(-128, 0), cell(-127, 1)]), cell(-127, 0));
}

#[test]
fn parts_as_integers() {
    for mode in [Mode::Sil16, Mode::Sil32, Mode::Sil64, Mode::Sil128] {
        let machine = Machine { mode, ..Machine::with(&[cell(-100, 200)]) };
        assert_eq!(machine.clone().call(0x21).integer(), -100);
        assert_eq!(machine.call(0x22).integer(), 200);
    }
    let machine = Machine { mode: Mode::Sil8, ..Machine::with(&[cell(3, 12)]) };
    assert_eq!(machine.clone().call(0x21).r0(), cell(3, 0));
    assert_eq!(machine.call(0x22).r0(), cell(7, 0));
}

#[test]
fn parts_as_floats() {
    assert_eq!(Machine::with(&[cell(1, 9)]).call(0x23).float(), E);
    assert_eq!(Machine::with(&[cell(-99, 9)]).call(0x23).float(), 0.00033546262790251185);
    assert_eq!(Machine::with(&[cell(1, 3)]).call(0x24).float(), 67.5);
    assert_eq!(Machine::with(&[cell(1, 31)]).call(0x24).float(), 337.5);
    assert_eq!(Machine::with(&[cell(1, 4)]).call(0x25).float(), FRAC_PI_2);
    assert_eq!(Machine::with(&[cell(1, 20)]).call(0x25).float(), FRAC_PI_2);
}

#[test]
fn questions() {
    let asked = |id: u8, cell: Cell| Machine::with(&[cell]).call(id).integer();
    assert_eq!((asked(0x26, cell(-8, 5)), asked(0x26, cell(-9, 0)), asked(0x26, cell(0, 0))), (1, 0, 0));
    for theta in 0..=255 {
        assert_eq!(asked(0x27, cell(3, theta)), i64::from(theta == 0 || theta == 8));
        assert_eq!(asked(0x28, cell(3, theta)), i64::from(theta == 4 || theta == 12));
    }
}

#[test]
fn magnitude_one_keeps_the_phase_as_it_stands() {
    assert_eq!(after(0x29, [cell(5, 19)]), cell(0, 19));
}

#[test]
fn packed_bytes() {
    let machine = Machine::with_integers(Mode::Sil64, &[0x1f2]).call(0x2a);
    assert_eq!(machine.r0(), cell(7, 2));
    assert_eq!(Machine::with_integers(Mode::Sil32, &[-1]).call(0x2a).r0(), cell(7, 15));
    assert_eq!(Machine::with(&[cell(9, 18)]).call(0x2b).integer(), 0xf2);
    assert_eq!(Machine { mode: Mode::Sil8, ..Machine::with(&[cell(0, 5)]) }.call(0x2b).r0(), cell(-8, 0));
}

#[test]
fn sums_scaling_and_rotation_under_both_numbers() {
    for (first, second) in [(0x2c, 0xd0), (0x2d, 0xd1), (0x2e, 0xd2), (0x2f, 0xd3)] {
        for cells in [[cell(1, 3), cell(2, 9)], [cell(-100, 77), cell(127, 255)], [cell(5, 5), cell(-3, 0)]] {
            assert_eq!(after(first, cells), after(second, cells));
        }
    }
    assert_eq!(after(0x2c, [Cell::ONE, Cell::ONE]), cell(1, 0));
    assert_eq!(after(0x2d, [Cell::ONE, Cell::NEG_ONE]), cell(1, 0));
    assert_eq!(after(0x2d, [Cell::I, Cell::I]), Cell::NULL);
    assert_eq!(after(0x2e, [cell(3, 21), cell(-20, 1)]), cell(-8, 21));
    assert_eq!(after(0x2e, [cell(-100, 1), cell(101, 1)]), cell(1, 1));
    assert_eq!(after(0x2f, [cell(30, 5), cell(-7, 1)]), cell(30, 14));
}

#[test]
fn interpolation_by_the_rho_of_r2() {
    let between = |t: i8| after(0xd4, [Cell::ONE, Cell::NEG_ONE, cell(t, 9)]);
    assert_eq!((between(127), between(0), between(-128)), (Cell::NEG_ONE, Cell::ONE, Cell::ONE));
    // 1 - 2 * 64/127 = -1/127, whose logarithm -4.84 rounds to -5.
    assert_eq!(between(64), cell(-5, 8));
    assert_eq!(between(63), cell(-5, 0));
}
