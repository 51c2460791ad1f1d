//! From machine code to an object file.

mod apple;
mod check;
mod macho;
mod unwind;

use crate::{Code, Error, Options, Target, parallel};
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_object::{ObjectBuilder, ObjectModule};
use object::write::{Object, StandardSection, Symbol, SymbolSection};
use object::{BinaryFormat, SymbolFlags, SymbolKind, SymbolScope};
use unwind::{EhFrame, Pointers};

/// Writes compiled code as an object file for its target: one section of code, with `symbol` at its start, and what
/// unwinders need to go through the code's frames.
///
/// The file is read back before it is returned: there is no relocation in the code and no undefined symbol. The tables for
/// unwinders say where the code is, so that they have relocations of the plainest kind: to a place in the same file.
/// Nothing in the file depends on when, where and by whom it is made.
///
/// # Errors
/// If the object cannot be written or is not as it must be: a bug in the code generator.
/// [`Error::no_thread_because`] if no thread can be started: as [`compile`](crate::compile()), this needs little of the caller's
/// stack.
pub fn object(code: &Code, target: &Target, symbol: &str) -> Result<Vec<u8>, Error> {
    parallel::on_own_stack(|| object_here(code, target, symbol))?
}

fn object_here(code: &Code, target: &Target, symbol: &str) -> Result<Vec<u8>, Error> {
    let isa = target.isa(&Options::default())?;
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
fn without_frames<'code>(
    code: &'code Code,
    target: &Target,
    isa: OwnedTargetIsa,
    symbol: &str,
) -> Result<Object<'code>, Error> {
    if symbol.contains('\0') {
        return Err(Error::internal(None, "a symbol with a NUL in its name"));
    }
    let builder = ObjectBuilder::new(isa, symbol, cranelift_module::default_libcall_names())
        .map_err(|error| Error::internal(None, error))?;
    // The module would copy the code, which is most of what there is.
    let mut object: Object<'code> = ObjectModule::new(builder).finish().object;
    let text = object.section_id(StandardSection::Text);
    object.set_section_data(text, &*code.bytes, code.alignment);
    // One symbol for all code, so that a linker that takes sections apart keeps it in one piece.
    object.add_symbol(Symbol {
        name: symbol.into(),
        value: 0,
        size: code.bytes.len() as u64,
        kind: SymbolKind::Text,
        scope: SymbolScope::Dynamic,
        weak: false,
        section: SymbolSection::Section(text),
        flags: SymbolFlags::None,
    });
    // Cranelift takes simulators for devices, and every version for good enough.
    if let Some(build_version) = target.build_version() {
        object.set_macho_build_version(build_version);
    }
    Ok(object)
}

fn written(object: &Object<'_>) -> Result<Vec<u8>, Error> {
    object.write().map_err(|error| Error::internal(None, error))
}
