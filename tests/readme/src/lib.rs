//! The crate that the README tells its readers to make. Its build script and its program are the README's, and what the
//! README says in Rust runs here as documentation tests.

/// The README.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
