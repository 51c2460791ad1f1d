//! Finds heartbeats.

fn main() {}
