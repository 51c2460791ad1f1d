//! The directives about the program as a whole.

use super::layout::Mark;
use super::number;
use super::place::Place;
use super::source::Piece;
use super::state::{Assembler, Segment};
use super::text;
use crate::container::{LineEntry, Symbol, SymbolKind};
use crate::{Mode, Opcode};
use alloc::string::String;

/// The greatest number that `.align` takes.
const MAX_ALIGNMENT: i128 = 1 << 16;

/// How `.symbol` names a kind.
pub(crate) fn kind_name(kind: SymbolKind) -> &'static str {
    match kind {
        SymbolKind::Label => "label",
        SymbolKind::Data => "data",
        SymbolKind::Transform => "transform",
        SymbolKind::Function => "function",
    }
}

impl<'a> Assembler<'a> {
    /// Whether this is the first time that a directive is given; otherwise that is told.
    pub fn once(&mut self, directive: &'static str, name: Piece<'a>) -> bool {
        let before = self.given.iter().find(|(it, _)| *it == directive).map(|&(_, line)| line);
        match before {
            Some(line) => self.fault(name, format_args!("{directive} is already given in line {line}")),
            None => self.given.push((directive, self.line)),
        }
        before.is_none()
    }

    /// `.mode`
    pub fn set_mode(&mut self, name: Piece<'a>, operands: &[Piece<'a>]) {
        let Some([mode]) = self.exactly(name, operands, "a mode") else { return };
        if !self.once(".mode", name) {
            return;
        }
        let code = number::integer(mode.text).and_then(|code| u16::try_from(code).ok());
        self.mode = Mode::from_name(mode.text).or_else(|| code.and_then(Mode::from_code));
        if self.mode.is_none() {
            let hint =
                self.suggester.hint(mode.text, Mode::ALL.into_iter().map(Mode::name)).unwrap_or_default();
            let modes =
                "modes are SIL-8, SIL-16, SIL-32, SIL-64 and SIL-128, or 0 to 4, 8, 16, 32, 64 and 128";
            self.fault(mode, format_args!("there is no mode {}{hint}; {modes}", mode.quoted()));
        }
    }

    /// `.entry`
    pub fn set_entry(&mut self, name: Piece<'a>, operands: &[Piece<'a>]) {
        let wanted = "a label or an address in the code";
        let Some([entry]) = self.exactly(name, operands, wanted) else { return };
        if self.once(".entry", name) {
            self.set(entry, Place::Entry);
        }
    }

    /// `.align`
    pub fn align(&mut self, name: Piece<'a>, operands: &[Piece<'a>]) {
        let Some([operand]) = self.exactly(name, operands, "a number") else { return };
        let alignment = number::integer(operand.text).filter(|it| (1..=MAX_ALIGNMENT).contains(it));
        let Some(alignment) = alignment else {
            let message =
                format_args!(".align takes a number from 1 to {MAX_ALIGNMENT}, not {}", operand.quoted());
            return self.layout_fault(operand, message);
        };
        let here = self.here();
        let padding = here.next_multiple_of(alignment as usize) - here;
        let fill = match self.segment {
            Segment::Code => Opcode::Nop.byte(),
            Segment::Data => 0,
        };
        let at = self.reserve(padding, fill, operand);
        if let (Some(at), Segment::Code) = (at, self.segment) {
            self.marks.add(at, Mark::Align { multiple: alignment as u32, padding: padding as u32 });
        }
    }

    /// `.symbol`
    pub fn symbol(&mut self, name: Piece<'a>, operands: &[Piece<'a>]) {
        self.symbols_given = true;
        let wanted = "a name in quotes, a kind and an address";
        let Some([text, kind, address]) = self.exactly(name, operands, wanted) else { return };
        let symbol_name = self.short_text(text);
        let known = SymbolKind::ALL.into_iter().find(|it| kind_name(*it).eq_ignore_ascii_case(kind.text));
        let Some(kind) = known else {
            let kinds = "kinds are label, data, transform and function";
            return self.fault(kind, format_args!("there is no kind of symbol {}; {kinds}", kind.quoted()));
        };
        if let Some(name) = symbol_name {
            let index = self.symbols.len();
            self.symbols.push((Symbol { name, address: 0, kind }, address));
            self.set(address, Place::Symbol(index));
        }
    }

    /// `.source`
    pub fn set_source(&mut self, name: Piece<'a>, operands: &[Piece<'a>]) {
        self.debug_given = true;
        let wanted = "the source file's name in quotes";
        let Some([file]) = self.exactly(name, operands, wanted) else { return };
        if self.once(".source", name) {
            self.source_name = self.short_text(file);
        }
    }

    /// `.line`
    pub fn line_entry(&mut self, name: Piece<'a>, operands: &[Piece<'a>]) {
        self.debug_given = true;
        let Some([line, address]) = self.exactly(name, operands, "a line and an address") else { return };
        let index = self.given_lines.len();
        self.given_lines.push(LineEntry { line: 0, address: 0 });
        self.set(line, Place::Line(index));
        self.set(address, Place::LineAddress(index));
    }

    /// The text of a literal that files hold with its length in 16 bits.
    fn short_text(&mut self, literal: Piece<'a>) -> Option<String> {
        match text::parse(literal) {
            Ok(text) if text.len() <= usize::from(u16::MAX) => Some(text),
            Ok(_) => {
                self.fault(literal, "the name is longer than 65535 bytes");
                None
            }
            Err(faults) => {
                self.faults.extend(faults);
                None
            }
        }
    }
}
