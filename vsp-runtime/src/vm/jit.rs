//! Running machines by what a JIT has compiled.

use super::Vm;
use crate::host::Host;
use crate::jit::{Jit, JitError};
use crate::outcome::Outcome;
use crate::program::Program;

impl Jit {
    /// Runs a machine, or goes on, as [`Vm::run`] does, by the code that was compiled of its program.
    ///
    /// If the machine counts fuel and the code does not, the interpreter runs it.
    ///
    /// # Errors
    /// If the program has not been compiled, or was refused. The machine has not run then.
    ///
    /// # Panics
    /// As [`Vm::run`].
    pub fn execute<H: Host>(&self, vm: &mut Vm<H>) -> Result<Outcome, JitError> {
        let compiled = self.compiled(vm.program())?;
        Ok(self.run(vm, &compiled))
    }

    /// Runs a machine, or goes on, as [`Vm::run`] does: by compiled code, or, where that is refused, by what would have run it
    /// otherwise. [`refusal`](Self::refusal) then says why.
    ///
    /// # Panics
    /// As [`Vm::run`].
    pub fn compile_and_execute<H: Host>(&self, vm: &mut Vm<H>) -> Outcome {
        match self.compile(vm.program()) {
            Ok(compiled) => self.run(vm, &compiled),
            Err(_) => vm.run(),
        }
    }

    fn run<H: Host>(&self, vm: &mut Vm<H>, compiled: &Program) -> Outcome {
        vm.settle_in(compiled);
        if vm.engine() == self.engine() {
            self.count_execution();
        }
        vm.run()
    }
}
