//! Running a program in several ways, and telling where they differ.

use crate::{Observation, Runner, Setup, observe_forms};
use std::fmt;
use vsp_runtime::Program;

/// The first difference between two ways to run a program.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The runners of the first way, and of the other.
    pub ways: [Vec<Runner>; 2],
    /// The number of the stop that they first differ at, from 0.
    pub stop: usize,
    /// What differs, a line each: the first way's, then the other's.
    pub lines: Vec<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, other] = &self.ways;
        write!(f, "{first:?} / {other:?} differ at stop {}:", self.stop)?;
        self.lines.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

/// Runs a program by each form and, where runs can go on, by all in turn. Everything that can be seen must be the same as
/// with the first form; gives what that is, and how many runs it took.
///
/// # Errors
/// The first difference.
pub fn compare(
    forms: &[(Runner, Program)],
    setup: &Setup,
) -> Result<(Vec<Observation>, u64), Box<Difference>> {
    let all: Vec<(Runner, &Program)> = forms.iter().map(|(runner, program)| (*runner, program)).collect();
    let (expected, expected_log) = observe_forms(&all[..1], setup);
    let mut runs = 1;
    // As long as runs can go on, each goes on by the next engine.
    let in_turn = (expected.len() > 1).then_some(&all[..]);
    for way in all[1..].chunks(1).chain(in_turn) {
        let (seen, log) = observe_forms(way, setup);
        runs += 1;
        let difference = |stop, lines| {
            let ways = [&all[..1], way].map(|way| way.iter().map(|(runner, _)| *runner).collect());
            Err(Box::new(Difference { ways, stop, lines }))
        };
        for (stop, (seen, expected)) in seen.iter().zip(&expected).enumerate() {
            let lines = expected.differences(seen);
            if !lines.is_empty() {
                return difference(stop, lines);
            }
        }
        let last = expected.len() - 1;
        if seen.len() != expected.len() {
            return difference(last, vec![format!("stops: {} / {}", expected.len(), seen.len())]);
        }
        if log != expected_log {
            return difference(last, vec![format!("asked of the host: {expected_log:?} / {log:?}")]);
        }
    }
    Ok((expected, runs))
}
