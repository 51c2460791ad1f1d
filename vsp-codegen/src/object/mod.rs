//! From machine code to an object file.

mod check;
mod kind;
mod macho;

use crate::unwind::{self, EhFrame, Pointers};
use crate::{Code, Error, Options, Target};
use object::write::{Object, StandardSection, Symbol, SymbolSection};
use object::{BinaryFormat, FileFlags, SectionKind, SymbolFlags, SymbolKind, SymbolScope};

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
    let mut object = empty(target)?;
    let symbol = object.add_symbol(Symbol {
        name: symbol.into(),
        value: 0,
        size: 0,
        kind: SymbolKind::Text,
        scope: SymbolScope::Dynamic,
        weak: false,
        section: SymbolSection::Undefined,
        flags: SymbolFlags::None,
    });
    let text = object.section_id(StandardSection::Text);
    object.add_symbol_data(symbol, text, &code.bytes, code.alignment);
    let bytes = match object.format() {
        BinaryFormat::Elf => {
            let frames = eh_frame(code, target, Pointers::Short)?;
            unwind::add_eh_frame(&mut object, text, &frames)?;
            written(&object)?
        }
        BinaryFormat::MachO => {
            let frames = eh_frame(code, target, Pointers::Long)?;
            let section = object.section_id(StandardSection::EhFrame);
            object.append_section_data(section, &frames.bytes, 8);
            let mut bytes = written(&object)?;
            let place = macho::code_address(&bytes, &frames)?;
            bytes[place.range].copy_from_slice(&place.value.to_le_bytes());
            bytes
        }
        _ => {
            unwind::add_windows_tables(&mut object, text, code)?;
            written(&object)?
        }
    };
    check::check(&bytes)?;
    Ok(bytes)
}

fn eh_frame(code: &Code, target: &Target, pointers: Pointers) -> Result<EhFrame, Error> {
    let isa = target.isa(&Options::default())?;
    let (_, architecture, endianness) = target.object_kind()?;
    EhFrame::new(code, &*isa, architecture, endianness, pointers)
}

fn written(object: &Object<'_>) -> Result<Vec<u8>, Error> {
    object.write().map_err(|error| Error::internal(None, error))
}

/// An object file of the target's kind with nothing in it but what it says of itself.
fn empty(target: &Target) -> Result<Object<'static>, Error> {
    let (format, architecture, endianness) = target.object_kind()?;
    let mut object = Object::new(format, architecture, endianness);
    match format {
        BinaryFormat::Elf => {
            if let Some(e_flags) = target.elf_flags() {
                let os_abi = object::elf::ELFOSABI_NONE;
                object.flags = FileFlags::Elf { os_abi, abi_version: 0, e_flags };
            }
            // Without this section linkers think that the stack must be executable.
            object.add_section(Vec::new(), b".note.GNU-stack".into(), SectionKind::Linker);
        }
        BinaryFormat::MachO => {
            // All code stands under one symbol, so that a linker that takes sections apart keeps it in one piece.
            object.set_subsections_via_symbols();
            if let Some(build_version) = target.build_version() {
                object.set_macho_build_version(build_version);
            }
        }
        _ => {}
    }
    Ok(object)
}
