//! Assertions and the size of memory: F1 to F3 and F8 to FB.

use super::{Machine, cell};
use vsp_isa::{Cell, Mode, TrapKind};

const FAILED: TrapKind = TrapKind::AssertionFailed;

/// Calls an assertion that must hold and change nothing.
#[track_caller]
fn holds(id: u8, machine: Machine) {
    assert_eq!(machine.clone().call(id), machine);
}

#[test]
fn equal_cells() {
    for id in [0xf1, 0xfa] {
        holds(id, Machine::with(&[cell(3, 20), cell(3, 20)]));
        // As they stand, not by what they mean.
        assert_eq!(Machine::with(&[cell(3, 20), cell(3, 4)]).trap(id), FAILED);
        assert_eq!(Machine::with(&[cell(-8, 1), cell(-8, 2)]).trap(id), FAILED);
    }
}

#[test]
fn truth_is_a_rho_other_than_zero() {
    for (rho, is_true) in [(0, false), (1, true), (-1, true), (-8, true), (127, true)] {
        let machine = Machine::with(&[cell(rho, 5)]);
        let (right, wrong) = if is_true { (0xf2, 0xf3) } else { (0xf3, 0xf2) };
        holds(right, machine.clone());
        assert_eq!(machine.trap(wrong), FAILED);
    }
}

#[test]
fn equal_integers() {
    for mode in Mode::ALL {
        holds(0xf9, Machine::with_integers(mode, &[-7, -7]));
        assert_eq!(Machine::with_integers(mode, &[-7, 7]).trap(0xf9), FAILED);
    }
    // In SIL-8 theta is no part of the integer.
    holds(0xf9, Machine { mode: Mode::Sil8, ..Machine::with(&[cell(3, 1), cell(3, 2)]) });
    assert_eq!(Machine { mode: Mode::Sil16, ..Machine::with(&[cell(3, 1), cell(3, 2)]) }.trap(0xf9), FAILED);
}

#[test]
fn equal_states() {
    let mut machine = Machine { arg: 5, ..Machine::with(&[cell(9, 18), Cell::I]) };
    machine.memory[5..7].copy_from_slice(&[0xf2, 0x84]);
    holds(0xfb, machine.clone());
    machine.memory[20] = 1;
    assert_eq!(machine.trap(0xfb), FAILED);
}

#[test]
fn the_size_of_memory_is_in_bytes() {
    assert_eq!(Machine::with(&[]).call(0xf8).integer(), 64);
    let large = Machine { memory: vec![0; 65_536], ..Machine::with(&[]) };
    assert_eq!(large.clone().call(0xf8).integer(), 65_536);
    assert_eq!(Machine { mode: Mode::Sil16, ..large }.call(0xf8).integer(), 0);
}
