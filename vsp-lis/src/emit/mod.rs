//! From code to assembly that people can read, and by the assembler to the file.

mod instruction;
mod layout;
mod signature;
mod text;

pub(crate) use signature::expected;

use crate::code::Code;
use crate::signature::{Signature, Static};
use crate::text::Sources;
use crate::types::tree::Typed;
use vsp_isa::asm;
use vsp_isa::container::Container;

/// What comes out: the assembly, the file, and how exported functions are called.
pub(crate) struct Output {
    pub assembly: String,
    pub container: Container,
    pub signatures: Vec<Signature>,
    pub statics: Vec<Static>,
}

/// Writes a program, or says why that is not possible.
pub(crate) fn emit(typed: &Typed, code: &mut Code, sources: &Sources) -> Result<Output, String> {
    let signatures = signature::signatures(typed, code);
    let layout = layout::Layout::new(code)?;
    let signatures: Vec<Signature> = signatures.into_iter().map(|it| it.placed(&layout)).collect();
    let statics = signature::statics(typed, code, &layout);
    let assembly = text::write(typed, code, &layout, sources, &signatures, &statics);
    let name = sources.name(0).unwrap_or("program.lis");
    let container = asm::assemble(&assembly, name)
        .map_err(|errors| format!("the assembly that was made has errors:\n{errors}"))?;
    Ok(Output { assembly, container, signatures, statics })
}
