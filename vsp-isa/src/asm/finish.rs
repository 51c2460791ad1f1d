//! From the assembler's state to the program.

use super::error::{Failure, Fault};
use super::source::Piece;
use super::state::{Assembler, Segment};
use crate::Mode;
use crate::container::{Container, DebugInfo, Symbol, SymbolKind};
use crate::wording::Count;
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::vec::Vec;

impl<'a> Assembler<'a> {
    /// The program, or all that is wrong with the source.
    pub fn finish(mut self, file_name: &str) -> Result<(Container, Vec<Fault>), Failure> {
        self.lay_out();
        self.resolve();
        self.export();
        let entry = self.entry_point();
        let version = self.file_version();
        let symbols = self.symbol_table();
        let debug = self.debug_info(file_name);
        if self.faults.is_empty() && self.code.is_empty() {
            let message = "there is no instruction, and a program needs one at its entry point";
            self.fault(Piece { text: "", at: 0 }, message);
        }
        let Assembler { code, data, mode, faults, doubts, empty_symbols, .. } = self;
        if !faults.is_empty() {
            return Err(Failure { faults, symbols });
        }
        let empty_symbols = empty_symbols && symbols.is_empty();
        let mode = mode.unwrap_or(Mode::Sil128);
        Ok((Container { version, mode, entry, code, data, symbols, empty_symbols, debug }, doubts))
    }

    /// Tells if an address is not inside the code, where a run could start.
    fn check_start(&mut self, address: u32, what: &str, told_at: Piece<'_>) {
        let size = self.code.len();
        // Empty code is an error of its own, and the only one then.
        if address as usize >= size && size > 0 && self.layout_known {
            let size = Count(size, "byte");
            let message = format!("{what} is at {address:#x}, and the code ends before that ({size})");
            self.fault(told_at, message);
        }
    }

    /// Marks the labels that `.global` names.
    fn export(&mut self) {
        for name in core::mem::take(&mut self.globals) {
            if self.symbols_given {
                self.fault(
                    name,
                    ".global has no effect where .symbol or .nosymbols says which symbols there are",
                );
                continue;
            }
            let Some(label) = self.labels.get_mut(name.text) else {
                let message = self.unknown_label(name, Some(Segment::Code));
                self.fault(name, message);
                continue;
            };
            label.exported = true;
            let label = *label;
            if label.segment == Segment::Code {
                self.check_start(label.address, "the function", name);
            }
        }
    }

    fn entry_point(&mut self) -> u32 {
        let main = self.labels.get("main").filter(|label| label.segment == Segment::Code);
        let default = main.map(|label| (label.name, label.address));
        let chosen = if self.given.iter().any(|(it, _)| *it == ".entry") { self.entry } else { default };
        let Some((operand, address)) = chosen else { return 0 };
        self.check_start(address, "the entry point", operand);
        address
    }

    fn symbol_table(&mut self) -> Vec<Symbol> {
        if !self.symbols_given {
            let labels = self.labels.all.iter();
            let symbols = labels.map(|label| {
                let kind = match (label.segment, label.exported) {
                    (Segment::Data, _) => SymbolKind::Data,
                    (Segment::Code, false) => SymbolKind::Label,
                    (Segment::Code, true) => SymbolKind::Function,
                };
                Symbol { name: label.name.text.to_owned(), address: label.address, kind }
            });
            return symbols.collect();
        }
        let given = core::mem::take(&mut self.symbols);
        for (symbol, operand) in given.iter().filter(|(symbol, _)| symbol.kind == SymbolKind::Function) {
            self.check_start(symbol.address, "the function", *operand);
        }
        given.into_iter().map(|(symbol, _)| symbol).collect()
    }

    fn debug_info(&mut self, file_name: &str) -> Option<DebugInfo> {
        if let Some(directive) = self.no_debug {
            if self.debug_given {
                self.fault(directive, ".nodebug stands against .source and .line");
            }
            return None;
        }
        let source = self.source_name.take().unwrap_or_else(|| file_name.to_owned());
        if source.len() > usize::from(u16::MAX) {
            let message = "the source file's name is longer than 65535 bytes; .source gives another";
            self.fault(Piece { text: "", at: 0 }, message);
        }
        let lines = if self.debug_given { &mut self.given_lines } else { &mut self.lines };
        Some(DebugInfo { source, lines: core::mem::take(lines) })
    }
}
