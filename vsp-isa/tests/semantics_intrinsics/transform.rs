//! Intrinsics that move, join or fuse registers: 90 to 99 and C0 to C5.

use super::{Machine, cell};
use vsp_isa::{Cell, Mode};

fn numbered(i: usize) -> Cell {
    Machine::numbered().registers.cells()[i]
}

#[test]
fn feedback_and_emergence() {
    let mut cells = [Cell::ONE; 16];
    (cells[0], cells[15]) = (cell(3, 5), cell(6, 3));
    let mut expected = cells;
    expected[0] = cell(5, 6);
    Machine::with(&cells).call(0x90).assert_registers(&expected);

    assert_eq!(Machine::with(&cells).call(0x91).integer(), 0);
    cells[15] = cell(3, 5);
    assert_eq!(Machine::with(&cells).call(0x91).integer(), 1);
    cells[15] = cell(3, 21);
    assert_eq!(Machine { mode: Mode::Sil8, ..Machine::with(&cells) }.call(0x91).r0(), cell(0, 0));
}

#[test]
fn shifting_every_phase_and_magnitude() {
    let cells = [cell(30, 5), cell(-3, 0), cell(-7, 31)];
    let shifted = Machine::with(&cells).call(0x92).registers.cells();
    assert_eq!(shifted[..4], [cell(30, 2), cell(-3, 13), cell(-7, 12), cell(-8, 13)]);
    let scaled = Machine::with(&cells).call(0x93).registers.cells();
    assert_eq!(scaled[..4], [cell(7, 5), cell(-6, 0), cell(-8, 31), cell(-8, 0)]);
    Machine::numbered().call(0x94).assert_registers(&Machine::numbered().registers.cells());
}

#[test]
fn layers_named_by_registers() {
    let cells = [cell(1, 1), cell(3, 0), cell(-12, 0), cell(5, 5), cell(6, 6)];
    let swapped = [cells[0], cells[1], cells[2], cells[4], cells[3]];
    Machine::with(&cells).call(0x95).assert_registers(&swapped);

    let cells = [cell(3, 5), cell(0, 0), cell(4, 0), cell(-11, 0), cell(6, 3), cell(7, 7)];
    let joined = [cells[0], cells[1], cells[2], cells[3], cells[4], cell(5, 6)];
    Machine::with(&cells).call(0x96).assert_registers(&joined);
}

#[test]
fn shifting_layers_either_way() {
    let up: [Cell; 16] = core::array::from_fn(|i| if i == 0 { Cell::NULL } else { numbered(i - 1) });
    Machine::numbered().call(0x97).assert_registers(&up);
    let down: [Cell; 16] = core::array::from_fn(|i| if i == 15 { Cell::NULL } else { numbered(i + 1) });
    Machine::numbered().call(0x98).assert_registers(&down);
}

#[test]
fn perception_is_the_first_five_registers() {
    let cells = [cell(1, 1), cell(2, 2), cell(-8, 3), cell(-8, 4), cell(-7, 5), cell(7, 6)];
    let normal = [cell(-1, 1), cell(0, 2), cell(-8, 3), cell(-8, 4), cell(-8, 5), cell(7, 6)];
    Machine::with(&cells).call(0x99).assert_registers(&normal);
}

#[test]
fn fusion_takes_the_mean_of_rho_and_joins_theta() {
    let cells = [cell(-3, 5), cell(0, 6)];
    Machine::with(&cells).call(0xc0).assert_registers(&[cell(-1, 3), cells[1]]);

    // -3 + 4 - 1 - 2 - 7 = -9, and a fifth of it truncated; 1 ^ 2 ^ 4 ^ 8 ^ 31 = 16.
    let cells = [cell(-3, 1), cell(4, 2), cell(-1, 4), cell(-2, 8), cell(-7, 31), cell(7, 7)];
    let fused = [cell(-1, 16), cells[1], cells[2], cells[3], cells[4], cells[5]];
    Machine::with(&cells).call(0xc1).assert_registers(&fused);
    let tens = [cell(-2, 0), cell(-1, 0), cell(-3, 0), cell(-4, 0), cell(0, 1)];
    assert_eq!(Machine::with(&tens).call(0xc1).r0(), cell(-2, 1));

    // RB is (3, 11) and RC (4, 12).
    let mut expected = Machine::numbered().registers.cells();
    expected[0] = cell(3, 7);
    Machine::numbered().call(0xc4).assert_registers(&expected);
}

#[test]
fn rotation_by_the_rho_of_r1() {
    // R1 of the numbered cells is (-7, 1), and -7 & 15 is 9.
    let expected: [Cell; 16] = core::array::from_fn(|i| numbered((i + 9) % 16));
    Machine::numbered().call(0xc2).assert_registers(&expected);
}

#[test]
fn spreading_stops_at_the_last_register() {
    let cells = [cell(1, 1), cell(3, 0), cell(-2, 0)];
    let expected = [cells[0], cells[1], cells[2], cells[0], cells[0]];
    Machine::with(&cells).call(0xc3).assert_registers(&expected);

    let cells = [cell(1, 1), cell(14, 0), cell(-128, 0)];
    let mut expected = [Cell::NULL; 16];
    expected[..3].copy_from_slice(&cells);
    expected[14..].fill(cells[0]);
    Machine::with(&cells).call(0xc3).assert_registers(&expected);

    // R1 and R2 are read before they are overwritten.
    Machine::with(&[cell(1, 1), cell(0, 0), cell(4, 0)]).call(0xc3).assert_registers(&[cell(1, 1); 4]);
}

#[test]
fn the_loop_fuses_all_with_their_join() {
    // One step. The joined rho: 4 xor 1 xor fourteen times -8, which cancel: 5; the joined theta: 2.
    let cells = [cell(4, 2), cell(1, 0)];
    let mut expected = [cell(-1, 2); 16];
    expected[..2].copy_from_slice(&[cell(4, 0), cell(3, 2)]);
    Machine::with(&cells).call(0xc5).assert_registers(&expected);

    // No step at all.
    Machine::with(&[cell(4, 2), cell(0, 0)]).call(0xc5).assert_registers(&[cell(4, 2), cell(0, 0)]);
}

/// Every register fused with the exclusive or of all, once.
fn fused_with_all(cells: [Cell; 16]) -> [Cell; 16] {
    let rho = cells.iter().fold(0, |rho, cell| rho ^ cell.rho);
    let theta = cells.iter().fold(0, |theta, cell| theta ^ cell.theta);
    cells.map(|old| cell(((old.rho as i32 + rho as i32) / 2) as i8, old.theta ^ theta))
}

#[test]
fn the_loop_reads_its_count_once_and_stops_at_ten() {
    for (count, steps) in [(1, 1), (2, 2), (5, 5), (-5, 5), (9, 9), (10, 10), (11, 10), (127, 10), (-128, 10)]
    {
        let mut cells = Machine::numbered().registers.cells();
        cells[1] = cell(count, 3);
        let expected = (0..steps).fold(cells, |cells, _| fused_with_all(cells));
        Machine::with(&cells).call(0xc5).assert_registers(&expected);
    }
}
