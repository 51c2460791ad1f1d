//! The text form of functions, which prints and parses.

mod parse;
mod print;
mod scan;

pub use scan::ParseError;
