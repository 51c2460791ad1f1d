//! Writes the machine code of kernels, for disassemblers.

use crate::engines::code;
use crate::kernels::Kernel;
use std::fs;
use std::path::Path;
use vsp_codegen::{Options, Target};
use vsp_runtime::isa::flow::AnalysedProgram;

/// The target that this crate is built for.
pub(crate) fn target() -> Result<Target, String> {
    Target::new(env!("VSP_PEERS_TARGET"), &[]).map_err(|error| error.to_string())
}

/// Writes object files of kernels to a folder: what build scripts make, with fuel and without, and what wasmtime and Winch do.
///
/// # Errors
/// What could not be compiled or written.
pub fn write_code(kernels: &[&'static Kernel], folder: &Path) -> Result<(), String> {
    let target = target()?;
    for kernel in kernels {
        let built = |fuel| {
            let options = Options { metering: fuel, interrupts: fuel, ..Options::default() };
            let program = AnalysedProgram::of(kernel.built.container()).map_err(|error| error.to_string())?;
            let code = vsp_codegen::compile(&program, &target, &options);
            let object = code.and_then(|code| vsp_codegen::object(&code, &target, kernel.name));
            object.map_err(|error| error.to_string())
        };
        let objects = [
            ("build", built(false)?),
            ("build-fuel", built(true)?),
            ("wasmtime", code(kernel, wasmtime::Strategy::Cranelift)?),
            ("winch", code(kernel, wasmtime::Strategy::Winch)?),
        ];
        for (engine, bytes) in objects {
            let path = folder.join(format!("{}.{engine}.o", kernel.name));
            fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}
