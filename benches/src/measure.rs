//! Taking times.

use criterion::Criterion;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Something that is done over and over, and says how long it took each time; or why it cannot be done.
pub type Routine = Result<Box<dyn FnMut() -> Duration>, String>;

/// How long one call takes, without the time to drop its result.
pub fn time<T>(routine: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let result = black_box(routine());
    let elapsed = start.elapsed();
    drop(result);
    elapsed
}

/// Measures a routine under a name and gives the shortest of its times, or `None` when the command line leaves the name out
/// or the routine cannot be done, which is printed.
///
/// The shortest, because whatever else a computer does while it measures can only make a time longer.
pub fn measure(
    criterion: &mut Criterion,
    name: &str,
    routine: Result<impl FnMut() -> Duration, String>,
) -> Option<Duration> {
    let mut routine = match routine {
        Ok(routine) => routine,
        Err(reason) => {
            println!("{name}: refused: {reason}");
            return None;
        }
    };
    let mut shortest: Option<Duration> = None;
    criterion.bench_function(name, |bencher| {
        bencher.iter_custom(|iterations| {
            let mut sum = Duration::ZERO;
            for _ in 0..iterations {
                let time = routine();
                shortest = Some(shortest.map_or(time, |shortest| shortest.min(time)));
                sum += time;
            }
            sum
        });
    });
    shortest
}

/// Prints how many times as long `slow` takes as `fast`, where both were measured.
pub fn print_ratio(what: &str, slow: Option<Duration>, fast: Option<Duration>) {
    if let (Some(slow), Some(fast)) = (slow, fast) {
        println!("{what}: {:.2} times ({slow:.2?} to {fast:.2?})", slow.as_secs_f64() / fast.as_secs_f64());
    }
}

/// The shortest time of each routine. They take turns, so that whatever slows the computer down for a while slows all of
/// them.
///
/// A turn lasts until `turn` is over, and at least one call.
pub fn race(routines: Vec<Routine>, turns: u32, turn: Duration) -> Vec<Result<Duration, String>> {
    let mut racers: Vec<_> =
        routines.into_iter().map(|routine| routine.map(|routine| (routine, Duration::MAX))).collect();
    for _ in 0..turns {
        for (routine, shortest) in racers.iter_mut().flatten() {
            let start = Instant::now();
            loop {
                *shortest = routine().min(*shortest);
                if start.elapsed() >= turn {
                    break;
                }
            }
        }
    }
    racers.into_iter().map(|racer| racer.map(|(_, shortest)| shortest)).collect()
}

/// After how many runs the time for compiling has been saved by runs that take `compiled` rather than `interpreted`; `None`
/// where that never comes, since a run does not save anything.
///
/// ```
/// use std::time::Duration;
/// use vsp_benches::break_even;
/// let us = Duration::from_micros;
/// // Each run saves 4 microseconds.
/// assert_eq!(break_even(us(10), us(1), us(5)), Some(3));
/// assert_eq!(break_even(us(8), us(1), us(5)), Some(2));
/// assert_eq!(break_even(us(8), us(5), us(5)), None);
/// ```
pub fn break_even(compiling: Duration, compiled: Duration, interpreted: Duration) -> Option<u128> {
    let saved = interpreted.checked_sub(compiled)?.as_nanos();
    (saved > 0).then(|| compiling.as_nanos().div_ceil(saved))
}
