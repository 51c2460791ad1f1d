//! Laws of ByteSil arithmetic, of packing, and of the bitwise operations.

use vsp_isa::Cell;
use vsp_isa::semantics::cells::*;

fn byte_sils() -> impl Iterator<Item = Cell> {
    (0..=255).map(Cell::unpack)
}

fn all_cells() -> impl Iterator<Item = Cell> {
    (0..=u16::MAX).map(Cell::from_bits)
}

fn cell(rho: i8, theta: u8) -> Cell {
    Cell { rho, theta }
}

#[test]
fn packing_loses_nothing_of_a_byte_sil() {
    for byte in 0..=255 {
        let cell = Cell::unpack(byte);
        assert!((-8..=7).contains(&cell.rho) && cell.theta < 16);
        assert_eq!(cell.canonical(), cell);
        assert_eq!(cell.pack(), byte);
    }
    assert_eq!(Cell::NULL.pack(), 0x00);
    assert_eq!(
        [0x80, 0x84, 0x88, 0x8c, 0xf0].map(Cell::unpack),
        [Cell::ONE, Cell::I, Cell::NEG_ONE, Cell::NEG_I, Cell::MAX]
    );
}

#[test]
fn every_cell_has_its_bits_and_a_canonical_form() {
    for bits in 0..=u16::MAX {
        let cell = Cell::from_bits(bits);
        assert_eq!(cell.to_bits(), bits);
        assert_eq!(cell.rho as u8, (bits & 255) as u8);
        assert_eq!(cell.theta, (bits >> 8) as u8);
        let canonical = cell.canonical();
        assert_eq!(canonical.rho, cell.rho.clamp(-8, 7));
        assert_eq!(canonical.theta, cell.theta % 16);
        assert_eq!(Cell::unpack(cell.pack()), canonical);
    }
}

#[test]
fn division_undoes_multiplication_where_nothing_was_clamped() {
    for a in byte_sils() {
        for b in byte_sils() {
            let product = multiply(a, b);
            assert_eq!(product, multiply(b, a));
            assert_eq!(product.theta, (a.theta + b.theta) % 16);
            if (-8..=7).contains(&(a.rho + b.rho)) {
                assert_eq!(divide(product, b), a);
            } else {
                assert_eq!(product.rho, if a.rho > 0 { 7 } else { -8 });
            }
            if b.rho != -8 {
                assert_eq!(divide(a, b), multiply(a, reciprocal(b)));
            }
        }
        assert_eq!(multiply(a, Cell::ONE), a);
        assert_eq!(divide(a, Cell::ONE), a);
    }
}

#[test]
fn products_take_cells_as_they_stand() {
    assert_eq!(multiply(cell(100, 200), cell(-98, 100)), cell(2, 12));
    assert_eq!(divide(cell(-128, 3), cell(-127, 255)), cell(-1, 4));
    assert_eq!(multiply(cell(127, 0), cell(127, 0)), Cell::MAX);
    assert_eq!(divide(cell(-128, 0), cell(127, 1)), cell(-8, 15));
}

#[test]
fn inverse_and_conjugate_are_involutions() {
    for a in byte_sils() {
        assert_eq!(conjugate(conjugate(a)), a);
        if a.rho != -8 {
            assert_eq!(reciprocal(reciprocal(a)), a);
            assert_eq!(multiply(a, reciprocal(a)), Cell::ONE);
        }
        let squared = multiply(a, conjugate(a));
        assert_eq!(squared.theta, 0);
    }
    assert_eq!(reciprocal(Cell::NULL), Cell::MAX);
    for a in all_cells() {
        assert_eq!(conjugate(a).rho, a.rho);
        assert_eq!(reciprocal(a), divide(Cell::ONE, a));
        assert_eq!(multiply(a, Cell { rho: 0, theta: conjugate(a).theta }).theta, 0);
    }
}

#[test]
fn powers_are_repeated_products() {
    for a in byte_sils() {
        let mut product = Cell::ONE;
        for n in 0..=255 {
            assert_eq!(power(a, n), product, "{a:?} to the power of {n}");
            assert_eq!(power(a, -n).theta, conjugate(product).theta);
            product = multiply(product, a);
        }
        assert_eq!(power(a, -1), reciprocal(a));
    }
    assert_eq!(power(cell(3, 5), -2), cell(-6, 6));
}

#[test]
fn roots_truncate_toward_zero() {
    assert_eq!(root(cell(-5, 9), 2), cell(-2, 4));
    assert_eq!(root(cell(5, 9), -2), cell(-2, 12));
    assert_eq!(root(cell(-128, 255), -1), cell(7, 1));
    assert_eq!(root(cell(7, 15), 255), Cell::ONE);
    for a in all_cells() {
        assert_eq!(root(a, 0), Cell::ONE);
        assert_eq!(root(a, 1), a.canonical());
    }
    for a in byte_sils() {
        for n in 1..=15 {
            if power(a, n) == cell((a.rho as i32 * n) as i8, a.theta * n as u8) {
                assert_eq!(root(power(a, n), n), a, "{a:?}, {n}");
            }
        }
    }
}

#[test]
fn no_exponent_overflows() {
    for a in [cell(-128, 255), cell(127, 255), cell(-1, 1), cell(1, 15)] {
        for n in [i32::MIN, i8::MIN as i32, -1, 1, u8::MAX as i32, i32::MAX] {
            let (rho, theta) = (a.rho as i64, a.theta as i64);
            let exact = |rho: i64, theta: i64| cell(rho.clamp(-8, 7) as i8, theta.rem_euclid(16) as u8);
            assert_eq!(power(a, n), exact(rho * n as i64, theta * n as i64));
            assert_eq!(root(a, n), exact(rho / n as i64, theta / n as i64));
            assert_eq!(scale(a, n).rho, exact(rho + n as i64, 0).rho);
            assert_eq!(rotate(a, n).theta, exact(0, theta + n as i64).theta);
        }
    }
}

#[test]
fn scaling_and_rotation_change_one_part() {
    for a in all_cells() {
        for by in [-128, -3, 0, 1, 127] {
            assert_eq!(scale(a, by), cell((a.rho as i32 + by).clamp(-8, 7) as i8, a.theta));
            assert_eq!(rotate(a, by), cell(a.rho, (a.theta as i32 + by).rem_euclid(16) as u8));
        }
    }
}

#[test]
fn bitwise_operations_are_those_of_the_packed_bytes() {
    for a in 0..=255 {
        for b in 0..=255 {
            let (x, y) = (Cell::unpack(a), Cell::unpack(b));
            assert_eq!(xor(x, y).pack(), a ^ b);
            assert_eq!(and(x, y).pack(), a & b);
            assert_eq!(or(x, y).pack(), a | b);
            assert_eq!(not(x).pack(), !a);
            assert_eq!(raw_xor(x, y), cell(x.rho ^ y.rho, x.theta ^ y.theta));
        }
    }
    assert_eq!(xor(cell(100, 16), Cell::NULL), Cell::MAX);
    assert_eq!(not(cell(-100, 31)), Cell::MAX);
}

#[test]
fn raw_exclusive_or_keeps_cells_as_they_stand() {
    assert_eq!(raw_xor(cell(3, 5), cell(6, 3)), cell(5, 6));
    assert_eq!(raw_xor(Cell::NULL, Cell::NULL), Cell::ONE);
    assert_eq!(raw_xor(cell(127, 0xf0), cell(-1, 0x0f)), cell(-128, 0xff));
    for a in all_cells() {
        assert_eq!(raw_xor(raw_xor(a, cell(-77, 99)), cell(-77, 99)), a);
    }
}
