//! Measuring compile time, and advice if it is long.

use crate::directives::Directives;
use std::time::{Duration, Instant};

/// What nobody minds waiting for.
const PATIENCE: Duration = Duration::from_secs(2);

/// An environment variable with another number of milliseconds, which this project's tests set: what they find must not depend
/// on how busy the machine is.
const PATIENCE_VARIABLE: &str = "__VSP_BUILD_PATIENCE";

/// How Cargo has compiled this crate, and with it the code generator.
const OPT_LEVEL: &str = env!("VSP_BUILD_OPT_LEVEL");

/// The time that the programs of a build script took.
#[derive(Debug)]
pub(crate) struct Stopwatch {
    now: fn() -> Instant,
    whole: Duration,
    /// The program that took longest.
    longest: (String, Duration),
    /// Whether Cargo has been told.
    told: bool,
}

/// One whose clock stands, so that tests of other things are not disturbed.
#[cfg(test)]
impl Default for Stopwatch {
    fn default() -> Stopwatch {
        static NOW: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        Stopwatch::new(|| *NOW.get_or_init(Instant::now))
    }
}

impl Stopwatch {
    /// One that has not run yet, with a clock.
    pub const fn new(now: fn() -> Instant) -> Stopwatch {
        Stopwatch { now, whole: Duration::ZERO, longest: (String::new(), Duration::ZERO), told: false }
    }

    /// Does what it takes to compile the program at `path`.
    pub fn time<T>(&mut self, path: &str, compile: impl FnOnce() -> T) -> T {
        let begin = (self.now)();
        let compiled = compile();
        let time = (self.now)() - begin;
        self.whole += time;
        if time > self.longest.1 {
            self.longest = (path.to_owned(), time);
        }
        compiled
    }

    /// Warns of having taken long, once in a build script, if warnings are wanted.
    pub fn tell(&mut self, warnings: bool, directives: &mut Directives) {
        if self.told || !warnings || self.whole <= patience() {
            return;
        }
        self.told = true;
        let (path, longest) = &self.longest;
        let [whole, longest] = [self.whole, *longest].map(|time| time.as_secs_f64());
        directives.warning(&format!(
            "compiling programs to native code took {whole:.1} s, of which {path} took {longest:.1} s: {}",
            advice(OPT_LEVEL)
        ));
    }
}

fn patience() -> Duration {
    let given = std::env::var(PATIENCE_VARIABLE).ok().and_then(|milliseconds| milliseconds.parse().ok());
    given.map_or(PATIENCE, Duration::from_millis)
}

/// What makes it faster where the code generator has been optimised so much.
fn advice(opt_level: &str) -> &'static str {
    if opt_level == "3" {
        "`Builder::optimization(Optimization::Quick)` takes less, and `VSP_BUILD=check` in the environment makes none where \
         nothing is run"
    } else {
        "Cargo does not optimise what runs at build time unless the Cargo.toml of the workspace says `opt-level = 3` under \
         `[profile.dev.build-override]` and, for release builds, `[profile.release.build-override]`"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    thread_local! {
        static SECONDS: Cell<f64> = const { Cell::new(0.0) };
    }

    /// A clock that goes by what is compiled.
    fn clock() -> Instant {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        *START.get_or_init(Instant::now) + Duration::from_secs_f64(SECONDS.get())
    }

    fn compile(stopwatch: &mut Stopwatch, path: &str, seconds: f64) -> Vec<String> {
        stopwatch.time(path, || SECONDS.set(SECONDS.get() + seconds));
        let mut directives = Directives::default();
        stopwatch.tell(true, &mut directives);
        directives.lines().to_vec()
    }

    #[test]
    fn nothing_is_said_of_two_seconds() {
        let mut stopwatch = Stopwatch::new(clock);
        assert_eq!(compile(&mut stopwatch, "a.sil", 0.5), [""; 0]);
        assert_eq!(compile(&mut stopwatch, "b.sil", 1.5), [""; 0]);
    }

    #[test]
    fn of_more_it_is_said_once_what_took_longest_and_what_to_do() {
        let mut stopwatch = Stopwatch::new(clock);
        assert_eq!(compile(&mut stopwatch, "a.sil", 0.5), [""; 0]);
        assert_eq!(compile(&mut stopwatch, "b.sil", 1.0), [""; 0]);
        let lines = compile(&mut stopwatch, "c.sil", 0.75);
        let start =
            "cargo::warning=compiling programs to native code took 2.2 s, of which b.sil took 1.0 s: ";
        assert!(lines.len() == 1 && lines[0].starts_with(start), "{lines:?}");
        assert_eq!(compile(&mut stopwatch, "d.sil", 9.0), [""; 0]);
    }

    #[test]
    fn it_is_not_said_where_warnings_are_not_wanted() {
        let mut stopwatch = Stopwatch::new(clock);
        stopwatch.time("a.sil", || SECONDS.set(SECONDS.get() + 9.0));
        let mut directives = Directives::default();
        stopwatch.tell(false, &mut directives);
        assert_eq!(directives.lines(), [""; 0]);
    }

    #[test]
    fn what_is_optimised_already_gets_other_advice() {
        for level in ["0", "1", "2", "s", "z"] {
            assert!(advice(level).contains("[profile.dev.build-override]"), "{level}");
        }
        assert!(!advice("3").contains("build-override") && advice("3").contains("VSP_BUILD=check"));
    }
}
