//! Crates outside the workspace, as users write them, built by Cargo: what they print, and what Cargo does.
//!
//! The crates depend on this workspace's vsp-runtime and vsp-build by path, are written to temporary folders, and are built
//! without network and with the workspace's lock file. They share a target folder below the workspace's own, so that
//! the code generator is compiled once for each profile, which takes minutes, and then never again. Packages therefore
//! have names that no other test uses.

mod builder;
mod edits;
mod inline;
mod libraries;
mod lone;
mod project;
mod strict;
mod targets;
