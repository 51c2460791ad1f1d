//! The back end that starts quickly: the templates of vsp-dynasm.

use super::JitError;
use super::output::{Entries, Output};
use crate::program::Program;
use std::boxed::Box;
use std::string::ToString;
use vsp_dynasm::Error;
use vsp_isa::options::Options;

/// Compiles a program.
pub(super) fn compile(program: &Program, options: &Options) -> Result<Output, JitError> {
    let code = vsp_dynasm::compile(&program.image(), options).map_err(refusal)?;
    let entries = Entries::Templates(code.entries);
    let (bytes, alignment) = (Box::new(code.bytes), vsp_dynasm::ALIGNMENT);
    // Templates have the address of tables of their own.
    Ok(Output { bytes, alignment, entries, functions: 1, sums: None })
}

fn refusal(error: Error) -> JitError {
    match error {
        Error::UnsupportedProcessor => JitError::UnsupportedTarget { reason: error.to_string() },
        Error::OverLimit(error) => JitError::OverLimit(error),
        Error::TooLarge { most } => JitError::TooLarge { most },
        error => JitError::CodeGenerator(error.to_string()),
    }
}
