//! Writing a SILC file.

use super::{Container, Fnv1a64, HEADER_SIZE, MAGIC, MAX_CODE, MAX_MEMORY, Symbol, WriteError};
use crate::wording::{Count, Shown};
use alloc::format;
use alloc::vec::Vec;
use core::fmt;

fn cannot(problem: impl fmt::Display) -> WriteError {
    WriteError { problem: format!("{problem}") }
}

fn fits_32_bits(what: &str, size: usize) -> Result<(), WriteError> {
    match u32::try_from(size) {
        Ok(_) => Ok(()),
        Err(_) => Err(cannot(format_args!("{what} has {size} items, and its field holds 32 bits"))),
    }
}

fn is_short(what: &str, text: &str) -> Result<(), WriteError> {
    match u16::try_from(text.len()) {
        Ok(_) => Ok(()),
        Err(_) => {
            Err(cannot(format_args!("{what} has {} bytes, and at most {} are allowed", text.len(), u16::MAX)))
        }
    }
}

/// The size of a table of these symbols in bytes.
fn table_size(symbols: &[Symbol]) -> usize {
    let sizes = symbols.iter().map(|symbol| SYMBOL_SIZE.saturating_add(symbol.name.len()));
    sizes.fold(size_of::<u32>(), usize::saturating_add)
}

/// What a symbol takes besides its name: the name's length, an address, a kind.
const SYMBOL_SIZE: usize = size_of::<u16>() + size_of::<u32>() + size_of::<u8>();

impl Container {
    /// Checks what [`read`](Self::read) would check in its file, and whether every part fits its field.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), WriteError> {
        check(self)
    }

    /// Writes a SILC file. Reading it back gives an equal container.
    ///
    /// # Errors
    /// What [`check`](Self::check) finds: [`read`](Self::read) would refuse it, or a segment or name is too long for its field.
    pub fn write(&self) -> Result<Vec<u8>, WriteError> {
        write(self)
    }
}

/// Checks all that [`write`] relies on.
fn check(container: &Container) -> Result<(), WriteError> {
    let Container { entry, code, data, symbols, debug, version: _, mode: _, empty_symbols: _ } = container;
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
    for symbol in symbols {
        is_short("a symbol's name", &symbol.name)?;
    }
    fits_32_bits("the symbol table", table_size(symbols))?;
    match debug {
        Some(debug) => {
            is_short("the source file's name", &debug.source)?;
            fits_32_bits("the line table", debug.lines.len())
        }
        None => Ok(()),
    }
}

/// The length of something that was checked to fit 32 bits.
fn length<T>(items: &[T]) -> [u8; 4] {
    (items.len() as u32).to_le_bytes()
}

/// A text that was checked to be short.
fn put_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&(text.len() as u16).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

fn write(container: &Container) -> Result<Vec<u8>, WriteError> {
    check(container)?;
    let Container { version, mode, entry, code, data, symbols, empty_symbols, debug } = container;
    let mut table = Vec::new();
    if !symbols.is_empty() || *empty_symbols {
        table.extend_from_slice(&length(symbols));
        for symbol in symbols {
            put_text(&mut table, &symbol.name);
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
    bytes.extend_from_slice(&length(code));
    bytes.extend_from_slice(&length(data));
    bytes.extend_from_slice(&length(&table));
    bytes.extend_from_slice(&entry.to_le_bytes());
    bytes.extend_from_slice(&sum.finish().to_le_bytes());
    bytes.extend_from_slice(code);
    bytes.extend_from_slice(data);
    bytes.extend_from_slice(&table);
    if let Some(debug) = debug {
        put_text(&mut bytes, &debug.source);
        bytes.extend_from_slice(&length(&debug.lines));
        for entry in &debug.lines {
            bytes.extend_from_slice(&entry.line.to_le_bytes());
            bytes.extend_from_slice(&entry.address.to_le_bytes());
        }
    }
    Ok(bytes)
}
