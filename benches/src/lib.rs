//! What is measured, and what the measurements share.

mod filters;
mod generate;
mod kernels;
mod lis;
mod measure;
pub mod report;
mod stream;
mod way;
mod work;

pub use filters::{FILTERS, Filter, Work};
pub use generate::program;
pub use kernels::{KERNELS, Kernel, in_rust};
pub use lis::lis;
pub use measure::{Routine, break_even, measure, print_ratio, race, time};
pub use stream::{STREAM, STREAM_INSTRUCTIONS, stream};
pub use way::{COMPILERS, CRANELIFT, DYNASM, STARTERS, WAYS, Way};
pub use work::{BATCH, code_size, cold_start, compile, execute, start};
