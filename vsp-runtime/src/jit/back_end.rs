//! Which back end compiles for an engine.

use super::JitError;
#[cfg(all(feature = "cranelift", not(target_family = "wasm")))]
use super::cranelift;
#[cfg(feature = "jit")]
use super::dynasm;
use super::output::Output;
use crate::engine::Engine;
use crate::guard::{self, Panic};
use crate::program::Program;
use std::format;
use std::string::String;
use vsp_isa::options::Options;

/// Has an engine compile a program.
pub(crate) fn compile(engine: Engine, options: &Options, program: &Program) -> Result<Output, JitError> {
    let compile = || match engine {
        #[cfg(all(feature = "cranelift", target_family = "wasm"))]
        Engine::Cranelift => Err(JitError::UnsupportedTarget {
            reason: "WebAssembly makes no code for itself while running".into(),
        }),
        #[cfg(all(feature = "cranelift", not(target_family = "wasm")))]
        Engine::Cranelift => can_run_code().and_then(|()| cranelift::compile(program, options)),
        #[cfg(not(feature = "cranelift"))]
        Engine::Cranelift => Err(JitError::EngineNotBuilt { engine }),
        #[cfg(feature = "jit")]
        Engine::Dynasm => can_run_code().and_then(|()| dynasm::compile(program, options)),
        #[cfg(not(feature = "jit"))]
        Engine::Dynasm => Err(JitError::EngineNotBuilt { engine }),
        Engine::Native | Engine::Interpreter => Err(JitError::EngineNotBuilt { engine }),
    };
    guard::catch(compile).unwrap_or_else(|panic| Err(JitError::CodeGenerator(message_of(&panic))))
}

/// Refuses where nothing could run what a back end makes.
fn can_run_code() -> Result<(), JitError> {
    if cfg!(miri) {
        return Err(JitError::UnsupportedTarget { reason: "Miri runs no machine code".into() });
    }
    Ok(())
}

fn message_of(panic: &Panic) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("bug in the code generator: {}", text.unwrap_or("it panicked without a message"))
}
