//! Tests of the whole compiler.

mod deep;
mod docs;
mod errors;
mod harness;
mod host;
mod language;
mod library;
mod loops;
mod mutated;
mod project;
mod random;
mod running;
