//! The same programs on any machine.
//!
//! A [`report`] runs all programs with several setups on the engines that the machine has, compares these with each other,
//! and says for each setup what came of it; it must be the same text everywhere. [`snapshots`] are those of runs that
//! fuel stopped, and [`go_on`] takes them up, whatever machine they are from.
//!
//! The executable does each for its argument. Where an executable cannot be run as such, [`vsp_portable_run`] does the same.
//! The script `.ci/targets` builds this for many targets, runs it, and compares what it says.

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64", target_arch = "s390x"))]
mod abi;
mod exports;
mod inline;
mod programs;
mod report;
mod snapshots;

pub use exports::{Bytes, Task, vsp_portable_memory, vsp_portable_run};
pub use report::report;
pub use snapshots::{go_on, snapshots};
