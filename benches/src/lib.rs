//! What the measurements share.

mod generate;

pub use generate::program;

use criterion::Criterion;
use std::time::{Duration, Instant};

/// Measures a routine under a name and gives the shortest of its times in seconds, or `None` when the command line leaves
/// the name out.
///
/// The shortest, because whatever else a computer does while it measures can only make a time longer.
pub fn measure(criterion: &mut Criterion, name: &str, mut routine: impl FnMut()) -> Option<f64> {
    let mut shortest: Option<Duration> = None;
    criterion.bench_function(name, |bencher| {
        bencher.iter_custom(|iterations| {
            let mut sum = Duration::ZERO;
            for _ in 0..iterations {
                let start = Instant::now();
                routine();
                let time = start.elapsed();
                shortest = Some(shortest.map_or(time, |shortest| shortest.min(time)));
                sum += time;
            }
            sum
        });
    });
    shortest.map(|time| time.as_secs_f64())
}

/// Prints how many times as long `slow` takes as `fast`, where both were measured.
pub fn print_ratio(what: &str, slow: Option<f64>, fast: Option<f64>) {
    if let (Some(slow), Some(fast)) = (slow, fast) {
        println!("{what}: {:.2} times ({:.3} ms to {:.3} ms)", slow / fast, slow * 1e3, fast * 1e3);
    }
}
