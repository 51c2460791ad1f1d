//! Conversions between integers, floats and cells at their thresholds.

use vsp_isa::Cell;
use vsp_isa::semantics::convert::*;

#[test]
fn integers_become_cells_at_the_rounded_logarithm() {
    assert_eq!(integer_to_cell(0), Cell::NULL);
    assert_eq!(integer_to_cell(1), Cell::ONE);
    assert_eq!(integer_to_cell(-1), Cell::NEG_ONE);
    for (rho, least) in (1..).zip([2, 5, 13, 34, 91, 245, 666]) {
        for (sign, theta) in [(1, 0), (-1, 8)] {
            assert_eq!(integer_to_cell(sign * least), Cell { rho, theta });
            assert_eq!(integer_to_cell(sign * (least - 1)), Cell { rho: rho - 1, theta });
        }
    }
    assert_eq!(integer_to_cell(i64::MAX), Cell::MAX);
    assert_eq!(integer_to_cell(i64::MIN), Cell { rho: 7, theta: 8 });
    for value in 1..2000 {
        let rho = (value as f64).ln().round().min(7.0) as i8;
        assert_eq!(integer_to_cell(value), Cell { rho, theta: 0 });
    }
}

#[test]
fn cells_become_integers_by_truncation() {
    let magnitudes = [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 7, 20, 54, 148, 403, 1096];
    for (rho, magnitude) in (-8..8).zip(magnitudes) {
        for theta in 0..16 {
            let sign = if theta < 8 { 1 } else { -1 };
            assert_eq!(cell_to_integer(Cell { rho, theta }), sign * magnitude);
        }
    }
    assert_eq!(cell_to_integer(Cell { rho: 100, theta: 0x18 }), -1096);
    assert_eq!(cell_to_integer(Cell { rho: 100, theta: 0x87 }), 1096);
}

#[test]
fn integers_become_the_nearest_floats() {
    assert_eq!(integer_to_float(-3), -3.0);
    assert_eq!(integer_to_float(i64::MAX), 9223372036854775808.0);
    // 2^53 + 1 lies in the middle and goes to the even side, 2^53 + 3 likewise.
    assert_eq!(integer_to_float((1 << 53) + 1), 9007199254740992.0);
    assert_eq!(integer_to_float((1 << 53) + 3), 9007199254740996.0);
}

#[test]
fn floats_become_integers_truncated_and_saturated() {
    assert_eq!(float_to_integer(3.99), 3);
    assert_eq!(float_to_integer(-3.99), -3);
    assert_eq!(float_to_integer(f64::NAN), 0);
    assert_eq!(float_to_integer(f64::INFINITY), i64::MAX);
    assert_eq!(float_to_integer(-1e300), i64::MIN);
    assert_eq!(float_to_integer(9223372036854774784.0), 9223372036854774784);
}

#[test]
fn floats_and_cells() {
    assert_eq!(float_to_cell(20.0), Cell { rho: 3, theta: 0 });
    assert_eq!(float_to_cell(-20.0), Cell { rho: 3, theta: 8 });
    assert_eq!(float_to_cell(-0.0), Cell::NULL);
    assert_eq!(float_to_cell(f64::NAN), Cell::NULL);
    assert_eq!(float_to_cell(f64::NEG_INFINITY), Cell { rho: 7, theta: 8 });
    for cell in (0..=255).map(Cell::unpack) {
        assert_eq!(float_to_cell(cell_to_float(cell)), Cell { rho: cell.rho, theta: 0 });
    }
    assert_eq!(cell_to_float(Cell { rho: 9, theta: 8 }), cell_to_float(Cell::MAX));
    assert_eq!(cell_to_float(Cell::NEG_ONE), 1.0);
}
