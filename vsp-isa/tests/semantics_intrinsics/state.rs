//! Intrinsics on all sixteen registers: 30 to 48.

use super::{Machine, cell};
use vsp_isa::{Cell, Mode, Registers, TrapKind};

/// Sixteen bytes at 40, the packed cells (0, i) of the numbers 0 to 15; the machine's argument says 40.
fn with_state_at_40(machine: Machine) -> Machine {
    let mut machine = Machine { arg: 40, ..machine };
    for i in 0..16 {
        machine.memory[40 + i] = 0x80 | i as u8;
    }
    machine
}

#[test]
fn filling() {
    for (id, filling) in [(0x30, Cell::NULL), (0x31, Cell::ONE), (0x32, Cell::MAX)] {
        Machine::numbered().call(id).assert_registers(&[filling; 16]);
    }
}

#[test]
fn states_in_memory() {
    let phases: [Cell; 16] = core::array::from_fn(|i| cell(0, i as u8));
    let machine = with_state_at_40(Machine::numbered()).call(0x33);
    machine.assert_registers(&phases);

    let before = Machine { arg: 7, ..Machine::with(&[cell(9, 18), Cell::NEG_ONE]) };
    let after = before.clone().call(0x34);
    assert_eq!(after.registers, before.registers);
    assert_eq!(after.memory[..9], [0, 0, 0, 0, 0, 0, 0, 0xf2, 0x88]);
    assert_eq!(after.memory[9..], [0; 55]);
}

#[test]
fn states_that_pass_the_end_of_memory_trap() {
    for id in [0x33, 0x34, 0x3e, 0x40, 0x42, 0xfb] {
        for arg in [49, 63, 64, u16::MAX] {
            let machine = Machine { arg, ..Machine::numbered() };
            assert_eq!(machine.trap(id), TrapKind::AddressOutOfBounds);
        }
    }
    for id in [0x33, 0x34, 0x3e, 0x40, 0x42] {
        Machine { arg: 48, ..Machine::numbered() }.call(id);
    }
}

#[test]
fn single_layers() {
    let machine = Machine::with(&[cell(1, 1), cell(2, 5), cell(3, 3)]);
    machine.clone().call(0x35).assert_registers(&[cell(3, 3), cell(2, 5), cell(3, 3)]);
    // A negative number counts from RF down.
    let machine = Machine::with(&[cell(1, 1), cell(-1, 5), cell(3, 3)]).call(0x36);
    assert_eq!(machine.registers.cells()[15], cell(3, 3));
    assert_eq!(
        machine.registers.cells()[..15],
        Machine::with(&[cell(1, 1), cell(-1, 5), cell(3, 3)]).registers.cells()[..15]
    );
}

#[test]
fn joining_and_moving() {
    let machine = Machine::with(&[cell(3, 5), cell(6, 3), cell(3, 5)]).call(0x37);
    let others = cell(3 ^ -8, 5);
    let mut expected = [others; 16];
    expected[..3].copy_from_slice(&[cell(3, 5), cell(5, 6), Cell::ONE]);
    machine.assert_registers(&expected);

    // (i - 8) xor i, and i xor (i + 8).
    let folded = Machine::numbered().call(0x38).registers.cells();
    for i in 0..8 {
        assert_eq!(folded[i], cell((i as i8 - 8) ^ i as i8, 8));
        assert_eq!(folded[i + 8], cell(i as i8, i as u8 + 8));
    }

    let rotated = Machine::numbered().call(0x39).registers.cells();
    let mut expected = Machine::numbered().registers.cells();
    expected.rotate_left(1);
    assert_eq!(rotated, expected);
}

#[test]
fn collapses_into_r0() {
    // The thirteen NULLs join to -8 in rho, which turns 3 xor 6 xor 1 into -8 + 4.
    let cells = [cell(3, 1), cell(6, 2), cell(1, 12)];
    Machine::with(&cells).call(0x3a).assert_registers(&[cell(-4, 15), cells[1], cells[2]]);

    let cells = [cell(1, 1), cell(6, 2), cell(6, 3)];
    Machine::with(&cells).call(0x45).assert_registers(&[cell(6, 2), cells[1], cells[2]]);

    // 1 + 1 - 1 + i, and thirteen times e^-8, is 1.004 + i: the logarithm of its magnitude 0.35, its phase 2.
    let cells = [Cell::ONE, Cell::ONE, Cell::NEG_ONE, Cell::I];
    Machine::with(&cells).call(0x46).assert_registers(&[cell(0, 2), cells[1], cells[2], cells[3]]);
    // Sixteen times e^-8: the logarithm of 16 is 2.77.
    Machine::with(&[]).call(0x46).assert_registers(&[cell(-5, 0)]);

    Machine::numbered().call(0x47).assert_registers(&Machine::numbered().registers.cells());
    assert_eq!(Machine::numbered().call(0x48).r0(), cell(7, 15));
}

#[test]
fn counting_and_comparing_raw_cells() {
    let nulls = Machine::with(&[Cell::ONE, cell(-8, 1), cell(-9, 0)]);
    assert_eq!(nulls.clone().call(0x3b).integer(), 3);
    assert_eq!(nulls.call(0x41).integer(), 13);
    let answers =
        |id: u8, registers: Registers| Machine { registers, ..Machine::with(&[]) }.call(id).integer();
    assert_eq!(answers(0x3c, Registers::NULL), 1);
    assert_eq!(answers(0x3c, Registers::filled(cell(-8, 16))), 0);
    assert_eq!(answers(0x3c, Machine::with(&[Cell::ONE]).registers), 0);
    assert_eq!(answers(0x3f, Registers::filled(Cell::ONE)), 1);
    assert_eq!(answers(0x3f, Registers::filled(cell(0, 16))), 0);
    assert_eq!(answers(0x3f, Registers::NULL), 0);
}

#[test]
fn hashes_are_fnv_1a_of_the_packed_state() {
    assert_eq!(Machine::with(&[]).call(0x3d).integer(), 0x8820_1fb9_60ff_6465_u64 as i64);
    let mut cells = [Cell::I; 16];
    cells[0] = cell(9, 18);
    assert_eq!(Machine::with(&cells).call(0x3d).integer(), 0x52a7_3ba8_853d_40d3);
    let narrow = Machine { mode: Mode::Sil16, ..Machine::with(&cells) }.call(0x3d);
    assert_eq!(narrow.integer(), 0x40d3);
}

#[test]
fn comparing_with_memory_compares_packed_bytes() {
    let mut cells: [Cell; 16] = core::array::from_fn(|i| cell(0, i as u8));
    cells[5] = cell(0, 16 + 5);
    let machine = with_state_at_40(Machine::with(&cells));
    assert_eq!(machine.clone().call(0x3e).integer(), 0);
    assert_eq!(machine.call(0x40).integer(), 1);
    (cells[3], cells[15]) = (cell(1, 3), cell(0, 14));
    let machine = with_state_at_40(Machine::with(&cells));
    assert_eq!(machine.clone().call(0x3e).integer(), 2);
    assert_eq!(machine.call(0x40).integer(), 0);
}

#[test]
fn products_with_memory() {
    let machine = with_state_at_40(Machine::numbered()).call(0x42);
    let expected: [Cell; 16] = core::array::from_fn(|i| cell(i as i8 - 8, (2 * i % 16) as u8));
    machine.assert_registers(&expected);
}

#[test]
fn projection_keeps_the_registers_of_its_bits() {
    let machine = Machine { arg: 0b1000_0000_0000_0110, ..Machine::numbered() }.call(0x43);
    let expected: [Cell; 16] =
        core::array::from_fn(
            |i| if [1, 2, 15].contains(&i) { cell(i as i8 - 8, i as u8) } else { Cell::NULL },
        );
    machine.assert_registers(&expected);
}

#[test]
fn normalisation_makes_the_largest_one() {
    let machine = Machine::with(&[cell(3, 1), cell(-8, 2), cell(-6, 30), cell(5, 4)]).call(0x44);
    machine.assert_registers(&[cell(-2, 1), cell(-8, 2), cell(-8, 30), cell(0, 4)]);
    // The null registers do not count: the largest of the others is -3.
    Machine::with(&[cell(-5, 1), cell(-3, 2)]).call(0x44).assert_registers(&[cell(-2, 1), cell(0, 2)]);
    Machine::with(&[]).call(0x44).assert_registers(&[]);
    Machine::with(&[cell(-128, 0), cell(127, 0)]).call(0x44).assert_registers(&[cell(-8, 0), cell(0, 0)]);
}
