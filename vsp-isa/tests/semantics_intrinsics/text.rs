//! Numbers to texts in memory and back: 0B to 0E.

use super::Machine;
use vsp_isa::semantics::word;
use vsp_isa::{Cell, Flags, Mode, Reg, TrapKind};

const INT_TEXT: u8 = 0x0b;
const FLOAT_TEXT: u8 = 0x0c;
const TEXT_INT: u8 = 0x0d;
const TEXT_FLOAT: u8 = 0x0e;

const OUTSIDE: TrapKind = TrapKind::AddressOutOfBounds;

/// With a float as A0 and an address as A1.
fn with_float(mode: Mode, float: f64, address: i64) -> Machine {
    let mut machine = Machine::with_floats(mode, &[float]);
    word::write_integer(&mut machine.registers, Reg::from_nibble(mode.word_cells() as u8), mode, address)
        .unwrap();
    machine
}

/// With this memory, and an address as A0.
fn with_text(mode: Mode, memory: &[u8], address: i64) -> Machine {
    Machine { memory: memory.to_vec(), ..Machine::with_integers(mode, &[address]) }
}

/// Asserts that nothing has changed but A0, and memory at an address, where a text and a zero now stand.
#[track_caller]
fn wrote(before: &Machine, address: usize, text: &str, length: i64) {
    let mut expected = Machine { memory: vec![0x2a; before.memory.len()], ..before.clone() };
    let before = expected.clone();
    let bytes = [text.as_bytes(), &[0]].concat();
    expected.memory[address..address + bytes.len()].copy_from_slice(&bytes);
    word::write_integer(&mut expected.registers, Reg::R0, before.mode, length).unwrap();
    let id = if text.contains(['.', 'N', 'i']) { FLOAT_TEXT } else { INT_TEXT };
    assert_eq!(before.call(id), expected);
}

#[test]
fn integers_become_decimal() {
    for (number, text) in [(0, "0"), (7, "7"), (-42, "-42"), (i64::MIN, "-9223372036854775808")] {
        let machine = Machine::with_integers(Mode::Sil64, &[number, 3]);
        wrote(&machine, 3, text, text.len() as i64);
    }
    wrote(&Machine::with_integers(Mode::Sil16, &[-32768, 5]), 5, "-32768", 6);
    wrote(&Machine::with_integers(Mode::Sil32, &[-1, 5]), 5, "-1", 2);
    wrote(&Machine::with_integers(Mode::Sil128, &[i64::MAX, 5]), 5, "9223372036854775807", 19);
}

#[test]
fn floats_become_what_print_float_prints() {
    for (number, text) in
        [(2.5, "2.500000"), (f64::NAN, "NaN"), (f64::NEG_INFINITY, "-inf"), (-0.0, "-0.000000")]
    {
        wrote(&with_float(Mode::Sil64, number, 9), 9, text, text.len() as i64);
    }
    // f16 and f32 keep less of a third: 1365/4096 and 11184811/33554432.
    wrote(&with_float(Mode::Sil16, 1.0 / 3.0, 0), 0, "0.333252", 8);
    wrote(&with_float(Mode::Sil32, 1.0 / 3.0, 0), 0, "0.333333", 8);
}

#[test]
fn the_longest_float_fits_in_as_many_bytes_as_it_has() {
    // -f64::MAX = -(2^1024 - 2^971): a sign, 309 digits, a point, six decimals, and the zero.
    for (size, fits) in [(317, false), (318, true)] {
        let machine = Machine { memory: vec![1; size], ..with_float(Mode::Sil64, f64::MIN, 0) };
        if fits {
            let after = machine.call(FLOAT_TEXT);
            assert_eq!(after.integer(), 317);
            assert!(after.memory.starts_with(b"-179769313486231570814527423731704356798070567525844996"));
            assert!(after.memory.ends_with(b"124858368.000000\0"));
        } else {
            assert_eq!(machine.trap(FLOAT_TEXT), OUTSIDE);
        }
    }
}

#[test]
fn in_the_narrowest_mode_integers_are_rho() {
    // A number, an address and a length of one cell each: theta of either does not matter.
    let cells = [Cell { rho: -8, theta: 3 }, Cell { rho: 7, theta: 200 }];
    let after = Machine { mode: Mode::Sil8, ..Machine::with(&cells) }.call(INT_TEXT);
    assert_eq!(after.memory[7..11], *b"-8\0\0");
    assert_eq!(after.registers.get(Reg::R0), Cell { rho: 2, theta: 0 });
    // Raw cells may hold more: -128 and 60.
    let cells = [Cell { rho: -128, theta: 0 }, Cell { rho: 59, theta: 0 }];
    let raw = Machine { mode: Mode::Sil8, ..Machine::with(&cells) };
    assert_eq!(raw.call(INT_TEXT).memory[59..], *b"-128\0");
    // e, eight bytes long: the length is clamped, as every integer here.
    let cells = [Cell { rho: 1, theta: 9 }, Cell { rho: 2, theta: 0 }];
    let after = Machine { mode: Mode::Sil8, ..Machine::with(&cells) }.call(FLOAT_TEXT);
    assert_eq!(after.memory[2..11], *b"2.718282\0");
    assert_eq!(after.registers.get(Reg::R0), Cell::MAX);
}

#[test]
fn what_does_not_fit_is_not_written() {
    for mode in [Mode::Sil16, Mode::Sil32, Mode::Sil64, Mode::Sil128] {
        // 64 bytes: "-12" and its zero end exactly there, or pass the end by one.
        let last = Machine::with_integers(mode, &[-12, 60]).call(INT_TEXT);
        assert_eq!(last.memory[60..], *b"-12\0");
        for address in [61, 63, 64, 65, 32767, -1, -32768] {
            assert_eq!(Machine::with_integers(mode, &[-12, address]).trap(INT_TEXT), OUTSIDE);
            assert_eq!(with_float(mode, -1.5, address).trap(FLOAT_TEXT), OUTSIDE);
        }
    }
    for address in [i64::MIN, i64::MAX, 1 << 32, 1 << 24] {
        assert_eq!(Machine::with_integers(Mode::Sil64, &[1, address]).trap(INT_TEXT), OUTSIDE);
    }
}

#[test]
fn texts_become_numbers() {
    let memory = b"12\0 -7\t\r\n\0 2.5e1 \0x\0\0caf\xc3\xa9\0\xff1\0";
    let with =
        |address| Machine { flags: Flags::ZERO | Flags::NEGATIVE, ..with_text(Mode::Sil64, memory, address) };
    for (address, number) in [(0, 12), (1, 2), (3, -7), (5, 7)] {
        let after = with(address).call(TEXT_INT);
        let mut expected = Machine { flags: Flags::NEGATIVE, ..with(address) };
        word::write_integer(&mut expected.registers, Reg::R0, Mode::Sil64, number).unwrap();
        assert_eq!(after, expected);
    }
    for (address, number) in [(0, 12.0), (3, -7.0), (10, 25.0), (2, f64::NAN), (18, f64::NAN)] {
        let after = with(address).call(TEXT_FLOAT);
        if number.is_nan() {
            // An empty text, or one of white space, is no number.
            assert_eq!(after, with(address));
        } else {
            assert_eq!((after.float(), after.flags), (number, Flags::NEGATIVE));
        }
    }
}

#[test]
fn what_is_no_number_changes_only_the_flag() {
    let memory = b"12.5\0x\0\x001 2\0\xff1\x0099999999999999999999\0";
    // A letter, nothing, two numbers, bad UTF-8.
    for address in [5, 7, 8, 12] {
        for id in [TEXT_INT, TEXT_FLOAT] {
            let before = Machine { flags: Flags::OVERFLOW, ..with_text(Mode::Sil32, memory, address) };
            let expected = Machine { flags: Flags::OVERFLOW | Flags::ZERO, ..before.clone() };
            assert_eq!(before.call(id), expected, "at {address}");
        }
    }
    // A float is no integer, and an integer of more than 64 bits is none either, but a float.
    for (address, float) in [(0, 12.5), (15, 1e20)] {
        assert_eq!(with_text(Mode::Sil64, memory, address).call(TEXT_INT).flags, Flags::ZERO);
        assert_eq!(with_text(Mode::Sil64, memory, address).call(TEXT_FLOAT).float(), float);
    }
}

#[test]
fn narrow_modes_keep_the_low_bits() {
    let memory = b"65537\0nan\0";
    assert_eq!(with_text(Mode::Sil16, memory, 0).call(TEXT_INT).integer(), 1);
    assert_eq!(with_text(Mode::Sil32, memory, 0).call(TEXT_INT).integer(), 65537);
    // In SIL-8: the low eight bits, 1, as rho; and as a float the nearest power of e, 11.09, clamped.
    assert_eq!(with_text(Mode::Sil8, memory, 0).call(TEXT_INT).r0(), Cell { rho: 1, theta: 0 });
    assert_eq!(with_text(Mode::Sil8, memory, 0).call(TEXT_FLOAT).r0(), Cell::MAX);
    // Every NaN is the canonical one.
    let nan = with_text(Mode::Sil64, memory, 6).call(TEXT_FLOAT);
    assert_eq!(nan.registers.word(Reg::R0, 4), Some(0x7ff8_0000_0000_0000));
}

#[test]
fn texts_end_within_their_bound() {
    for id in [TEXT_INT, TEXT_FLOAT] {
        // No zero up to the end of memory, and addresses outside.
        for address in [0, 2, 3, 4, -1, i64::MIN, i64::MAX] {
            assert_eq!(with_text(Mode::Sil64, b"123", address).trap(id), OUTSIDE);
        }
        // White space, a digit, and the zero as byte 65,536 or after it.
        for (spaces, found) in [(65_534, true), (65_535, false)] {
            let memory = [&vec![b' '; spaces][..], b"7\0"].concat();
            let machine = with_text(Mode::Sil64, &memory, 0);
            if found {
                assert_eq!(machine.call(id).flags, Flags::NONE);
            } else {
                assert_eq!(machine.trap(id), OUTSIDE);
                // One further on it is near enough.
                assert_eq!(with_text(Mode::Sil64, &memory, 1).call(id).flags, Flags::NONE);
            }
        }
    }
}
