//! Operations on all registers: shifting, folding, groups, gradients and modes.

use vsp_isa::semantics::folding::{Fold, demote, truncate};
use vsp_isa::semantics::{cells, layers};
use vsp_isa::{Cell, Mode, Reg, Registers};

fn cell(rho: i8, theta: u8) -> Cell {
    Cell { rho, theta }
}

/// Sixteen different cells, not all canonical: (i, 16*i + 1) with i negated where it is odd.
fn numbered() -> Registers {
    let cells =
        core::array::from_fn(|i| cell(if i % 2 == 0 { i as i8 } else { -(i as i8) }, 16 * i as u8 + 1));
    Registers::from_cells(cells)
}

#[test]
fn shifting_moves_up_and_tells_what_was_lost() {
    let before = numbered().cells();
    let mut registers = numbered();
    assert!(layers::shift_up(&mut registers));
    let after = registers.cells();
    assert_eq!(after[0], Cell::NULL);
    assert_eq!(after[1..], before[..15]);

    for _ in 0..15 {
        assert!(layers::shift_up(&mut registers));
    }
    assert_eq!(registers, Registers::NULL);
    // Null is rho -8 whatever theta.
    registers.set(Reg::RF, cell(-8, 9));
    assert!(!layers::shift_up(&mut registers));
}

#[test]
fn rotation_comes_round_after_sixteen_steps() {
    let mut registers = numbered();
    layers::rotate_up(&mut registers);
    assert_eq!(registers.cells()[0], numbered().cells()[15]);
    assert_eq!(registers.cells()[1..], numbered().cells()[..15]);
    for _ in 0..15 {
        layers::rotate_up(&mut registers);
    }
    assert_eq!(registers, numbered());
}

#[test]
fn folding_joins_the_halves_and_is_its_own_inverse() {
    let mut registers = numbered();
    layers::fold(&mut registers);
    let (before, after) = (numbered().cells(), registers.cells());
    for i in 0..8 {
        assert_eq!(after[i], cells::raw_xor(before[i], before[i + 8]));
        assert_eq!(after[i + 8], before[i + 8]);
    }
    // 1 xor 9 in rho -1 and -9, 0x11 xor 0x91 in theta.
    assert_eq!(after[1], cell(8, 0x80));
    layers::fold(&mut registers);
    assert_eq!(registers, numbered());
}

#[test]
fn groups_are_four_registers() {
    for reg in Reg::all() {
        let first = reg.index() / 4 * 4;
        let mut registers = numbered();
        layers::spread(&mut registers, reg);
        for (i, (after, before)) in registers.cells().into_iter().zip(numbered().cells()).enumerate() {
            let expected = if (first..first + 4).contains(&i) { numbered().get(reg) } else { before };
            assert_eq!(after, expected);
        }
    }
}

#[test]
fn gathering_multiplies_in_order() {
    let mut registers = Registers::filled(cell(1, 1));
    registers.set(Reg::from_nibble(4), cell(7, 3));
    registers.set(Reg::from_nibble(5), cell(7, 15));
    registers.set(Reg::from_nibble(6), cell(-8, 0));
    registers.set(Reg::from_nibble(7), cell(-3, 16));
    let before = registers;
    layers::gather(&mut registers, Reg::from_nibble(6));
    // Clamped on the way: 7, 7, -1, -4. The phases: 3 + 15 + 0 + 16.
    assert_eq!(registers.get(Reg::from_nibble(6)), cell(-4, 2));
    registers.set(Reg::from_nibble(6), before.get(Reg::from_nibble(6)));
    assert_eq!(registers, before);
    layers::gather(&mut registers, Reg::RF);
    assert_eq!(registers.get(Reg::RF), cell(4, 4));
}

#[test]
fn emergence_joins_two_registers() {
    let mut registers = numbered();
    layers::emerge(&mut registers);
    assert_eq!(registers.get(Reg::RB), cell(-11 ^ 12, 0xb1 ^ 0xc1));
    registers.set(Reg::RB, numbered().get(Reg::RB));
    assert_eq!(registers, numbered());
}

#[test]
fn gradients_are_distances_between_neighbours() {
    assert_eq!(layers::gradient(&Registers::filled(cell(3, 5))), [0.0; 16]);

    let mut registers = Registers::filled(Cell::ONE);
    registers.set(Reg::R1, Cell::NEG_ONE);
    registers.set(Reg::RF, cell(70, 16));
    let slopes = layers::gradient(&registers);
    assert_eq!(slopes[..3], [2.0, 2.0, 0.0]);
    assert_eq!(slopes[14], (1096.6331584284585f64 - 1.0) as f32);
    assert_eq!(slopes[15], 0.0);

    registers.set(Reg::R0, Cell::I);
    assert_eq!(layers::gradient(&registers)[0], core::f32::consts::SQRT_2);
}

#[test]
fn descent_is_clamped_then_truncated() {
    assert_eq!(layers::descend(cell(3, 5), 1.5, 255), cell(1, 5));
    assert_eq!(layers::descend(cell(-3, 5), -1.5, 255), cell(-1, 5));
    assert_eq!(layers::descend(cell(3, 200), 1e9, 0), cell(3, 200));
    assert_eq!(layers::descend(cell(0, 0), 2.5, 102), cell(-1, 0));
    assert_eq!(layers::descend(cell(100, 0), 0.0, 255), cell(7, 0));
    assert_eq!(layers::descend(cell(0, 1), f32::INFINITY, 1), cell(-8, 1));
    assert_eq!(layers::descend(cell(0, 1), f32::NEG_INFINITY, 1), cell(7, 1));
    assert_eq!(layers::descend(cell(5, 1), f32::NAN, 1), cell(0, 1));
    // Zero times infinity is NaN.
    assert_eq!(layers::descend(cell(5, 1), f32::INFINITY, 0), cell(0, 1));
}

#[test]
fn narrower_modes_keep_their_layers_only() {
    for to in Mode::ALL {
        let mut registers = numbered();
        truncate(&mut registers, to);
        for (i, (after, before)) in registers.cells().into_iter().zip(numbered().cells()).enumerate() {
            assert_eq!(after, if i < to.layers() { before } else { Cell::NULL });
        }
    }
}

/// The cells that fold onto `layer`, by the definition.
fn shares(layer: usize, from: Mode, to: Mode) -> Vec<Cell> {
    let cells = numbered().cells();
    (0..from.layers()).filter(|i| i % to.layers() == layer).map(|i| cells[i]).collect()
}

#[test]
fn every_demotion_folds_what_falls_on_a_layer() {
    for from in Mode::ALL {
        for to in Mode::ALL.into_iter().filter(|&to| to < from) {
            for fold in [Fold::Xor, Fold::Mean, Fold::Largest] {
                let mut registers = numbered();
                demote(&mut registers, from, to, fold);
                let cells = registers.cells();
                let (kept, lost) = cells.split_at(to.layers());
                assert!(lost.iter().all(|&cell| cell == Cell::NULL));
                for (i, &after) in kept.iter().enumerate() {
                    let shares = shares(i, from, to);
                    let count = shares.len() as i32;
                    let sum = |part: fn(&Cell) -> i32| shares.iter().map(part).sum::<i32>();
                    let expected = match fold {
                        Fold::Xor => cell(
                            shares.iter().fold(0, |rho, cell| rho ^ cell.rho),
                            shares.iter().fold(0, |theta, cell| theta ^ cell.theta),
                        ),
                        Fold::Mean => cell(
                            (sum(|cell| cell.rho as i32) / count).clamp(-8, 7) as i8,
                            (sum(|cell| cell.theta as i32) / count % 16) as u8,
                        ),
                        // No two numbered cells have the same rho.
                        Fold::Largest => *shares.iter().max_by_key(|cell| cell.rho).unwrap(),
                    };
                    assert_eq!(after, expected, "{fold:?} from {from} to {to}, layer {i}");
                }
            }
        }
    }
}

#[test]
fn demotions_in_one_step_and_in_two_agree_for_exclusive_or_and_largest() {
    for fold in [Fold::Xor, Fold::Largest] {
        let (mut direct, mut stepwise) = (numbered(), numbered());
        demote(&mut direct, Mode::Sil128, Mode::Sil16, fold);
        demote(&mut stepwise, Mode::Sil128, Mode::Sil32, fold);
        demote(&mut stepwise, Mode::Sil32, Mode::Sil16, fold);
        assert_eq!(direct, stepwise);
    }
}

#[test]
fn demotions_by_hand() {
    let mut registers = Registers::NULL;
    for (reg, new) in Reg::all().zip([cell(-3, 15), cell(5, 1), cell(-4, 2), cell(5, 9)]) {
        registers.set(reg, new);
    }
    let folded = |from, to, fold| {
        let mut registers = registers;
        demote(&mut registers, from, to, fold);
        (registers.get(Reg::R0), registers.get(Reg::R1))
    };
    // Of equal rho the first: R1 before R3.
    assert_eq!(folded(Mode::Sil32, Mode::Sil8, Fold::Largest), (cell(5, 1), Cell::NULL));
    assert_eq!(folded(Mode::Sil32, Mode::Sil16, Fold::Largest), (cell(-3, 15), cell(5, 1)));
    // -7 / 2 is truncated toward zero, 17 / 2 down.
    assert_eq!(folded(Mode::Sil32, Mode::Sil16, Fold::Mean), (cell(-3, 8), cell(5, 5)));
    assert_eq!(folded(Mode::Sil16, Mode::Sil8, Fold::Xor), (cell(-8, 14), Cell::NULL));
}

#[test]
fn nothing_folds_into_a_mode_that_is_no_narrower() {
    for from in Mode::ALL {
        for to in Mode::ALL.into_iter().filter(|&to| to >= from) {
            for fold in [Fold::Xor, Fold::Largest] {
                let (mut demoted, mut truncated) = (numbered(), numbered());
                demote(&mut demoted, from, to, fold);
                truncate(&mut truncated, to);
                assert_eq!(demoted, truncated);
            }
            // The mean of one cell is its canonical form, and layers beyond `from` have no mean.
            let mut demoted = numbered();
            demote(&mut demoted, from, to, Fold::Mean);
            for (i, (after, before)) in demoted.cells().into_iter().zip(numbered().cells()).enumerate() {
                let kept = if i < from.layers() { before.canonical() } else { before };
                assert_eq!(after, if i < to.layers() { kept } else { Cell::NULL });
            }
        }
    }
}
