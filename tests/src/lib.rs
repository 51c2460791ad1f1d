//! Runs programs on every engine and compares everything that can be observed.
//!
//! The build script compiles the corpus (`corpus/*.sil`) and a number of generated programs, each with and without metering,
//! as any crate's build script would; [`programs`] lists them. [`Runner`] is what runs them, [`observe`] runs one and records
//! everything, [`compare`] tells where ways to run a program differ; [`corpus`] reads what the programs of the corpus say they must
//! do, and [`cases`] runs them.

pub mod cases;
mod compare;
pub mod corpus;
mod engines;
mod observe;
pub mod programs;
mod setup;

pub use compare::{Difference, compare};
pub use engines::Runner;
pub use observe::{Observation, observe, observe_forms};
pub use setup::Setup;
pub use vsp_test_host::TestHost;
