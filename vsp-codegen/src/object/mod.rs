//! From machine code to an object file.

mod check;
mod macho;

use crate::allocation::Allocation;
use crate::unwind::{self, EhFrame, Pointers};
use crate::{Code, Error, Options, Target};
use cranelift_codegen::ir::Signature;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_module::{Linkage, Module};
use cranelift_object::{ObjectBuilder, ObjectModule};
use object::BinaryFormat;
use object::write::{Object, StandardSection};

/// Writes compiled code as an object file for its target: one section of code, with `symbol` at its start, and what
/// unwinders need to go through the code's frames.
///
/// The file is read back before it is returned: there is no relocation in the code and no undefined symbol. The tables for
/// unwinders say where the code is, so that they have relocations of the plainest kind: to a place in the same file.
/// Nothing in the file depends on when, where and by whom it is made.
///
/// # Errors
/// If the object cannot be written or is not as it must be: a bug in the code generator.
pub fn object(code: &Code, target: &Target, symbol: &str) -> Result<Vec<u8>, Error> {
    let isa = target.isa(&Options::default(), Allocation::PerPart)?;
    let mut object = without_frames(code, target, isa.clone(), symbol)?;
    let text = object.section_id(StandardSection::Text);
    let bytes = match object.format() {
        BinaryFormat::Elf => {
            let frames = EhFrame::new(code, &*isa, object.architecture(), Pointers::Short)?;
            unwind::add_eh_frame(&mut object, text, &frames)?;
            written(&object)?
        }
        BinaryFormat::MachO => {
            let frames = EhFrame::new(code, &*isa, object.architecture(), Pointers::Long)?;
            let section = object.section_id(StandardSection::EhFrame);
            object.append_section_data(section, &frames.bytes, 8);
            let mut bytes = written(&object)?;
            let place = macho::code_address(&bytes, &frames)?;
            bytes[place.range].copy_from_slice(&place.value.to_le_bytes());
            bytes
        }
        BinaryFormat::Coff => {
            unwind::add_windows_tables(&mut object, text, code)?;
            written(&object)?
        }
        other => return Err(Error::internal(None, format!("objects of the kind {other:?}"))),
    };
    check::check(&bytes)?;
    Ok(bytes)
}

/// The object file with the code, but nothing for unwinders: Cranelift's own tables for them do not link everywhere.
fn without_frames(
    code: &Code,
    target: &Target,
    isa: OwnedTargetIsa,
    symbol: &str,
) -> Result<Object<'static>, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::internal(None, error);
    let signature = Signature::new(isa.default_call_conv());
    let builder = ObjectBuilder::new(isa, symbol, cranelift_module::default_libcall_names())
        .map_err(|error| failed(&error))?;
    let mut module = ObjectModule::new(builder);
    // One symbol for all code, so that a linker that takes sections apart keeps it in one piece.
    let function =
        module.declare_function(symbol, Linkage::Export, &signature).map_err(|error| failed(&error))?;
    module
        .define_function_bytes(function, code.alignment, &code.bytes, &[])
        .map_err(|error| failed(&error))?;
    let mut object = module.finish().object;
    // Cranelift takes simulators for devices, and every version for good enough.
    if let Some(build_version) = target.build_version() {
        object.set_macho_build_version(build_version);
    }
    Ok(object)
}

fn written(object: &Object<'_>) -> Result<Vec<u8>, Error> {
    object.write().map_err(|error| Error::internal(None, error))
}
