//! Measures the engines of vsp beside plain Rust, and beside wasmtime and wasmi, which run the same algorithms from
//! WebAssembly.
//!
//! The crate is a workspace of its own, so that nothing else of the project is compiled with wasmtime. In its folder,
//! `benches/peers`:
//!
//! - `cargo run --release` measures everything, in about a minute on a quiet computer, and writes `benches/PEERS.md`; to
//!   compile wasmtime for the first time takes longer;
//! - `cargo run --release -- --quick` does it in a quarter of that;
//! - `cargo run --release -- --print` writes nothing but prints what it would write, and so does each choice of
//!   `--kernel matrix,crc` and `--engine build,wasmtime`, whose names `--help` lists;
//! - `cargo run --release -- --compile` prints how long compiling takes instead, in nanoseconds of processor time an
//!   instruction;
//! - `cargo run --release -- --code FOLDER` writes the machine code there instead, of all kernels or of some, as object files for
//!   a disassembler: `objdump -d -M intel FOLDER/matrix.build.o`;
//! - `cargo test` runs every kernel by every engine with small arguments, and compares the results.
//!
//! How to read the tables stands before them. Figures of one run compare well, since engines take turns; those of two runs do
//! not.
//!
//! A kernel has its program in `programs/NAME.sil`, here or in `benches`, its module in `programs/NAME.wat`, and the rest in
//! `src/kernels`. A new one also wants a line in `build.rs`, which compiles the programs, and a place in [`KERNELS`].

mod code;
mod compile;
mod engines;
mod figures;
mod kernels;
mod report;

pub use code::write_code;
pub use compile::compile_times;
pub use engines::{Engine, Run};
pub use figures::{Effort, Figures, check};
pub use kernels::{KERNELS, Kernel};
pub use report::report;
