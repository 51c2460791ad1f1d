//! The code of each instruction, by category, and the visitor that chooses it.

mod bytesil;
mod control;
mod division;
mod gates;
mod io;
mod layers;
mod memory;
mod modes;
mod visit;
mod words;
