//! What is measured: runs, compilations, first results.

use crate::kernels::Kernel;
use crate::measure::{Routine, time};
use crate::way::Way;
use std::hint::black_box;
use vsp_codegen::{Options, Target};
use vsp_isa::container::Container;
use vsp_isa::flow::AnalysedProgram;
use vsp_runtime::{Jit, Outcome, Program, Vm};

/// Short runs that are measured as one.
pub const BATCH: u32 = 1_000;

/// Runs a kernel with an argument, as often as `runs` says, and checks each result.
///
/// # Panics
/// When a result is not that of Rust.
pub fn execute(way: Way, kernel: &'static Kernel, argument: i64, runs: u32) -> Routine {
    let expected = (kernel.rust)(argument);
    let mut call: Box<dyn FnMut(i64) -> i64> = match way.form(kernel.built)? {
        None => Box::new(kernel.rust),
        Some(program) => {
            let mut vm = Vm::new(&program);
            Box::new(move |argument| kernel.call(&mut vm, argument))
        }
    };
    Ok(Box::new(move || {
        time(|| {
            for _ in 0..runs {
                assert_eq!(call(black_box(argument)), expected);
            }
        })
    }))
}

/// Compiles a program, each time as if for the first time: while running, or as build scripts do for this target.
pub fn compile(way: Way, container: &Container) -> Routine {
    if way == Way::Build {
        return compile_ahead(container.clone());
    }
    let program = Program::from_container(container.clone()).map_err(|error| error.to_string())?;
    way.started(&program)?;
    Ok(Box::new(move || time(|| way.started(&program))))
}

fn compile_ahead(container: Container) -> Routine {
    let target = target()?;
    let compile = move || {
        let program = AnalysedProgram::of(&container).expect("it is sound");
        vsp_codegen::compile(&program, &target, &Options::default())
    };
    compile().map_err(|error| error.to_string())?;
    Ok(Box::new(move || time(&compile)))
}

/// The target that this crate is built for.
fn target() -> Result<Target, String> {
    Target::new(env!("VSP_BENCHES_TARGET"), &[]).map_err(|error| error.to_string())
}

/// How many bytes of machine code a compiler makes of a program.
///
/// # Errors
/// Why it makes none.
pub fn code_size(way: Way, container: &Container) -> Result<usize, String> {
    match way {
        Way::Jit { engine, metering } => {
            let jit = Jit::builder(engine).metering(metering).build();
            let program = Program::from_container(container.clone()).map_err(|error| error.to_string())?;
            jit.compile(&program).map_err(|error| error.to_string())?;
            Ok(jit.statistics().code_bytes as usize)
        }
        Way::Build => {
            let program = AnalysedProgram::of(container).map_err(|error| error.to_string())?;
            let code = vsp_codegen::compile(&program, &target()?, &Options::default());
            code.map(|code| code.bytes.len()).map_err(|error| error.to_string())
        }
        Way::Interpreter | Way::Rust => Err("it compiles nothing".into()),
    }
}

/// From the bytes of a file to the end of its first run, which must return.
///
/// # Panics
/// When the run does not return.
pub fn cold_start(way: Way, file: &[u8]) -> Routine {
    let file = file.to_vec();
    let start = move || first_run(way, &load(black_box(&file))?);
    start()?;
    Ok(Box::new(move || time(&start)))
}

/// From a program that has been loaded to the end of its first run, which must return.
///
/// # Panics
/// When the run does not return.
pub fn start(way: Way, file: &[u8]) -> Routine {
    let file = file.to_vec();
    first_run(way, &load(&file)?)?;
    Ok(Box::new(move || {
        // Loaded anew, since a run leaves something behind that makes the next start faster.
        let program = load(&file);
        time(|| program.and_then(|program| first_run(way, &program)))
    }))
}

fn load(file: &[u8]) -> Result<Program, String> {
    Program::from_bytes(file).map_err(|error| error.to_string())
}

fn first_run(way: Way, program: &Program) -> Result<Vm, String> {
    let mut vm = Vm::new(&way.started(program)?);
    assert_eq!(vm.run(), Outcome::Returned);
    Ok(vm)
}
