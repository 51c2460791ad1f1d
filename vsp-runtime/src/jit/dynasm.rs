//! The back end whose point is to start at once: templates, assembled by dynasm.

use super::JitError;
use super::back_end::Output;
use crate::machine_code::Checks;
use crate::program::Program;
use std::boxed::Box;

/// Compiles a program.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(super) fn compile(program: &Program, checks: Checks) -> Result<Output, JitError> {
    use super::{back_end, templates};
    let code = templates::compile(&program.image(), checks);
    let code = code.ok_or(JitError::TooLarge { most: templates::MOST_BYTES as usize })?;
    let entries = back_end::Entries::Templates(code.entries);
    Ok(Output { bytes: Box::new(code.bytes), alignment: templates::ALIGNMENT, entries, functions: 1 })
}

/// Refuses a program: there are no templates for this processor.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(super) fn compile(_: &Program, _: Checks) -> Result<Output, JitError> {
    let reason = std::format!("there are no templates for the processor {}", std::env::consts::ARCH);
    Err(JitError::UnsupportedTarget { reason })
}
