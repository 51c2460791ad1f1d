//! The vsp command.

fn main() {}
