//! A loop over integers.

use super::Kernel;

vsp_runtime::include_program!(
    /// `programs/collatz.sil`.
    mod collatz
);

pub(super) static KERNEL: Kernel = Kernel {
    name: "collatz",
    what: "integers in a loop",
    built: &collatz::PROGRAM,
    function: "steps",
    size: 2_000,
    short: 12,
    rust: steps,
};

/// How many steps all the numbers from 1 on take together.
pub fn steps(last: i64) -> i64 {
    let mut steps = 0;
    for first in 1..=last {
        let mut number = first;
        while number != 1 {
            number = if number & 1 == 0 { number >> 1 } else { number.wrapping_mul(3).wrapping_add(1) };
            steps += 1;
        }
    }
    steps
}
