//! Integers in registers: loops, calls, choices.

use super::noise::noise;
use super::{Kernel, kernel};
use vsp_benches::in_rust::steps;

pub(super) static COLLATZ: Kernel = kernel!(
    collatz, collatz_metered: "integers in a loop",
    "steps" of 2_000, small [1, 2, 3, 27], steps
);

pub(super) static FIBONACCI: Kernel = kernel!(
    fibonacci, fibonacci_metered: "recursive calls",
    "fibonacci" of 23, small [0, 1, 2, 10], |index| fibonacci(index as i16).into()
);

pub(super) static TAKEUCHI: Kernel = kernel!(
    takeuchi, takeuchi_metered: "recursive calls with three arguments",
    "takeuchi" of 18, small [-5, 2, 7, 9], |x| takeuchi(x as i16, x as i16 - 6, x as i16 - 12).into()
);

pub(super) static QUEENS: Kernel = kernel!(
    queens, queens_metered: "recursive calls that push and pop",
    "queens" of 9, small [1, 4, 6], |rows| solve((1 << rows) - 1, 0, 0, 0).into()
);

pub(super) static CALLS: Kernel = kernel!(
    calls, calls_metered: "calls in a loop, with pushes and pops",
    "calls" of 1_000, small [1, 2, 10], calls
);

pub(super) static CRC: Kernel = kernel!(
    crc, crc_metered: "bits of a checksum",
    "crc" of 8_192, small [4, 64], |count| crc(&bytes(count as usize)).cast_signed().into()
);

/// By its definition. The optimiser makes a loop of one of the two calls.
fn fibonacci(index: i16) -> i16 {
    match index {
        ..2 => index,
        2.. => fibonacci(index - 1).wrapping_add(fibonacci(index - 2)),
    }
}

/// By its definition.
fn takeuchi(x: i16, y: i16, z: i16) -> i16 {
    if y < x { takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y)) } else { z }
}

/// In how many ways the rows that are left can have queens, by columns and diagonals that are taken.
fn solve(all: i32, columns: i32, left: i32, right: i32) -> i32 {
    if columns == all {
        return 1;
    }
    let (mut free, mut ways) = (all & !(columns | left | right), 0);
    while free != 0 {
        let column = free & free.wrapping_neg();
        free ^= column;
        ways += solve(all, columns | column, (left | column) << 1, (right | column) >> 1);
    }
    ways
}

/// How many steps the numbers below a limit take to 1 in the sequence of Collatz.
fn calls(limit: i64) -> i64 {
    let mut steps = 0_i32;
    for number in 1..(limit as i32).max(2) {
        let mut number = number;
        while number != 1 {
            number = if number & 1 == 0 { number >> 1 } else { number.wrapping_mul(3).wrapping_add(1) };
            steps = steps.wrapping_add(1);
        }
    }
    steps.into()
}

fn bytes(count: usize) -> Vec<u8> {
    noise().take(count / 4).flat_map(i32::to_le_bytes).collect()
}

/// CRC-32, bit by bit. The optimiser knows the loop and makes a table.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = !0_u32;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_those_of_mathematics() {
        // The steps from 1 to 10: 0, 1, 7, 2, 5, 8, 16, 3, 19, 6.
        assert_eq!(steps(10), 67);
        assert_eq!([0, 1, 2, 3, 4, 5, 6].map(fibonacci), [0, 1, 1, 2, 3, 5, 8]);
        // Known from Lisp's benchmarks.
        assert_eq!(takeuchi(18, 12, 6), 7);
        // The check value of the standard.
        assert_eq!(crc(b"123456789"), 0xCBF4_3926);
    }
}
