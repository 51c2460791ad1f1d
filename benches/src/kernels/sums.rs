//! Log-polar numbers: sums.

use super::Kernel;
use super::cells::{FIRST, word};
use vsp_runtime::isa::semantics::cells::{rotate, scale};
use vsp_runtime::isa::semantics::complex::{difference, sum};

vsp_runtime::include_program!(
    /// `programs/sums.sil`.
    mod sums
);

pub(super) static KERNEL: Kernel = Kernel {
    name: "sums",
    what: "log-polar sums",
    built: &sums::PROGRAM,
    function: "sums",
    size: 8_000,
    short: 7,
    rust: chain,
};

/// What the four cells have become.
fn chain(rounds: i64) -> i64 {
    let [mut a, mut b, mut c, mut d] = FIRST;
    for _ in 0..16 * rounds {
        a = sum(a, b);
        b = difference(b, c);
        c = sum(c, d);
        d = difference(d, a);
        a = rotate(a, 7);
        c = rotate(c, 10);
        b = scale(b, -1);
    }
    word([a, b, c, d])
}
