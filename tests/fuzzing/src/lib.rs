//! The bodies of the fuzz targets.
//!
//! Each takes any bytes, panics where something is wrong, and says whether the bytes were of use: whether they went past
//! the first checks. The targets in `fuzz` hand them to libFuzzer. The tests of this crate run them over the kept
//! corpus and some thousand mutations of it.

pub mod assembly;
mod checksum;
#[cfg(feature = "engines")]
pub mod engines;
pub mod files;
pub mod lis;
pub mod mutate;
#[cfg(feature = "engines")]
pub mod restoring;
#[cfg(feature = "engines")]
pub mod shrink;
pub mod snapshots;
