//! Labels: their definitions, and what they stand for.

use super::layout::Mark;
use super::number;
use super::source::{Piece, is_name, quoted};
use super::state::{Assembler, Segment};
use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::format;
use alloc::string::String;
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
    /// How many there are in each segment, and the first of them.
    by_segment: BTreeMap<Segment, (usize, Vec<&'a str>)>,
}

/// How many labels a message names at most.
const NAMED: usize = 6;

impl<'a> Labels<'a> {
    pub fn get(&self, name: &str) -> Option<&Label<'a>> {
        self.by_name.get(name).map(|&index| &self.all[index])
    }

    /// The index in `all` of the label of a name.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut Label<'a>> {
        self.by_name.get(name).map(|&index| &mut self.all[index])
    }

    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.all.iter().map(|label| label.name.text)
    }

    fn add(&mut self, label: Label<'a>) {
        let (count, first) = self.by_segment.entry(label.segment).or_default();
        *count += 1;
        if first.len() < NAMED {
            first.push(label.name.text);
        }
        self.all.push(label);
    }

    /// The end of a message: which labels there are in a segment, or in all.
    pub fn listed(&self, segment: Option<Segment>) -> String {
        let place = segment.map_or_else(String::new, |segment| format!(" in the {segment}"));
        let wanted = self.by_segment.iter().filter(|(it, _)| segment.is_none_or(|segment| segment == **it));
        let (mut count, mut names) = (0, Vec::new());
        for (_, (more, first)) in wanted {
            count += more;
            names.extend(first.iter().map(|name| quoted(name)));
        }
        names.truncate(NAMED);
        let others = count - names.len();
        match (names.as_slice(), others) {
            ([], _) => format!("; there is no label{place}"),
            ([only], 0) => format!("; the only label{place} is {only}"),
            ([before @ .., last], 0) => {
                format!("; the labels{place} are {} and {last}", before.join(", "))
            }
            (names, others) => format!("; some labels{place} are {} ({others} more)", names.join(", ")),
        }
    }
}

/// Whether a text is a register and nothing else: in lower case it may be a label, too, where no register is wanted.
fn is_register(text: &str) -> bool {
    number::register(text).is_some() && text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether a label may have a name.
pub(crate) fn can_name_label(text: &str) -> bool {
    is_name(text) && !is_register(text)
}

impl<'a> Assembler<'a> {
    /// Defines a label at the current address.
    pub fn define(&mut self, name: Piece<'a>) {
        let problem = if is_register(name.text) {
            Some("it is a register")
        } else if !is_name(name.text) {
            Some("a name is a letter or `_`, then letters, digits, `_` and `.`")
        } else if name.text.len() > usize::from(u16::MAX) {
            Some("it is longer than 65535 bytes")
        } else {
            None
        };
        // A label with a bad name is defined all the same, so that its uses are no further errors.
        if let Some(problem) = problem {
            self.fault(name, format_args!("{} cannot name a label: {problem}", name.quoted()));
        }
        let address = self.here() as u32;
        let label = Label { name, segment: self.segment, address, line: self.line, exported: false };
        match self.labels.by_name.entry(name.text) {
            Entry::Vacant(entry) => {
                let index = self.labels.all.len();
                entry.insert(index);
                self.labels.add(label);
                if self.segment == Segment::Code {
                    self.marks.add(address as usize, Mark::Label(index));
                }
            }
            Entry::Occupied(entry) if problem.is_none() => {
                let line = self.labels.all[*entry.get()].line;
                let message = format!("the label {} is already defined in line {line}", name.quoted());
                self.fault(name, message);
            }
            Entry::Occupied(_) => {}
        }
    }
}
