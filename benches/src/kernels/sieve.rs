//! Bytes in memory.

use super::Kernel;

vsp_runtime::include_program!(
    /// `programs/sieve.sil`.
    mod sieve
);

pub(super) static KERNEL: Kernel = Kernel {
    name: "sieve",
    what: "bytes in memory",
    built: &sieve::PROGRAM,
    function: "primes",
    size: 50_000,
    short: 60,
    rust: primes,
};

/// How many primes are below a number.
pub fn primes(limit: i64) -> i64 {
    let limit = limit as usize;
    let mut marked = vec![false; limit];
    let mut primes = 0;
    for number in 2..limit {
        if !marked[number] {
            primes += 1;
            marked.iter_mut().skip(2 * number).step_by(number).for_each(|mark| *mark = true);
        }
    }
    primes
}
