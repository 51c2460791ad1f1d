//! Tables that machine code looks up. They are data of the source tree, so that nobody's compiler computes them.

/// [`complex::sum`](crate::semantics::complex::sum) of all pairs of ByteSils, by the packed bytes of both: that of `a` and `b` is at
/// `256 * a + b`, packed.
///
/// It is a static, so that a program which looks nothing up has none of its 64 KiB. `vsp-isa/tests/tables.rs` compares it with the
/// function, and writes it anew with `VSP_BLESS=1`.
///
/// ```
/// use vsp_isa::{Cell, tables::SUMS};
/// let [one, two] = [Cell::ONE, Cell { rho: 1, theta: 0 }].map(Cell::pack);
/// assert_eq!(SUMS[usize::from(one) << 8 | usize::from(one)], two);
/// ```
pub static SUMS: Sums = *include_bytes!("sums.bin");

/// A byte for each pair of bytes: see [`SUMS`].
pub type Sums = [u8; 1 << 16];
