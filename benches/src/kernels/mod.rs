//! What is measured: programs that each keep the machine busy with one kind of work, and the same work in Rust.

mod cells;
mod collatz;
mod fibonacci;
mod polynomial;
mod products;
mod sieve;
mod sums;

/// Functions of kernels in Rust that other benchmarks measure, too.
pub mod in_rust {
    pub use super::{collatz::steps, polynomial::sum as polynomial, sieve::primes};
}

use vsp_runtime::{Host, Outcome, Program, Reg, Vm};

/// A program with a function from an integer to an integer, both in R0, and the same function in Rust.
#[derive(Debug)]
pub struct Kernel {
    /// The name of the program.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub what: &'static str,
    /// The program as the build script has compiled it.
    pub built: &'static Program,
    /// The function's name in the program.
    pub function: &'static str,
    /// The argument that it is measured with.
    pub size: i64,
    /// An argument that takes about 1,000 instructions.
    pub short: i64,
    /// The function in Rust.
    pub rust: fn(i64) -> i64,
}

/// All of them.
pub static KERNELS: [&Kernel; 6] = [
    &collatz::KERNEL,
    &fibonacci::KERNEL,
    &sieve::KERNEL,
    &products::KERNEL,
    &sums::KERNEL,
    &polynomial::KERNEL,
];

impl Kernel {
    /// Runs the function on a machine with its program.
    ///
    /// # Panics
    /// When the machine has another program, or the function does not return.
    ///
    /// ```
    /// use vsp_runtime::Vm;
    /// let kernel = vsp_benches::KERNELS[0];
    /// // 1 takes no step, 2 takes one, 3 takes seven.
    /// assert_eq!(kernel.call(&mut Vm::new(kernel.built), 3), 8);
    /// ```
    pub fn call<H: Host>(&self, vm: &mut Vm<H>, argument: i64) -> i64 {
        vm.set_integer(Reg::R0, argument).expect("a word begins at R0");
        assert_eq!(vm.call(self.function), Ok(Outcome::Returned), "{}", self.name);
        vm.integer(Reg::R0).expect("a word begins at R0")
    }

    /// How many instructions a run takes.
    pub fn instructions(&self, argument: i64) -> u64 {
        let mut vm = Vm::builder(self.built).fuel(u64::MAX).build().expect("any machine holds it");
        self.call(&mut vm, argument);
        vm.fuel_used().expect("fuel is counted")
    }
}
