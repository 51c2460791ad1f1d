//! Writing the listing.

use super::labels::{Label, Labels};
use super::layout::{Layout, Statement, is_code};
use super::operands::{address, instruction};
use crate::Version;
use crate::asm::{kind_name, literal};
use crate::container::{Container, LineTable, SymbolKind};
use crate::wording::is_unsafe_to_show;
use alloc::format;
use alloc::string::String;
use core::fmt::Write;

/// Where the comment of a line begins.
const COMMENT_COLUMN: usize = 40;

/// How many bytes of data stand in one line at most.
const BYTES: usize = 16;

/// The least length in bytes of what is shown as text.
const TEXT: usize = 4;

/// A listing that is being written.
pub(super) struct Listing<'a> {
    container: &'a Container,
    layout: &'a Layout<'a>,
    labels: &'a Labels<'a>,
    lines: LineTable,
    text: String,
    /// Whether statements go to the code or to the data, once that is said.
    in_code: Option<bool>,
    /// Up to where code and data are written.
    code_at: usize,
    data_at: usize,
    /// The source line that was named last.
    line: Option<u32>,
    /// The version that the assembler would choose for the instructions written so far.
    needed: Version,
}

impl<'a> Listing<'a> {
    pub fn new(container: &'a Container, layout: &'a Layout<'a>, labels: &'a Labels<'a>) -> Listing<'a> {
        Listing {
            container,
            layout,
            labels,
            lines: container.line_table(),
            text: String::new(),
            in_code: None,
            code_at: 0,
            data_at: 0,
            line: None,
            needed: Version::V1_0,
        }
    }

    /// The whole listing.
    pub fn write(mut self) -> String {
        self.put(&format!(".mode {}", self.container.mode), "");
        let entry = self.container.entry;
        if entry != self.labels.default_entry() {
            self.put(&format!(".entry {}", address(entry, self.labels.in_code(entry))), "");
        }
        for (label, end) in self.labels.with_ends(self.container) {
            self.write_until(is_code(label.kind), label.address as usize);
            self.define(label);
            self.write_until(is_code(label.kind), end);
        }
        // A segment without labels is still to be written.
        if self.code_at < self.container.code.len() {
            self.write_until(true, self.container.code.len());
        }
        if self.data_at < self.container.data.len() {
            self.write_until(false, self.container.data.len());
        }
        self.write_tables();
        self.text
    }

    /// Writes a line with a comment.
    fn put(&mut self, statement: &str, comment: &str) {
        let indented = format!("    {statement}");
        self.text.push_str(&indented);
        if !comment.is_empty() {
            let width = indented.chars().count().min(COMMENT_COLUMN - 1);
            self.text.extend(core::iter::repeat_n(' ', COMMENT_COLUMN - width));
            self.text.push_str("; ");
            self.text.push_str(comment);
        }
        self.text.push('\n');
    }

    fn define(&mut self, label: &Label<'_>) {
        if self.labels.are_symbols && label.kind == SymbolKind::Function {
            self.put(&format!(".global {}", label.name), "");
        }
        self.text.push_str(&label.name);
        self.text.push_str(":\n");
    }

    /// Writes a segment up to an address.
    fn write_until(&mut self, in_code: bool, end: usize) {
        if self.in_code != Some(in_code) {
            self.in_code = Some(in_code);
            self.put(if in_code { ".code" } else { ".data" }, "");
        }
        if in_code {
            while self.code_at < end {
                let statement = self.layout.statement(self.code_at);
                self.write_code(&statement);
                self.code_at += statement.length;
            }
        } else {
            self.write_data(end);
        }
    }

    fn write_code(&mut self, statement: &Statement) {
        let at = self.code_at;
        let mut comment = format!("{at:04x}");
        let line = self.lines.line_of(at as u32);
        if line != self.line {
            self.line = line;
            if let Some(line) = line {
                let _ = write!(comment, " line {line}");
            }
        }
        let meant =
            statement.instruction.map(|it| (it, instruction(it, self.container.version, self.labels)));
        match meant {
            Some((instruction, (mnemonic, operands))) if statement.exact => {
                self.needed = self.needed.max(instruction.since());
                self.put(format!("{mnemonic:<9} {operands}").trim_end(), &comment);
            }
            meant => {
                if let Some((_, (mnemonic, operands))) = meant {
                    let _ = write!(comment, ", as an instruction {mnemonic} {operands}");
                }
                let bytes = bytes(&self.container.code[at..at + statement.length]);
                self.put(&bytes, &comment);
            }
        }
    }

    fn write_data(&mut self, end: usize) {
        let data = &self.container.data;
        let mut at = self.data_at;
        while let Some(length) = data[at..end].iter().position(|&byte| byte == 0) {
            let text = text_at_end(&data[at..at + length]);
            if !text.is_empty() {
                self.write_bytes(at + length - text.len());
                self.put(&format!(".string {}", literal(text)), &format!("{:04x}", self.data_at));
                self.data_at = at + length + 1;
            }
            at += length + 1;
        }
        self.write_bytes(end);
    }

    /// Writes data as numbers up to an address.
    fn write_bytes(&mut self, end: usize) {
        for chunk in self.container.data[self.data_at..end].chunks(BYTES) {
            self.put(&bytes(chunk), &format!("{:04x}", self.data_at));
            self.data_at += chunk.len();
        }
    }

    /// Writes what follows from the statements only in part: symbols, debug information, version.
    fn write_tables(&mut self) {
        if self.container.version != self.needed {
            self.put(&format!(".version {}", self.container.version), "");
        }
        if self.container.empty_symbols && self.container.symbols.is_empty() {
            self.put(".emptysymbols", "the symbol table is there, without symbols");
        } else if !self.labels.are_symbols {
            self.put(".nosymbols", "labels are not in the symbol table");
            for symbol in &self.container.symbols {
                let (name, kind) = (literal(&symbol.name), kind_name(symbol.kind));
                self.put(&format!(".symbol {name}, {kind}, {:#x}", symbol.address), "");
            }
        }
        let Some(debug) = &self.container.debug else { return self.put(".nodebug", "") };
        self.put(&format!(".source {}", literal(&debug.source)), "");
        for entry in &debug.lines {
            self.put(&format!(".line {}, {:#x}", entry.line, entry.address), "");
        }
    }
}

/// A `.byte` with some bytes.
fn bytes(bytes: &[u8]) -> String {
    let mut text = String::from(".byte ");
    for (index, byte) in bytes.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        let _ = write!(text, "{comma}{byte:#04x}");
    }
    text
}

/// The text that some bytes end with, or nothing if it is too short to be one.
fn text_at_end(bytes: &[u8]) -> &str {
    let last = bytes.utf8_chunks().last().filter(|chunk| chunk.invalid().is_empty());
    let text = last.map_or("", |chunk| chunk.valid());
    let control = |c: char| is_unsafe_to_show(c) && !matches!(c, '\n' | '\t' | '\r');
    let text = text.rsplit(control).next().unwrap_or("");
    if text.len() < TEXT { "" } else { text }
}
