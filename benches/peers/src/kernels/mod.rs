//! What is measured: for each kernel a program, the same in WebAssembly, and the same in Rust.

mod cells;
mod floats;
mod integers;
mod memory;
mod noise;
mod variables;

pub use variables::{FRAME, REGISTERS};

use vsp_runtime::Program;

/// A function from an integer to an integer in three languages.
#[derive(Debug)]
pub struct Kernel {
    /// The name of the program and of its function that is called, but for some of the shared ones.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub what: &'static str,
    /// The program as the build script has compiled it, without fuel and interrupts.
    pub built: &'static Program,
    /// The same with both.
    pub metered: &'static Program,
    /// The function's name in the program.
    pub function: &'static str,
    /// The module in the text format of WebAssembly. Its function is called `run`.
    pub module: &'static str,
    /// What the embedder writes to the start of the module's memory before it runs.
    pub table: Option<fn() -> &'static [u8]>,
    /// The function in Rust.
    pub rust: fn(i64) -> i64,
    /// The argument that it is measured with.
    pub size: i64,
    /// Small arguments, with which all engines are compared in tests.
    pub small: &'static [i64],
}

/// A kernel from the names of its program, of its function, and so on.
macro_rules! kernel {
    (
        $name:ident, $metered:ident: $what:literal,
        $function:literal of $size:literal, small $small:expr,
        $rust:expr $(, table $table:expr)?
    ) => {{
        mod programs {
            vsp_runtime::include_program!(
                /// Without fuel.
                pub mod $name
            );
            vsp_runtime::include_program!(
                /// With fuel.
                pub mod $metered
            );
        }
        $crate::kernels::Kernel {
            name: stringify!($name),
            what: $what,
            built: &programs::$name::PROGRAM,
            metered: &programs::$metered::PROGRAM,
            function: $function,
            module: include_str!(concat!("../../programs/", stringify!($name), ".wat")),
            table: [$(Some($table as fn() -> &'static [u8]),)? None][0],
            rust: $rust,
            size: $size,
            small: &$small,
        }
    }};
}
use kernel;

/// All of them.
pub static KERNELS: [&Kernel; 20] = [
    &integers::COLLATZ,
    &integers::FIBONACCI,
    &integers::TAKEUCHI,
    &integers::QUEENS,
    &integers::CALLS,
    &integers::CRC,
    &memory::SIEVE,
    &memory::PREFIX,
    &memory::SORT,
    &memory::FLOYD,
    &floats::POLYNOMIAL,
    &floats::MANDELBROT,
    &floats::MATRIX,
    &floats::FILTERS,
    &floats::FIR,
    &REGISTERS,
    &FRAME,
    &cells::PRODUCTS,
    &cells::SATURATING,
    &cells::SUMS,
];
