//! From machine code to an object file.

mod check;
mod kind;

use crate::{Code, Error, Target};
use object::write::{Object, StandardSection, Symbol, SymbolSection};
use object::{BinaryFormat, FileFlags, SectionKind, SymbolFlags, SymbolKind, SymbolScope};

/// Writes compiled code as an object file for its target: one section of code, and `symbol` at its start.
///
/// The file is read back before it is returned: it holds no relocation and no undefined symbol. Nothing in it depends on
/// when, where and by whom it is made.
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
    let bytes = object.write().map_err(|error| Error::internal(None, error))?;
    check::check(&bytes)?;
    Ok(bytes)
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
