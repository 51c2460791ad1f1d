//! The engines of WebAssembly, as they are unless told otherwise.

use super::Run;
use crate::kernels::Kernel;

/// The name of a module's function.
const FUNCTION: &str = "run";

/// The name of a module's memory, if the embedder writes a table to it.
const MEMORY: &str = "memory";

/// Code of wasmtime by one of its compilers.
pub fn wasmtime(kernel: &'static Kernel, strategy: wasmtime::Strategy) -> Result<Run, String> {
    use wasmtime::{Config, Engine, Instance, Module, Store};
    let prepare = || {
        let engine = Engine::new(Config::new().strategy(strategy))?;
        let module = Module::new(&engine, kernel.module)?;
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[])?;
        if let Some(table) = kernel.table {
            let memory = instance.get_memory(&mut store, MEMORY).expect("the memory is exported");
            memory.write(&mut store, 0, table())?;
        }
        let function = instance.get_typed_func::<i64, i64>(&mut store, FUNCTION)?;
        wasmtime::Result::Ok((store, function))
    };
    let (mut store, function) = prepare().map_err(|error: wasmtime::Error| format!("{error:#}"))?;
    Ok(Box::new(move |argument| function.call(&mut store, argument).expect("kernels return")))
}

/// An object file with the code that wasmtime makes of a module.
pub fn code(kernel: &Kernel, strategy: wasmtime::Strategy) -> Result<Vec<u8>, String> {
    let engine = wasmtime::Engine::new(wasmtime::Config::new().strategy(strategy));
    let code = engine.and_then(|engine| wasmtime::Module::new(&engine, kernel.module)?.serialize());
    code.map_err(|error| format!("{error:#}"))
}

/// wasmi.
pub fn wasmi(kernel: &'static Kernel) -> Result<Run, String> {
    use wasmi::{Engine, Instance, Module, Store};
    let prepare = || {
        let engine = Engine::default();
        let module = Module::new(&engine, kernel.module)?;
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[])?;
        if let Some(table) = kernel.table {
            let memory = instance.get_memory(&store, MEMORY).expect("the memory is exported");
            memory.write(&mut store, 0, table()).expect("the table fits");
        }
        let function = instance.get_typed_func::<i64, i64>(&store, FUNCTION)?;
        Ok::<_, wasmi::Error>((store, function))
    };
    let (mut store, function) = prepare().map_err(|error| error.to_string())?;
    Ok(Box::new(move |argument| function.call(&mut store, argument).expect("kernels return")))
}
