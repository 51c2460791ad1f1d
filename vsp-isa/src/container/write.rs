//! Writing a SILC file.

use super::{Container, Fnv1a64, HEADER_SIZE, MAGIC, MAX_CODE, MAX_MEMORY, WriteError};
use crate::wording::{Count, Shown};
use alloc::format;
use alloc::vec::Vec;
use core::fmt;

fn cannot(problem: impl fmt::Display) -> WriteError {
    WriteError { problem: format!("{problem}") }
}

fn u32_of(what: &str, size: usize) -> Result<u32, WriteError> {
    u32::try_from(size)
        .map_err(|_| cannot(format_args!("{what} has {size} items, and its field holds 32 bits")))
}

fn put_text(bytes: &mut Vec<u8>, what: &str, text: &str) -> Result<(), WriteError> {
    let length = u16::try_from(text.len()).map_err(|_| {
        cannot(format_args!("{what} has {} bytes, and at most {} are allowed", text.len(), u16::MAX))
    })?;
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
    Ok(())
}

pub(super) fn write(container: &Container) -> Result<Vec<u8>, WriteError> {
    let Container { version, mode, entry, code, data, symbols, empty_symbols, debug } = container;
    if *entry as usize >= code.len() {
        return Err(cannot(format_args!(
            "the entry point {entry:#x} is outside the code ({})",
            Count(code.len(), "byte")
        )));
    }
    for (what, size, most) in [("code", code.len(), MAX_CODE), ("data", data.len(), MAX_MEMORY)] {
        if size > most {
            return Err(cannot(format_args!("{size} bytes of {what}, and at most {most} are allowed")));
        }
    }
    if let Some(function) = container.functions().find(|function| function.address as usize >= code.len()) {
        let (name, address) = (Shown::name(&function.name), function.address);
        return Err(cannot(format_args!("function `{name}` at {address:#x} is outside the code")));
    }
    let mut table = Vec::new();
    if !symbols.is_empty() || *empty_symbols {
        table.extend_from_slice(&u32_of("the symbol table", symbols.len())?.to_le_bytes());
        for symbol in symbols {
            put_text(&mut table, "a symbol's name", &symbol.name)?;
            table.extend_from_slice(&symbol.address.to_le_bytes());
            table.push(symbol.kind.code());
        }
    }
    let mut sum = Fnv1a64::new();
    sum.update(code);
    sum.update(data);
    let mut bytes = Vec::with_capacity(HEADER_SIZE + code.len() + data.len() + table.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&version.code().to_le_bytes());
    bytes.extend_from_slice(&u16::from(mode.code()).to_le_bytes());
    bytes.extend_from_slice(&u32_of("the code", code.len())?.to_le_bytes());
    bytes.extend_from_slice(&u32_of("the data", data.len())?.to_le_bytes());
    bytes.extend_from_slice(&u32_of("the symbol table", table.len())?.to_le_bytes());
    bytes.extend_from_slice(&entry.to_le_bytes());
    bytes.extend_from_slice(&sum.finish().to_le_bytes());
    bytes.extend_from_slice(code);
    bytes.extend_from_slice(data);
    bytes.extend_from_slice(&table);
    if let Some(debug) = debug {
        put_text(&mut bytes, "the source file's name", &debug.source)?;
        bytes.extend_from_slice(&u32_of("the line table", debug.lines.len())?.to_le_bytes());
        for entry in &debug.lines {
            bytes.extend_from_slice(&entry.line.to_le_bytes());
            bytes.extend_from_slice(&entry.address.to_le_bytes());
        }
    }
    Ok(bytes)
}
