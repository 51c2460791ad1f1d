//! Integer and float words in every mode, against exact arithmetic on 128-bit integers and against IEEE 754.

use vsp_isa::semantics::{float, integer, word::*};
use vsp_isa::{Cell, Mode, Reg, Registers, TrapKind};

const EDGES: [i64; 25] = [
    0,
    1,
    -1,
    2,
    -2,
    7,
    8,
    -8,
    -9,
    63,
    64,
    127,
    128,
    -128,
    255,
    32767,
    32768,
    -32768,
    0x7fff_ffff,
    0x8000_0000,
    -0x8000_0000,
    0x1234_5678_9abc_def1,
    -0x7654_3210_fedc_ba97,
    i64::MAX,
    i64::MIN,
];

fn bits(mode: Mode) -> u32 {
    match mode {
        Mode::Sil8 => 8,
        Mode::Sil16 => 16,
        Mode::Sil32 => 32,
        Mode::Sil64 | Mode::Sil128 => 64,
    }
}

/// The signed number of this many bits that is congruent to `exact`.
fn wrapped(exact: i128, bits: u32) -> i64 {
    let half = 1i128 << (bits - 1);
    ((exact + half).rem_euclid(2 * half) - half) as i64
}

/// What a word of the mode holds after `exact` has been stored in it.
fn stored(exact: i128, mode: Mode) -> i64 {
    let value = wrapped(exact, bits(mode));
    if mode == Mode::Sil8 { value.clamp(-8, 7) } else { value }
}

/// What becomes of `value` in a word of the mode.
fn through_word(value: i64, mode: Mode) -> i64 {
    let mut registers = Registers::NULL;
    write_integer(&mut registers, Reg::R0, mode, value).unwrap();
    read_integer(&registers, Reg::R0, mode).unwrap()
}

fn float_through_word(value: f64, mode: Mode) -> f64 {
    let mut registers = Registers::NULL;
    write_float(&mut registers, Reg::R0, mode, value).unwrap();
    read_float(&registers, Reg::R0, mode).unwrap()
}

/// `a` to the power of `exponent`, modulo 2^64, by squaring in 128 bits.
fn exact_power(a: i64, mut exponent: u32) -> i128 {
    let (mut base, mut power) = (a as u64 as u128, 1u128);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = power * base % (1 << 64);
        }
        base = base * base % (1 << 64);
        exponent /= 2;
    }
    power as i128
}

#[test]
fn words_keep_the_low_bits() {
    for mode in Mode::ALL {
        for value in EDGES {
            assert_eq!(through_word(value, mode), stored(value as i128, mode), "{mode}, {value}");
        }
    }
}

#[test]
fn words_are_little_endian_from_their_register_on() {
    let mut registers = Registers::NULL;
    let r4 = Reg::from_nibble(4);
    write_integer(&mut registers, r4, Mode::Sil64, 0x0807_0605_0403_0201).unwrap();
    let bytes: Vec<u8> = (1..=8).collect();
    assert_eq!(registers.image()[8..16], bytes);
    assert_eq!(registers.get(r4), Cell { rho: 1, theta: 2 });
    assert_eq!(registers.get(Reg::from_nibble(3)), Cell::NULL);
    assert_eq!(registers.get(Reg::from_nibble(8)), Cell::NULL);
    assert_eq!(read_integer(&registers, r4, Mode::Sil16), Ok(0x0201));
    assert_eq!(read_integer(&registers, r4, Mode::Sil32), Ok(0x0403_0201));

    write_integer(&mut registers, r4, Mode::Sil32, -1).unwrap();
    assert_eq!(read_integer(&registers, r4, Mode::Sil64), Ok(0x0807_0605_ffff_ffff));
    write_integer(&mut registers, r4, Mode::Sil16, 0x55aa).unwrap();
    assert_eq!(read_integer(&registers, r4, Mode::Sil64), Ok(0x0807_0605_ffff_55aa));
}

#[test]
fn narrowest_integers_are_rho() {
    let mut registers = Registers::filled(Cell { rho: -100, theta: 77 });
    assert_eq!(read_integer(&registers, Reg::R1, Mode::Sil8), Ok(-100));
    write_integer(&mut registers, Reg::R1, Mode::Sil8, 0x1ff).unwrap();
    assert_eq!(registers.get(Reg::R1), Cell { rho: -1, theta: 0 });
    write_integer(&mut registers, Reg::R1, Mode::Sil8, 128).unwrap();
    assert_eq!(registers.get(Reg::R1), Cell::NULL);
    assert_eq!(registers.get(Reg::R0), Cell { rho: -100, theta: 77 });
}

#[test]
fn words_that_pass_the_last_register_trap_and_change_nothing() {
    for mode in Mode::ALL {
        for reg in Reg::all() {
            let mut registers = Registers::filled(Cell::I);
            let fits = reg.index() + mode.word_cells() <= 16;
            let expected = if fits { Ok(()) } else { Err(TrapKind::RegisterGroup) };
            assert_eq!(read_integer(&registers, reg, mode).map(drop), expected);
            assert_eq!(read_float(&registers, reg, mode).map(drop), expected);
            assert_eq!(write_integer(&mut registers, reg, mode, 5), expected);
            assert_eq!(write_float(&mut registers, reg, mode, 5.0), expected);
            assert_eq!(registers == Registers::filled(Cell::I), !fits);
        }
    }
}

#[test]
fn integer_operations_are_exact_modulo_the_width_of_the_mode() {
    type Operation = fn(i64, i64) -> i64;
    type Exact = fn(i128, i128) -> i128;
    let operations: [(Operation, Exact); 9] = [
        (integer::add, |a, b| a + b),
        (integer::sub, |a, b| a - b),
        (integer::mul, |a, b| a * b),
        (integer::and, |a, b| a & b),
        (integer::or, |a, b| a | b),
        (integer::xor, |a, b| a ^ b),
        (integer::shift_left, |a, b| a * (1 << b.rem_euclid(64))),
        (integer::shift_right, |a, b| a.div_euclid(1 << b.rem_euclid(64))),
        (integer::power, |a, b| exact_power(a as i64, b.rem_euclid(1 << 32) as u32)),
    ];
    for mode in Mode::ALL {
        for a in EDGES.map(|value| through_word(value, mode)) {
            for b in EDGES.map(|value| through_word(value, mode)) {
                for (number, (operation, exact)) in operations.iter().enumerate() {
                    let expected = stored(wrapped(exact(a as i128, b as i128), 64) as i128, mode);
                    let actual = through_word(operation(a, b), mode);
                    assert_eq!(actual, expected, "operation {number} of {a} and {b} in {mode}");
                }
            }
        }
    }
}

#[test]
fn quotients_and_remainders_truncate() {
    for mode in Mode::ALL {
        for a in EDGES.map(|value| through_word(value, mode)) {
            for b in EDGES.map(|value| through_word(value, mode)) {
                let (quotient, remainder) = (integer::quotient(a, b), integer::remainder(a, b));
                if b == 0 {
                    assert_eq!((quotient, remainder), (None, None));
                    continue;
                }
                let (a, b) = (a as i128, b as i128);
                assert_eq!(through_word(quotient.unwrap(), mode), stored(a / b, mode));
                assert_eq!(through_word(remainder.unwrap(), mode), stored(a % b, mode));
            }
        }
    }
    assert_eq!(integer::quotient(i64::MIN, -1), Some(i64::MIN));
    assert_eq!(integer::remainder(i64::MIN, -1), Some(0));
    assert_eq!((integer::quotient(-7, 2), integer::remainder(-7, 2)), (Some(-3), Some(-1)));
}

#[test]
fn unary_integer_operations_wrap() {
    for mode in Mode::ALL {
        for a in EDGES.map(|value| through_word(value, mode)) {
            let exact = a as i128;
            assert_eq!(through_word(integer::not(a), mode), stored(-exact - 1, mode));
            assert_eq!(through_word(integer::negate(a), mode), stored(-exact, mode));
            assert_eq!(through_word(integer::absolute(a), mode), stored(exact.abs(), mode));
        }
    }
}

#[test]
fn integer_operations_by_hand() {
    assert_eq!(integer::power(0, 0), 1);
    assert_eq!(integer::power(3, 1 << 32), 1);
    assert_eq!(integer::power(-1, -1), -1);
    assert_eq!(integer::power(2, 63), i64::MIN);
    assert_eq!(integer::shift_left(1, 65), 2);
    assert_eq!(integer::shift_right(-5, 1), -3);
    assert_eq!(integer::shift_right(i64::MIN, -1), -1);
}

/// 2 to the power of an exponent that a normal f64 has. Not by `powi`, whose results Miri changes a little.
fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

#[test]
fn floats_are_rounded_to_the_type_of_the_mode() {
    let values = [0.0, -0.0, 1.0, -1.5, 0.1, 1e-7, 65504.0, 65520.0, -1e30, 1e-310, f64::MAX, f64::INFINITY];
    for value in values {
        assert_eq!(float_through_word(value, Mode::Sil64).to_bits(), value.to_bits());
        assert_eq!(float_through_word(value, Mode::Sil128).to_bits(), value.to_bits());
        assert_eq!(float_through_word(value, Mode::Sil32).to_bits(), ((value as f32) as f64).to_bits());
    }
    assert_eq!(float_through_word(65519.0, Mode::Sil16), 65504.0);
    assert_eq!(float_through_word(65520.0, Mode::Sil16), f64::INFINITY);
    assert_eq!(float_through_word(0.1, Mode::Sil16), 1638.0 / 16384.0);
    assert_eq!(float_through_word(power_of_two(-25), Mode::Sil16).to_bits(), 0);
    assert_eq!(float_through_word(-0.0, Mode::Sil16).to_bits(), (-0.0f64).to_bits());
    // In SIL-8 only the magnitude's nearest power of e remains, and the sign as a phase.
    assert_eq!(float_through_word(-20.0, Mode::Sil8), 20.085536923187668);
    assert_eq!(float_through_word(0.0, Mode::Sil8), 0.00033546262790251185);
}

#[test]
fn a_half_is_rounded_once() {
    // Just above the midpoint of two halves, but below what an f32 can tell from it.
    let value = 1.0 + power_of_two(-11) + power_of_two(-40);
    assert_eq!(value as f32, (1.0 + power_of_two(-11)) as f32);
    assert_eq!(float_through_word(value, Mode::Sil16), 1.0 + power_of_two(-10));
}

#[test]
fn every_nan_is_stored_as_the_quiet_one() {
    let nans = [f64::NAN, -f64::NAN, f64::from_bits(0x7ff0_0000_0000_0001), f64::from_bits(u64::MAX)];
    for nan in nans {
        for (mode, bits) in [
            (Mode::Sil8, Cell::NULL.to_bits() as u64),
            (Mode::Sil16, 0x7e00),
            (Mode::Sil32, 0x7fc0_0000),
            (Mode::Sil64, 0x7ff8_0000_0000_0000),
            (Mode::Sil128, 0x7ff8_0000_0000_0000),
        ] {
            let mut registers = Registers::filled(Cell::from_bits(0xffff));
            write_float(&mut registers, Reg::R0, mode, nan).unwrap();
            assert_eq!(registers.word(Reg::R0, mode.word_cells()), Some(bits), "{mode}");
        }
    }
    let registers = Registers::filled(Cell::from_bits(0xffff));
    for mode in [Mode::Sil16, Mode::Sil32, Mode::Sil64, Mode::Sil128] {
        assert!(read_float(&registers, Reg::R0, mode).unwrap().is_nan());
    }
}

#[test]
fn float_operations() {
    assert_eq!(float::add(0.1, 0.2), 0.30000000000000004);
    assert_eq!(float::sub(0.3, 0.1), 0.19999999999999998);
    assert_eq!(float::mul(1e200, 1e200), f64::INFINITY);
    assert_eq!(float::div(-1.0, 0.0), f64::NEG_INFINITY);
    assert!(float::div(0.0, 0.0).is_nan());
    assert_eq!(float::power(2.0, -3.0), 0.125);
    assert_eq!(float::power(f64::NAN, 0.0), 1.0);
    assert_eq!(float::power(-8.0, 3.0), -512.0);
    assert!(float::square_root(-1.0).is_nan());
    assert_eq!(float::square_root(-0.0).to_bits(), (-0.0f64).to_bits());
    assert_eq!(float::negate(0.0).to_bits(), (-0.0f64).to_bits());
    assert_eq!(float::absolute(-0.0).to_bits(), 0);
    assert_eq!((float::floor(-0.5), float::ceil(1.25)), (-1.0, 2.0));
    assert_eq!(float::ceil(-0.5).to_bits(), (-0.0f64).to_bits());
    for value in [2.0, 0.1, 1e-310, 3.0e300, 12345.678] {
        assert_eq!(float::square_root(value).to_bits(), f64::sqrt(value).to_bits());
    }
}

#[test]
fn floats_compare_within_one_unit_of_one() {
    let unit = f64::EPSILON;
    assert!(float::equal(1.0, 1.0 - unit / 2.0));
    assert!(!float::equal(1.0, 1.0 + unit));
    assert!(!float::equal(1.0 + unit, 1.0));
    assert!(float::equal(0.0, -0.0));
    assert!(!float::equal(f64::INFINITY, f64::INFINITY));
    assert!(!float::equal(f64::NAN, f64::NAN));
    assert!(float::less(1.0, 1.0 + unit) && !float::less(1.0, 1.0) && !float::less(2.0, 1.0));
    assert!(float::less(f64::NEG_INFINITY, f64::INFINITY));
    assert!(!float::less(f64::NAN, 1.0) && !float::less(1.0, f64::NAN) && !float::less(0.0, -0.0));
}
