//! Log-polar numbers, as one writes them by hand: products as two small integers, sums by a table.

use super::{Kernel, kernel};
use std::f64::consts::{PI, TAU};
use std::sync::LazyLock;

pub(super) static PRODUCTS: Kernel = kernel!(
    products, products_metered: "log-polar products",
    "products" of 8_000, small [1, 2, 20], products
);

pub(super) static SATURATING: Kernel = kernel!(
    saturating, saturating_metered: "log-polar products that saturate",
    "saturating" of 8_000, small [1, 2, 20], saturating
);

pub(super) static SUMS: Kernel = kernel!(
    sums, sums_metered: "log-polar sums",
    "sums" of 8_000, small [1, 2, 20], sums, table sum_table
);

/// e^(rho + i theta pi/8), with rho from -8 to 7 and theta from 0 to 15.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cell {
    rho: i8,
    theta: u8,
}

impl Cell {
    const fn new(rho: i8, theta: u8) -> Cell {
        Cell { rho, theta }
    }

    fn times(self, other: Cell) -> Cell {
        Cell { rho: (self.rho + other.rho).clamp(-8, 7), theta: (self.theta + other.theta) & 15 }
    }

    fn by(self, other: Cell) -> Cell {
        Cell { rho: (self.rho - other.rho).clamp(-8, 7), theta: self.theta.wrapping_sub(other.theta) & 15 }
    }

    fn turned(self, theta: u8) -> Cell {
        Cell { theta: (self.theta + theta) & 15, ..self }
    }

    fn scaled(self, rho: i8) -> Cell {
        Cell { rho: (self.rho + rho).clamp(-8, 7), ..self }
    }

    /// Both numbers in a byte.
    fn pack(self) -> u8 {
        ((self.rho + 8) as u8) << 4 | self.theta
    }

    fn unpack(byte: u8) -> Cell {
        Cell { rho: (byte >> 4) as i8 - 8, theta: byte & 15 }
    }

    /// As a complex number.
    fn parts(self) -> [f64; 2] {
        let magnitude = f64::from(self.rho).exp();
        // Of one eighth of a turn after the other; exactly symmetric, so that opposite numbers cancel out.
        let cosine = |theta: u8| match theta & 15 {
            theta @ 0..4 => (f64::from(theta) * PI / 8.0).cos(),
            4 | 12 => 0.0,
            theta @ 5..12 => -(f64::from(theta.abs_diff(8)) * PI / 8.0).cos(),
            theta => (f64::from(16 - theta) * PI / 8.0).cos(),
        };
        [magnitude * cosine(self.theta), magnitude * cosine(self.theta + 12)]
    }

    /// The nearest of them to a complex number; what is too small becomes 0, which is (-8, 0).
    fn nearest([x, y]: [f64; 2]) -> Cell {
        let magnitude = x.hypot(y);
        if magnitude < (-8_f64).exp() * (1.0 - 1e-9) {
            return Cell::new(-8, 0);
        }
        // Ties, of which there are many, go upward however a computer rounds.
        let rho = (magnitude.ln() + 0.5 + 1e-9).floor().clamp(-8.0, 7.0);
        let theta = (8.0 * (y.atan2(x).rem_euclid(TAU)) / PI + 0.5 + 1e-9).floor();
        Cell { rho: rho as i8, theta: theta as u8 & 15 }
    }
}

/// The sums of all pairs of packed cells: that of a and b at 256 a + b.
static SUM_TABLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let cells = || (0..=u8::MAX).map(|byte| Cell::unpack(byte).parts());
    let sum = |[ax, ay]: [f64; 2], [bx, by]: [f64; 2]| Cell::nearest([ax + bx, ay + by]).pack();
    cells().flat_map(|a| cells().map(move |b| sum(a, b))).collect()
});

fn sum_table() -> &'static [u8] {
    &SUM_TABLE
}

/// Four cells as an integer.
fn word(cells: [Cell; 4]) -> i64 {
    let bits = |cell: Cell| i64::from(cell.theta) << 8 | i64::from(cell.rho.cast_unsigned());
    cells.into_iter().rev().fold(0, |word, cell| word << 16 | bits(cell))
}

fn products(rounds: i64) -> i64 {
    let [mut a, mut b, mut c, mut d] = [Cell::new(0, 0), Cell::new(1, 1), Cell::new(0, 2), Cell::new(0, 3)];
    for _ in 0..16 * rounds {
        a = a.times(b).turned(3);
        b = b.by(c);
        c = c.times(a).scaled(-1);
        d = d.times(c);
        b = b.turned(1);
        d = d.by(b);
    }
    word([a, b, c, d])
}

fn saturating(rounds: i64) -> i64 {
    let [mut a, mut b, mut c, mut d] = [Cell::new(5, 0), Cell::new(6, 1), Cell::new(7, 2), Cell::new(3, 3)];
    for _ in 0..rounds {
        for _ in 0..16 {
            a = a.times(b).turned(3);
            b = b.times(c);
            c = c.times(a);
            b = b.turned(1);
            d = d.times(c).turned(5).times(b);
        }
        a = a.scaled(-9);
    }
    word([a, b, c, d])
}

fn sums(rounds: i64) -> i64 {
    let table: &[u8; 1 << 16] = SUM_TABLE.as_slice().try_into().expect("it has a place for each pair");
    let sum = |a: u8, b: u8| table[usize::from(a) << 8 | usize::from(b)];
    let turn = |cell: u8, theta: u8| cell & 0xF0 | (cell & 0x0F) + theta & 0x0F;
    let opposite = |cell: u8| cell ^ 8;
    let [mut a, mut b, mut c, mut d] = [0x80, 0x91, 0x82, 0x83];
    for _ in 0..16 * rounds {
        a = sum(a, b);
        b = sum(b, opposite(c));
        c = sum(c, d);
        d = sum(d, opposite(a));
        a = turn(a, 7);
        c = turn(c, 10);
        b = if b < 0x10 { b } else { b - 0x10 };
    }
    word([a, b, c, d].map(Cell::unpack))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vsp_runtime::isa::semantics::complex;

    #[test]
    fn cells_are_those_of_the_machine() {
        for a in 0..=u8::MAX {
            for b in 0..=u8::MAX {
                let sum = complex::sum(vsp_runtime::Cell::unpack(a), vsp_runtime::Cell::unpack(b));
                assert_eq!(SUM_TABLE[usize::from(a) << 8 | usize::from(b)], sum.pack(), "{a:#x} + {b:#x}");
            }
        }
    }
}
