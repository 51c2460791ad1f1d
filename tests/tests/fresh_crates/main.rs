//! Crates outside the workspace, as users write them, built by Cargo: what they print, and what Cargo does.
//!
//! The crates depend on this workspace's vsp-runtime and vsp-build by path, are written to temporary folders, and are built
//! without network and with the workspace's lock file. They are built in the workspace's target folder, and what the code
//! generator consists of is compiled there as the workspace does, so that this, which takes minutes, is never done again.
//! Packages therefore have names that no other test uses.
//!
//! Where the tests are built for another machine, so are the crates, and Cargo's runner runs them.

mod builder;
mod cross;
mod edits;
mod hygiene;
mod inline;
mod libraries;
mod lints;
mod lis;
mod lone;
mod miri;
mod offline;
mod project;
mod readme;
mod reproducible;
mod size;
mod strict;
mod sums;
mod targets;
#[cfg(target_os = "linux")]
mod toolless;
