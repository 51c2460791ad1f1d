//! A program as a value that can be read, changed and written.

use super::SymbolKind;
use crate::{Mode, Version};
use alloc::string::String;
use alloc::vec::Vec;

/// A program as a SILC file holds it.
///
/// ```
/// use vsp_isa::container::Container;
/// use vsp_isa::{Mode, Version};
/// let program = Container {
///     version: Version::V1_0,
///     mode: Mode::Sil128,
///     entry: 0,
///     code: vec![0x01], // HLT
///     data: Vec::new(),
///     symbols: Vec::new(),
///     empty_symbols: false,
///     debug: None,
/// };
/// let bytes = program.write().unwrap();
/// assert_eq!(Container::read(&bytes).unwrap(), program);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// The version of the format, which fixes the opcodes and intrinsics that there are.
    pub version: Version,
    /// The mode that the machine starts in.
    pub mode: Mode,
    /// The address in the code that a run starts at.
    pub entry: u32,
    /// The code segment.
    pub code: Vec<u8>,
    /// The data segment, copied to address 0 of memory.
    pub data: Vec<u8>,
    /// Names of places in code and data, in the order of the file.
    pub symbols: Vec<Symbol>,
    /// Whether a file without symbols has a table of them all the same: four bytes that say so. Where there are symbols, it
    /// is false in what is read, and nothing depends on it.
    pub empty_symbols: bool,
    /// Where the code came from.
    pub debug: Option<DebugInfo>,
}

/// The name of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// The place: an address in the code or in memory, depending on the kind.
    pub address: u32,
    /// What kind of place it is.
    pub kind: SymbolKind,
}

/// Which lines of a source file the code came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebugInfo {
    /// The name of the source file.
    pub source: String,
    /// The first address of each run of code that came from one line, in the order of the file.
    pub lines: Vec<LineEntry>,
}

/// The code from an address on came from a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineEntry {
    /// The line, counted from 1.
    pub line: u32,
    /// The address in the code.
    pub address: u32,
}

/// Which line each address of the code came from.
#[derive(Clone, Debug)]
pub struct LineTable {
    lines: Vec<LineEntry>,
}

impl LineTable {
    /// The line that the instruction at an address came from, as [`Container::line_of`] says.
    pub fn line_of(&self, address: u32) -> Option<u32> {
        let after = self.lines.partition_point(|entry| entry.address <= address);
        Some(self.lines[..after].last()?.line)
    }
}

impl Container {
    /// The exported functions, in the order of the file.
    pub fn functions(&self) -> impl Iterator<Item = &Symbol> {
        self.symbols.iter().filter(|symbol| symbol.kind == SymbolKind::Function)
    }

    /// The first exported function of this name.
    pub fn function(&self, name: &str) -> Option<&Symbol> {
        self.functions().find(|symbol| symbol.name == name)
    }

    /// The line of the source that the instruction at an address came from.
    ///
    /// It is that of the entry with the greatest address not above this one; of several such, of the last. To look up
    /// many, take [`line_table`](Self::line_table) once.
    pub fn line_of(&self, address: u32) -> Option<u32> {
        self.line_table().line_of(address)
    }

    /// The lines of the source, ready to be looked up.
    pub fn line_table(&self) -> LineTable {
        let mut lines = self.debug.as_ref().map_or_else(Vec::new, |debug| debug.lines.clone());
        lines.sort_by_key(|entry| entry.address);
        LineTable { lines }
    }
}
