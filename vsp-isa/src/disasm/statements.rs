//! Single statements of a listing, to be shown beside something else.

use super::labels::Labels;
use super::layout::Layout;
use super::operands::instruction;
use crate::Instruction;
use crate::container::{Container, LineTable};
use alloc::format;
use alloc::string::String;

/// A program's instructions as text, one by one, as its [listing](super::disassemble) has them.
///
/// ```
/// use vsp_isa::{Instruction, Reg, asm::assemble, disasm::Statements};
/// let program = assemble("main: MOVI R0, 3\nagain: LOOP again\n HLT", "x.sil").unwrap();
/// let statements = Statements::new(&program);
/// assert_eq!((statements.label(3), statements.line(3)), (Some("again"), Some(2)));
/// assert_eq!(statements.text(Instruction::Addint { a: Reg::R0, b: Reg::R4 }), "ADDINT    R0, R4");
/// ```
pub struct Statements<'a> {
    container: &'a Container,
    labels: Labels<'a>,
    lines: LineTable,
}

impl<'a> Statements<'a> {
    /// Those of a program.
    pub fn new(container: &'a Container) -> Statements<'a> {
        let labels = Labels::new(container, &Layout::new(container));
        Statements { container, labels, lines: container.line_table() }
    }

    /// The label that the listing has at an address of the code.
    pub fn label(&self, address: u32) -> Option<&str> {
        self.labels.in_code(address)
    }

    /// The line of the source that an address of the code came from, if debug information says so.
    pub fn line(&self, address: u32) -> Option<u32> {
        self.lines.line_of(address)
    }

    /// The text of an instruction: mnemonic and operands.
    pub fn text(&self, of: Instruction) -> String {
        let (mnemonic, operands) = instruction(of, self.container.version, &self.labels);
        let mut text = format!("{mnemonic:<9} {operands}");
        text.truncate(text.trim_end().len());
        text
    }
}
