//! Intrinsics on integers and floats: 50 to 83 and D5 to DB.

use super::Machine;
use std::f64::consts::*;
use vsp_isa::Mode;

const NAN: f64 = f64::NAN;

/// The float A0 after a call with these floats, by its bits; everything else must be as before.
#[track_caller]
fn float(id: u8, floats: &[f64]) -> f64 {
    let machine = Machine::with_floats(Mode::Sil64, floats).call(id);
    let result = machine.float();
    let mut expected = floats.to_vec();
    expected.splice(..floats.len().min(1), [result]);
    assert_eq!(machine, Machine::with_floats(Mode::Sil64, &expected));
    result
}

#[track_caller]
fn assert_float(id: u8, floats: &[f64], expected: f64) {
    let actual = float(id, floats);
    assert_eq!(actual.to_bits(), expected.to_bits(), "{id:#04x} of {floats:?}: {actual}, not {expected}");
}

/// The integer A0 after a call with these integers; everything else must be as before.
#[track_caller]
fn integer(mode: Mode, id: u8, integers: &[i64]) -> i64 {
    let machine = Machine::with_integers(mode, integers).call(id);
    let result = machine.integer();
    let mut expected = integers.to_vec();
    expected[0] = result;
    assert_eq!(machine, Machine::with_integers(mode, &expected));
    result
}

#[test]
fn functions_of_one_float_are_those_of_libm() {
    type Function = fn(f64) -> f64;
    // The number, the function, a place and its value there.
    let functions: [(u8, Function, f64, f64); 12] = [
        (0x50, libm::sin, 1.0, 0.8414709848078965),
        (0x51, libm::cos, 1.0, 0.5403023058681398),
        (0x52, libm::tan, 1.0, 1.557407724654902),
        (0x53, libm::sqrt, 2.0, SQRT_2),
        (0x55, libm::log, 10.0, LN_10),
        (0x56, libm::exp, 2.0, 7.38905609893065),
        (0x61, libm::asin, 0.5, FRAC_PI_6),
        (0x62, libm::acos, 0.5, FRAC_PI_3),
        (0x63, libm::atan, 2.0, 1.107148717794091),
        (0x65, libm::log, 10.0, LN_10),
        (0x66, libm::log10, 2.0, LOG10_2),
        (0x67, libm::log2, 10.0, LOG2_10),
    ];
    for (id, function, place, value) in functions {
        assert!((float(id, &[place]) / value - 1.0).abs() < 1e-15, "{id:#04x}");
        for x in [place, 0.0, -0.0, 1.0, -1.0, 0.3, 1e-310, 1e22, -1e300, f64::INFINITY, f64::NEG_INFINITY] {
            let expected = function(x);
            assert_float(id, &[x], if expected.is_nan() { NAN } else { expected });
        }
        assert_float(id, &[-NAN], NAN);
    }
}

#[test]
fn functions_of_two_floats() {
    for id in [0x54, 0x6d] {
        assert_float(id, &[2.0, -3.0], 0.125);
        assert_float(id, &[9.0, 0.5], 3.0);
        assert_float(id, &[-8.0, 1.0 / 3.0], NAN);
        assert_float(id, &[1.1, 7.7], libm::pow(1.1, 7.7));
    }
    assert_float(0x64, &[1.0, -1.0], 3.0 * FRAC_PI_4);
    assert_float(0x64, &[-1.0, 0.0], -FRAC_PI_2);
    assert_float(0x64, &[0.3, 0.7], libm::atan2(0.3, 0.7));
}

#[test]
fn constants() {
    for (id, value) in [(0x5d, PI), (0x5e, TAU), (0x5f, E), (0x60, 1.618033988749895)] {
        assert_float(id, &[], value);
        let machine = Machine::with_floats(Mode::Sil32, &[]).call(id);
        assert_eq!(machine, Machine::with_floats(Mode::Sil32, &[value as f32 as f64]));
    }
    // 3.140625 as a half; the power of e nearest to pi is e itself.
    assert_eq!(Machine::with_floats(Mode::Sil16, &[]).call(0x5d).r0().to_bits(), 0x4248);
    assert_eq!(Machine::with_floats(Mode::Sil8, &[]).call(0x5d).r0(), super::cell(1, 0));
}

#[test]
fn absolute_values_and_rounding() {
    for id in [0x57, 0x69] {
        assert_float(id, &[-2.5], 2.5);
        assert_float(id, &[-0.0], 0.0);
    }
    assert_float(0x58, &[-1.5], -2.0);
    assert_float(0x58, &[-0.0], -0.0);
    assert_float(0x59, &[-1.5], -1.0);
    assert_float(0x59, &[-0.5], -0.0);
    for (value, rounded) in
        [(2.5, 3.0), (-2.5, -3.0), (0.49999999999999994, 0.0), (-0.2, -0.0), (1e300, 1e300)]
    {
        assert_float(0x5a, &[value], rounded);
    }
}

#[test]
fn the_lesser_and_the_greater_float() {
    for (least, greatest) in [(0x5b, 0x5c), (0xd8, 0xd9)] {
        for (a, b) in [(1.0, 2.0), (-2.0, -1.0), (-0.0, 0.0), (f64::NEG_INFINITY, f64::INFINITY), (3.0, 3.0)]
        {
            for operands in [[a, b], [b, a]] {
                assert_float(least, &operands, a);
                assert_float(greatest, &operands, b);
            }
        }
        for operands in [[NAN, 1.0], [1.0, NAN], [-NAN, f64::INFINITY], [NAN, NAN]] {
            assert_float(least, &operands, NAN);
            assert_float(greatest, &operands, NAN);
        }
    }
}

#[test]
fn clamping_takes_the_lower_bound_first() {
    assert_float(0xd7, &[5.0, 1.0, 3.0], 3.0);
    assert_float(0xd7, &[0.0, 1.0, 3.0], 1.0);
    assert_float(0xd7, &[2.0, 1.0, 3.0], 2.0);
    assert_float(0xd7, &[2.0, 3.0, 1.0], 1.0);
    assert_float(0xd7, &[-0.0, 0.0, 1.0], 0.0);
    for operands in [[NAN, 1.0, 3.0], [2.0, NAN, 3.0], [2.0, 1.0, NAN]] {
        assert_float(0xd7, &operands, NAN);
    }
    for mode in [Mode::Sil16, Mode::Sil32, Mode::Sil64, Mode::Sil128] {
        assert_eq!(integer(mode, 0x6c, &[5, 1, 3]), 3);
        assert_eq!(integer(mode, 0x6c, &[-5, 1, 3]), 1);
        assert_eq!(integer(mode, 0x6c, &[2, 1, 3]), 2);
        assert_eq!(integer(mode, 0x6c, &[5, 7, 6]), 6);
    }
}

#[test]
fn angles() {
    assert_float(0xd5, &[180.0], PI);
    assert_float(0xd5, &[-90.0], -FRAC_PI_2);
    assert_float(0xd6, &[PI], 180.0);
    assert_float(0xd6, &[FRAC_PI_4], 45.0);
    // The product comes first and overflows, where the quotient would not.
    assert_float(0xd6, &[1e307], f64::INFINITY);
    assert_float(0xd5, &[-1e308], f64::NEG_INFINITY);
}

#[test]
fn signs() {
    for (value, sign) in [
        (2.5, 1.0),
        (1e-310, 1.0),
        (-1e-310, -1.0),
        (0.0, 0.0),
        (-0.0, 0.0),
        (f64::NEG_INFINITY, -1.0),
        (NAN, NAN),
    ] {
        assert_float(0xda, &[value], sign);
    }
    for (value, sign) in [(2, 1), (0, 0), (-2, -1), (i64::MIN, -1)] {
        assert_eq!(integer(Mode::Sil64, 0xdb, &[value]), sign);
    }
}

#[test]
fn integers() {
    assert_eq!(integer(Mode::Sil64, 0x68, &[-5]), 5);
    assert_eq!(integer(Mode::Sil64, 0x68, &[i64::MIN]), i64::MIN);
    assert_eq!(integer(Mode::Sil16, 0x68, &[-32768]), -32768);
    for mode in Mode::ALL {
        assert_eq!(integer(mode, 0x6a, &[-3, 2]), -3);
        assert_eq!(integer(mode, 0x6a, &[2, -3]), -3);
        assert_eq!(integer(mode, 0x6b, &[-3, 2]), 2);
        assert_eq!(integer(mode, 0x6b, &[2, -3]), 2);
    }
}

#[test]
fn conversions() {
    for id in [0x80, 0x83] {
        let converted = |mode, value: i64| Machine::with_integers(mode, &[value]).call(id).float();
        assert_eq!(converted(Mode::Sil64, -3), -3.0);
        assert_eq!(converted(Mode::Sil64, i64::MAX), 9223372036854775808.0);
        assert_eq!(converted(Mode::Sil32, 16777217), 16777216.0);
        assert_eq!(converted(Mode::Sil16, 2049), 2048.0);
        assert_eq!(converted(Mode::Sil8, 2), E);
    }
    for id in [0x81, 0x82] {
        let converted = |mode, value: f64| Machine::with_floats(mode, &[value]).call(id).integer();
        assert_eq!(converted(Mode::Sil64, -3.9), -3);
        assert_eq!(converted(Mode::Sil64, NAN), 0);
        assert_eq!(converted(Mode::Sil64, 1e300), i64::MAX);
        // Saturated to 64 bits, of which the low ones are stored.
        assert_eq!(converted(Mode::Sil32, f64::INFINITY), -1);
        assert_eq!(converted(Mode::Sil32, f64::NEG_INFINITY), 0);
        assert_eq!(converted(Mode::Sil16, -2.5), -2);
        assert_eq!(converted(Mode::Sil8, 20.0), 7);
    }
}
