//! The sequence of integers that kernels work on: a linear congruential generator.

/// The sequence; programs and modules have the same numbers.
pub(super) fn noise() -> impl Iterator<Item = i32> {
    std::iter::successors(Some(step(1)), |&number| Some(step(number)))
}

fn step(number: i32) -> i32 {
    number.wrapping_mul(1_103_515_245).wrapping_add(12_345)
}

/// What is made of a list of results: 31 times the hash before, plus each.
pub(super) fn hash(numbers: impl IntoIterator<Item = i32>) -> i64 {
    numbers.into_iter().fold(0_i32, |hash, number| hash.wrapping_mul(31).wrapping_add(number)).into()
}
