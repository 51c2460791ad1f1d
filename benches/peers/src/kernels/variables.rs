//! One program twice: with its variables in registers, and in a frame in memory, where simple compilers keep them.

use super::{Kernel, kernel};

pub static REGISTERS: Kernel = kernel!(
    registers, registers_metered: "variables in registers",
    "registers" of 8_000, small [0, 1, 40], sum
);

pub static FRAME: Kernel = kernel!(
    frame, frame_metered: "the same variables in a frame in memory",
    "frame" of 8_000, small [0, 1, 40], sum
);

/// A sum of many numbers of the Fibonacci sequence. Rust has but one form of it.
fn sum(limit: i64) -> i64 {
    let mut sum = 0_i32;
    for index in 0..limit as i32 {
        let (mut low, mut high) = (0_i32, 1_i32);
        for _ in 0..index & 31 {
            (low, high) = (high, low.wrapping_add(high));
        }
        sum = (sum ^ low).wrapping_add(high);
    }
    sum.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_those_of_mathematics() {
        // (0 ^ 0) + 1, (1 ^ 1) + 1, (1 ^ 1) + 2, (2 ^ 2) + 3.
        assert_eq!([0, 1, 2, 3, 4].map(sum), [0, 1, 1, 2, 3]);
    }
}
