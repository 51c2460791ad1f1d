//! Log-polar numbers: products.

use super::Kernel;
use super::cells::{FIRST, word};
use vsp_runtime::isa::semantics::cells::{divide, multiply, rotate, scale};

vsp_runtime::include_program!(
    /// `programs/products.sil`.
    mod products
);

pub(super) static KERNEL: Kernel = Kernel {
    name: "products",
    what: "log-polar products",
    built: &products::PROGRAM,
    function: "products",
    size: 8_000,
    short: 7,
    rust: chain,
};

/// What the four cells have become.
fn chain(rounds: i64) -> i64 {
    let [mut a, mut b, mut c, mut d] = FIRST;
    for _ in 0..16 * rounds {
        a = rotate(multiply(a, b), 3);
        b = divide(b, c);
        c = scale(multiply(c, a), -1);
        d = multiply(d, c);
        b = rotate(b, 1);
        d = divide(d, b);
    }
    word([a, b, c, d])
}
