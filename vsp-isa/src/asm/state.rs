//! The state of the assembler while it reads a source.

use super::error::Fault;
use super::hints::Given;
use super::layout::{Detours, Marks};
use super::names::Labels;
use super::number;
use super::place::{Place, Use};
use super::source::Piece;
use super::suggest::Suggester;
use super::version::Needs;
use crate::container::{LineEntry, MAX_CODE, MAX_MEMORY, Symbol};
use crate::{Mode, Version};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

/// A part of the program that statements go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Segment {
    Code,
    Data,
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Segment::Code => "code",
            Segment::Data => "data",
        })
    }
}

/// A source on its way to a program.
pub(super) struct Assembler<'a> {
    pub code: Vec<u8>,
    pub data: Vec<u8>,
    /// Where statements go now.
    pub segment: Segment,
    /// The line that is being read, counted from 1.
    pub line: u32,
    pub labels: Labels<'a>,
    /// What laying out the code needs to know of it.
    pub marks: Marks,
    /// JMPs to targets that branches cannot name.
    pub detours: Detours,
    /// Names whose value is known only at the end.
    pub uses: Vec<Use<'a>>,
    /// The lines of the instructions.
    pub lines: Vec<LineEntry>,
    pub mode: Option<Mode>,
    pub version: Option<Version>,
    /// What the file's version must have.
    pub needs: Needs<'a>,
    /// The operand of `.entry`, and the address that it gives.
    pub entry: Option<(Piece<'a>, u32)>,
    /// The names after `.global`.
    pub globals: Vec<Piece<'a>>,
    /// The symbols of `.symbol`, each with its address operand.
    pub symbols: Vec<(Symbol, Piece<'a>)>,
    /// `.symbol` or `.nosymbols`: labels are no symbols.
    pub symbols_given: bool,
    /// `.emptysymbols`.
    pub empty_symbols: bool,
    pub source_name: Option<String>,
    /// The entries of `.line`.
    pub given_lines: Vec<LineEntry>,
    /// `.source` or `.line`: the debug information is what they say.
    pub debug_given: bool,
    /// `.nodebug`.
    pub no_debug: Option<Piece<'a>>,
    /// The directives that a file may have but once, with the lines in which they were given.
    pub given: Vec<(&'static str, u32)>,
    pub suggester: Suggester,
    pub hints: Given,
    pub faults: Vec<Fault>,
    /// What is likely not to be meant.
    pub doubts: Vec<Fault>,
    /// Whether labels have the addresses that they are meant to have: no earlier error made code or data of unknown size.
    pub layout_known: bool,
}

impl<'a> Assembler<'a> {
    pub fn new() -> Assembler<'a> {
        Assembler {
            code: Vec::new(),
            data: Vec::new(),
            segment: Segment::Code,
            line: 0,
            labels: Labels::default(),
            marks: Marks::default(),
            detours: Detours::default(),
            uses: Vec::new(),
            lines: Vec::new(),
            mode: None,
            version: None,
            needs: Needs::nothing(),
            entry: None,
            globals: Vec::new(),
            symbols: Vec::new(),
            symbols_given: false,
            empty_symbols: false,
            source_name: None,
            given_lines: Vec::new(),
            debug_given: false,
            no_debug: None,
            given: Vec::new(),
            suggester: Suggester::new(),
            hints: Given::default(),
            faults: Vec::new(),
            doubts: Vec::new(),
            layout_known: true,
        }
    }

    /// Notes what is wrong with a piece of the source.
    pub fn fault(&mut self, piece: Piece<'_>, message: impl fmt::Display) {
        self.faults.push(Fault { at: piece.at, length: piece.text.len(), message: message.to_string() });
    }

    /// Notes what is likely not to be meant.
    pub fn doubt(&mut self, piece: Piece<'_>, message: impl fmt::Display) {
        self.doubts.push(Fault { at: piece.at, length: piece.text.len(), message: message.to_string() });
    }

    /// Notes an error that leaves the size of code or data unknown, so that what follows from addresses is not told.
    pub fn layout_fault(&mut self, piece: Piece<'_>, message: impl fmt::Display) {
        self.fault(piece, message);
        self.layout_known = false;
    }

    /// The bytes of a segment so far.
    pub fn bytes(&mut self, segment: Segment) -> &mut Vec<u8> {
        match segment {
            Segment::Code => &mut self.code,
            Segment::Data => &mut self.data,
        }
    }

    /// The address in the current segment that the next byte goes to.
    pub fn here(&mut self) -> usize {
        let segment = self.segment;
        self.bytes(segment).len()
    }

    /// Adds `length` bytes to the current segment and gives their address; `None` if a segment cannot be so long.
    pub fn reserve(&mut self, length: usize, fill: u8, by: Piece<'_>) -> Option<usize> {
        let segment = self.segment;
        let most = match segment {
            Segment::Code => MAX_CODE,
            Segment::Data => MAX_MEMORY,
        };
        let bytes = self.bytes(segment);
        let at = bytes.len();
        if length <= most - at {
            bytes.resize(at + length, fill);
            return Some(at);
        }
        if self.layout_known {
            let message = format!("the {segment} is longer than {most} bytes, which 24 bits address");
            self.layout_fault(by, message);
        }
        None
    }

    /// Puts the value of an operand in its place, now or, if it is a name or needs a JMP, at the end.
    pub fn set(&mut self, operand: Piece<'a>, place: Place<'a>) {
        match number::integer(operand.text) {
            Some(value) if !place.needs_detour(value) => self.put(operand, place, value, None),
            Some(_) | None => self.uses.push(Use { operand, place }),
        }
    }
}
