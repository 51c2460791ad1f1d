#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod build;
mod demand;
pub mod evaluate;
mod function;
mod graph;
mod location;
mod names;
mod op;
mod parts;
pub mod passes;
mod region;
mod signature;
mod text;
mod types;
mod uses;
mod verify;

pub use build::{Options, build};
pub use demand::demand;
pub use function::{Block, BlockData, Edge, Exit, ExitData, Function, List, Pc, States, Terminator, Value};
pub use graph::Graph;
pub use location::{Flag, Location};
pub use op::{Binary, Fixed, HostCall, Mix, Op, Unary};
pub use parts::Part;
pub use region::{Piece, Region};
pub use text::ParseError;
pub use types::Type;
pub use verify::{Fault, verify};
