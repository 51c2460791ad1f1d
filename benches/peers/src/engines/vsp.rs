//! The engines of vsp.

use super::Run;
use crate::kernels::Kernel;
use vsp_runtime::{Engine, Jit, Outcome, Program, Reg, Vm};

/// Code of the build script.
pub fn built(kernel: &'static Kernel, fuel: bool) -> Result<Run, String> {
    let program = if fuel { kernel.metered } else { kernel.built };
    if program.engine() != Engine::Native {
        return Err("no native code for this target".into());
    }
    run(kernel, program, Engine::Native, fuel)
}

/// Code that is made while running.
pub fn jit(kernel: &'static Kernel, engine: Engine, fuel: bool) -> Result<Run, String> {
    let jit = Jit::builder(engine).metering(fuel).interrupts(fuel).build();
    let program = jit.compile(&loaded(kernel)?).map_err(|error| error.to_string())?;
    run(kernel, &program, engine, fuel)
}

/// No code.
pub fn interpreter(kernel: &'static Kernel, fuel: bool) -> Result<Run, String> {
    run(kernel, &loaded(kernel)?, Engine::Interpreter, fuel)
}

/// The program as if its file had arrived just now.
fn loaded(kernel: &Kernel) -> Result<Program, String> {
    Program::from_container(kernel.built.container().clone()).map_err(|error| error.to_string())
}

fn run(kernel: &'static Kernel, program: &Program, engine: Engine, fuel: bool) -> Result<Run, String> {
    let mut vm = Vm::builder(program).engine(engine).build().map_err(|error| error.to_string())?;
    if fuel {
        vm.set_fuel(Some(u64::MAX));
        vm.interrupt_handle();
    }
    assert_eq!(vm.engine(), engine, "another engine took over");
    Ok(Box::new(move |argument| {
        vm.set_integer(Reg::R0, argument).expect("a word begins at R0");
        assert_eq!(vm.call(kernel.function), Ok(Outcome::Returned), "{}", kernel.name);
        vm.integer(Reg::R0).expect("a word begins at R0")
    }))
}
