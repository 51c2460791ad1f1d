//! What the programs did.

use crate::programs::programs;
use std::fmt::Write;
use vsp_isa::container::fnv1a_64;
use vsp_runtime::{Engine, JitError, Outcome};
use vsp_tests::programs::Compiled;
use vsp_tests::{Observation, Runner, Setup, corpus::outcome_name, observe};

/// A line for each run: program, number of the setup, how it ended, how often it stopped, and a hash of everything that was
/// seen. Lines on what engines did differently begin with `!`.
///
/// Lines that begin with `#` are about this machine: how many programs there are, how many of them are native code, for how
/// many the JIT makes code by Cranelift, how many runs, how many more looked at how machine code keeps to the C ABI, and how
/// many differences.
pub fn report() -> String {
    let mut report = Report::default();
    for (compiled, setups) in programs() {
        report.programs += 1;
        report.native += usize::from(compiled.plain.engine() == Engine::Native);
        report.compiled += usize::from(Runner::MeteredCranelift.try_form_of(compiled.plain).is_ok());
        report.refusals(compiled);
        for (number, setup) in setups.iter().enumerate() {
            report.run(compiled, number, setup);
        }
        // So that machine code is also given back, and its place used again.
        Runner::here().for_each(Runner::forget);
    }
    report.abi();
    report.finish()
}

#[derive(Default)]
struct Report {
    text: String,
    programs: usize,
    native: usize,
    compiled: usize,
    runs: usize,
    probes: usize,
    differences: usize,
}

/// What was seen after each stop, and what the host was asked.
type Seen = (Vec<Observation>, Vec<(&'static str, u64)>);

impl Report {
    /// JITs that this machine has not must say so.
    fn refusals(&mut self, compiled: &Compiled) {
        for runner in Runner::ALL.into_iter().filter(|runner| !runner.is_here()) {
            let form = runner.try_form_of(compiled.plain);
            let is_refused = if runner.is_built() {
                matches!(form, Err(JitError::UnsupportedTarget { .. }))
            } else {
                matches!(form, Err(JitError::EngineNotBuilt { .. }))
            };
            if !is_refused {
                self.differences += 1;
                writeln!(self.text, "! {}: {runner:?} gives {form:?}", compiled.name).unwrap();
            }
        }
    }

    /// Runs a program on all engines that can, with and without counting fuel.
    fn run(&mut self, compiled: &Compiled, number: usize, setup: &Setup) {
        let seen = self.same(compiled, number, setup);
        self.line(compiled, number, &seen);
        // Without a limit an endless program is endless.
        let ends = seen.0.iter().all(|observation| observation.outcome != Outcome::OutOfFuel);
        if setup.fuel.is_some() && ends {
            let setup = Setup { fuel: None, ..setup.clone() };
            self.same(compiled, number, &setup);
        }
    }

    /// What metered native code has seen; all others that can run the setup must have seen the same.
    fn same(&mut self, compiled: &Compiled, number: usize, setup: &Setup) -> Seen {
        let first = Runner::MeteredNative;
        let expected = observe(compiled, &[first], setup);
        self.runs += 1;
        let able = |runner: &Runner| setup.fuel.is_none() || runner.counts_fuel();
        for runner in Runner::here().filter(|runner| *runner != first).filter(able) {
            let seen = observe(compiled, &[runner], setup);
            self.runs += 1;
            if seen != expected {
                self.differences += 1;
                let name = compiled.name;
                let stop = seen.0.iter().zip(&expected.0).position(|(seen, expected)| seen != expected);
                writeln!(self.text, "! {name} {number}, stop {stop:?}: {first:?} {expected:?}").unwrap();
                writeln!(self.text, "! {name} {number}, stop {stop:?}: {runner:?} {seen:?}").unwrap();
            }
        }
        expected
    }

    /// Looks at how machine code keeps to the C ABI, where there is any.
    fn abi(&mut self) {
        #[cfg(any(
            target_arch = "x86_64",
            target_arch = "aarch64",
            target_arch = "riscv64",
            target_arch = "s390x"
        ))]
        {
            let found = crate::abi::check();
            self.probes = found.runs;
            self.differences += found.differences.len();
            for difference in found.differences {
                writeln!(self.text, "! ABI: {difference}").unwrap();
            }
        }
    }

    fn line(&mut self, compiled: &Compiled, number: usize, seen: &Seen) {
        let name = compiled.name;
        let outcome = seen.0.last().map_or("nothing", |observation| outcome_name(&observation.outcome));
        let stops = seen.0.len();
        // The derived text has every field, and is the same wherever the values are.
        let hash = fnv1a_64(format!("{seen:?}").as_bytes());
        writeln!(self.text, "{name} {number} {outcome} {stops} {hash:016x}").unwrap();
    }

    fn finish(mut self) -> String {
        let Report { programs, native, compiled, runs, probes, differences, .. } = self;
        writeln!(self.text, "# programs {programs}\n# native {native}\n# compiled {compiled}").unwrap();
        writeln!(self.text, "# runs {runs}").unwrap();
        writeln!(self.text, "# probes {probes}\n# differences {differences}").unwrap();
        self.text
    }
}
