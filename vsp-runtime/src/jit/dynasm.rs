//! The back end whose point is to start at once: templates, assembled by dynasm.

use super::JitError;
use super::output::Output;
use super::settings::Settings;
use crate::program::Program;

/// Compiles a program.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(super) fn compile(program: &Program, settings: Settings) -> Result<Output, JitError> {
    use super::{output, templates};
    use std::boxed::Box;
    let code = templates::compile(&program.image(), settings)?;
    let entries = output::Entries::Templates(code.entries);
    Ok(Output { bytes: Box::new(code.bytes), alignment: templates::ALIGNMENT, entries, functions: 1 })
}

/// Refuses a program: there are no templates for this processor.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(super) fn compile(_: &Program, _: Settings) -> Result<Output, JitError> {
    let reason = std::format!("there are no templates for the processor {}", std::env::consts::ARCH);
    Err(JitError::UnsupportedTarget { reason })
}
