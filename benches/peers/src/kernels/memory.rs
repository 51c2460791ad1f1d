//! Bytes and integers in memory.

use super::noise::{hash, noise};
use super::{Kernel, kernel};
use vsp_benches::in_rust::primes;

pub(super) static SIEVE: Kernel = kernel!(
    sieve, sieve_metered: "bytes in memory",
    "primes" of 50_000, small [3, 4, 100], primes
);

pub(super) static PREFIX: Kernel = kernel!(
    prefix, prefix_metered: "running sums",
    "prefix" of 24, small [1, 2], prefix
);

pub(super) static SORT: Kernel = kernel!(
    sort, sort_metered: "insertion sort",
    "sort" of 600, small [1, 2, 20], |count| hash(sort(noise().take(count as usize).collect()))
);

pub(super) static FLOYD: Kernel = kernel!(
    floyd, floyd_metered: "shortest ways between places",
    "floyd" of 40, small [1, 2, 9], |places| hash(floyd(places as usize))
);

/// The last of the running sums of running sums and so on.
fn prefix(times: i64) -> i64 {
    let mut numbers: Vec<i32> = noise().take(4_096).collect();
    let mut sum = 0_i32;
    for _ in 0..times {
        sum = 0;
        for number in &mut numbers {
            sum = sum.wrapping_add(*number);
            *number = sum;
        }
    }
    sum.into()
}

/// Insertion sort.
fn sort(mut numbers: Vec<i32>) -> Vec<i32> {
    for place in 1..numbers.len() {
        let number = numbers[place];
        let mut gap = place;
        while gap > 0 && number < numbers[gap - 1] {
            numbers[gap] = numbers[gap - 1];
            gap -= 1;
        }
        numbers[gap] = number;
    }
    numbers
}

/// The shortest ways between all places.
fn floyd(places: usize) -> Vec<i32> {
    let lengths = noise().map(|number| number >> 18 & 8_191);
    let mut lengths: Vec<i32> = lengths.take(places * places).collect();
    for between in 0..places {
        for from in 0..places {
            let first = lengths[from * places + between];
            for to in 0..places {
                let way = first.wrapping_add(lengths[between * places + to]);
                let shortest = &mut lengths[from * places + to];
                *shortest = way.min(*shortest);
            }
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_those_of_mathematics() {
        assert_eq!([10, 11, 100].map(primes), [4, 4, 25]);
        assert_eq!(prefix(1), i64::from(noise().take(4_096).fold(0, i32::wrapping_add)));
        let numbers: Vec<i32> = noise().take(100).collect();
        let mut sorted = numbers.clone();
        sorted.sort();
        assert_eq!(sort(numbers), sorted);
    }
}
