//! How long compiling takes.

use crate::code::target;
use cpu_time::ProcessTime;
use std::hint::black_box;
use std::time::Duration;
use vsp_benches::report::{Table, cell, digits};
use vsp_benches::{Routine, program, race};
use vsp_codegen::{Optimization, Options};
use vsp_runtime::isa::container::Container;
use vsp_runtime::isa::flow::AnalysedProgram;
use vsp_runtime::{Engine, Jit, Program};

/// Instructions of the two programs that are compiled.
const LENGTHS: [usize; 2] = [10_000, 100_000];

/// A compiler.
#[derive(Clone, Copy, Debug)]
enum Compiler {
    /// As build scripts compile.
    Build(Optimization),
    /// While running.
    Jit(Engine),
}

/// The compilers, in the order of the table, and whether they count fuel.
const COMPILERS: [(&str, Compiler, bool); 7] = [
    ("build", Compiler::Build(Optimization::Fast), false),
    ("build-fuel", Compiler::Build(Optimization::Fast), true),
    ("build, quick", Compiler::Build(Optimization::Quick), false),
    ("cranelift", Compiler::Jit(Engine::Cranelift), false),
    ("cranelift-fuel", Compiler::Jit(Engine::Cranelift), true),
    ("dynasm", Compiler::Jit(Engine::Dynasm), false),
    ("dynasm-fuel", Compiler::Jit(Engine::Dynasm), true),
];

/// Nanoseconds of processor time an instruction, of all threads together, that compilers take for programs which have some of
/// everything, as a table; and how many times as many for the longer one.
pub fn compile_times(turns: u32) -> String {
    let names = LENGTHS.map(|length| format!("{length} instructions"));
    let mut table =
        Table::new(["compiler".into()].into_iter().chain(names).chain(["longer to shorter".into()]));
    let times = LENGTHS.map(|length| {
        let program = program(length);
        let routines = COMPILERS.map(|(_, compiler, fuel)| routine(compiler, fuel, &program));
        race(routines.into(), turns, Duration::ZERO)
    });
    for (place, (name, _, _)) in COMPILERS.iter().enumerate() {
        let each = |column: usize| {
            let time = times[column][place].clone();
            time.map(|time| time.as_nanos() as f64 / LENGTHS[column] as f64)
        };
        let (shorter, longer) = (each(0), each(1));
        let growth = shorter.clone().and_then(|shorter| Ok(longer.clone()? / shorter));
        let cells = [&shorter, &longer, &growth].map(|figure| cell(figure, digits));
        table.row([name.to_string()].into_iter().chain(cells));
    }
    table.to_string()
}

/// Compiles a program, each time as if for the first time.
fn routine(compiler: Compiler, fuel: bool, container: &Container) -> Routine {
    let compile: Box<dyn Fn() -> Result<(), String>> = match compiler {
        Compiler::Build(optimization) => {
            let (target, container) = (target()?, container.clone());
            let options = Options { optimization, metering: fuel, interrupts: fuel, ..Options::default() };
            Box::new(move || {
                let program = AnalysedProgram::of(&container).map_err(|error| error.to_string())?;
                let code = vsp_codegen::compile(&program, &target, &options);
                code.map(|code| drop(black_box(code))).map_err(|error| error.to_string())
            })
        }
        Compiler::Jit(engine) => {
            let program = Program::from_container(container.clone()).map_err(|error| error.to_string())?;
            Box::new(move || {
                let jit = Jit::builder(engine).metering(fuel).build();
                let compiled = jit.compile(&program);
                compiled.map(|compiled| drop(black_box(compiled))).map_err(|error| error.to_string())
            })
        }
    };
    compile()?;
    Ok(Box::new(move || {
        let start = ProcessTime::now();
        compile().expect("it has compiled before");
        start.elapsed()
    }))
}
