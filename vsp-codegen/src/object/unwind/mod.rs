//! What tells unwinders how to go from a region's frame to its caller's: without it a backtrace taken in a helper, which
//! debuggers, profilers and crash reporters do, ends at compiled code or goes astray.
//!
//! Cranelift says how each region sets its frame up ([`Prologue`]); here that is written down as the formats want it. Only
//! prologues are described: that is exact wherever a region calls something.

mod dwarf;
mod windows_arm64;
mod windows_x64;

use crate::compile::Prologue;
use crate::{Code, Error};
use cranelift_codegen::isa::unwind::UnwindInst;
use object::write::{Object, Relocation, SectionId, StandardSection, SymbolId};
use object::{Architecture, RelocationEncoding, RelocationFlags, RelocationKind, SectionKind};

pub(super) use dwarf::{EhFrame, Pointers};

/// The regions of a program with their extents in its code.
fn regions(code: &Code) -> impl Iterator<Item = (std::ops::Range<u32>, &Prologue)> {
    let end = code.bytes.len() as u32;
    let ends = code.regions.iter().skip(1).copied().chain([end]);
    code.regions.iter().zip(ends).map(|(&start, end)| start..end).zip(&code.prologues)
}

/// A step that the prologues of regions do not have: they take no arguments on the stack, and sign no addresses.
fn unexpected(step: &UnwindInst) -> Error {
    Error::internal(None, format_args!("a prologue with the step {step:?}"))
}

/// Adds the table of functions that Windows has, `.pdata`, and what it refers to, `.xdata`.
pub(super) fn add_windows_tables(object: &mut Object<'_>, text: SectionId, code: &Code) -> Result<(), Error> {
    let arm = match object.architecture() {
        Architecture::X86_64 => false,
        Architecture::Aarch64 => true,
        _ => return Ok(()),
    };
    let xdata = object.add_section(Vec::new(), b".xdata".into(), SectionKind::ReadOnlyData);
    let pdata = object.add_section(Vec::new(), b".pdata".into(), SectionKind::ReadOnlyData);
    let (text, records) = (object.section_symbol(text), object.section_symbol(xdata));
    let mut add = |record: &[u8], code: &[u32]| {
        let record = object.append_section_data(xdata, record, 4);
        let code = code.iter().map(|&address| (text, u64::from(address)));
        for (symbol, addend) in code.chain([(records, record)]) {
            let offset = object.append_section_data(pdata, &[0; 4], 4);
            add_relocation(object, pdata, offset, symbol, addend as i64, RelocationKind::ImageOffset)?;
        }
        Ok(())
    };
    for (extent, prologue) in regions(code).filter(|(_, prologue)| !prologue.is_empty()) {
        if arm {
            for start in extent.clone().step_by(windows_arm64::MOST_CODE as usize) {
                let length = (extent.end - start).min(windows_arm64::MOST_CODE);
                add(&windows_arm64::record(prologue, length, start == extent.start)?, &[start])?;
            }
        } else {
            add(&windows_x64::record(prologue)?, &[extent.start, extent.end])?;
        }
    }
    Ok(())
}

/// Adds `.eh_frame` to an ELF file.
pub(super) fn add_eh_frame(object: &mut Object<'_>, text: SectionId, frames: &EhFrame) -> Result<(), Error> {
    let section = object.section_id(StandardSection::EhFrame);
    let start = object.append_section_data(section, &frames.bytes, 8);
    // The section's symbol and not the program's: linkers refuse to say how far another library's may be.
    let text = object.section_symbol(text);
    add_relocation(object, section, start + frames.code_address, text, 0, RelocationKind::Relative)
}

fn add_relocation(
    object: &mut Object<'_>,
    section: SectionId,
    offset: u64,
    symbol: SymbolId,
    addend: i64,
    kind: RelocationKind,
) -> Result<(), Error> {
    let flags = RelocationFlags::Generic { kind, encoding: RelocationEncoding::Generic, size: 32 };
    object
        .add_relocation(section, Relocation { offset, symbol, addend, flags })
        .map_err(|error| Error::internal(None, error))
}
