//! Labels: their definitions, and what they stand for.

use super::number;
use super::source::{Piece, is_name, quoted};
use super::state::{Assembler, Segment};
use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::vec::Vec;

/// A place that has a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label<'a> {
    pub name: Piece<'a>,
    pub segment: Segment,
    pub address: u32,
    /// The line of its definition.
    pub line: u32,
    /// Whether `.global` names it.
    pub exported: bool,
}

/// All labels, in the order of their definitions.
#[derive(Debug, Default)]
pub(super) struct Labels<'a> {
    pub all: Vec<Label<'a>>,
    by_name: BTreeMap<&'a str, usize>,
}

impl<'a> Labels<'a> {
    pub fn get(&self, name: &str) -> Option<&Label<'a>> {
        self.by_name.get(name).map(|&index| &self.all[index])
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut Label<'a>> {
        self.by_name.get(name).map(|&index| &mut self.all[index])
    }

    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.all.iter().map(|label| label.name.text)
    }
}

impl<'a> Assembler<'a> {
    /// Defines a label at the current address.
    pub fn define(&mut self, name: Piece<'a>) {
        let wrong = |problem: &str| alloc::format!("{} cannot name a label: {problem}", name.quoted());
        // A label with a bad name is defined all the same, so that its uses are no further errors.
        if number::register(name.text).is_some() {
            self.fault(name, wrong("it is a register"));
        } else if !is_name(name.text) {
            self.fault(name, wrong("a name is a letter or `_`, then letters, digits, `_` and `.`"));
        } else if name.text.len() > usize::from(u16::MAX) {
            self.fault(name, "the name is longer than 65535 bytes");
        }
        let address = self.here() as u32;
        let label = Label { name, segment: self.segment, address, line: self.line, exported: false };
        match self.labels.by_name.entry(name.text) {
            Entry::Vacant(entry) => {
                entry.insert(self.labels.all.len());
                self.labels.all.push(label);
            }
            Entry::Occupied(entry) => {
                let line = self.labels.all[*entry.get()].line;
                self.fault(
                    name,
                    alloc::format!("the label {} is already defined in line {line}", quoted(name.text)),
                );
            }
        }
    }
}
