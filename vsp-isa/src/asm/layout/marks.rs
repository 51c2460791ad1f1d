//! Statements of the code, as far as inserting bytes between them needs to know.

use alloc::vec::Vec;

/// Something between two bytes of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Mark {
    /// An instruction after which control never goes on to the next one ends here.
    Barrier,
    /// Data in the code ends here: nothing may be inserted behind it, since it may be the beginning of an instruction.
    Raw,
    /// An `.align`: so many NOPs stand here to make the address a multiple.
    Align { multiple: u32, padding: u32 },
    /// A label, by its index.
    Label(usize),
}

/// The marks of a source, in its order, and with them that of their addresses.
#[derive(Debug, Default)]
pub(in super::super) struct Marks {
    /// Each with its address.
    pub all: Vec<(usize, Mark)>,
    /// Behind the last instruction: its end, and how many marks are before that.
    pub last_instruction: (usize, usize),
    /// Whether control goes on from there.
    pub falls_out: bool,
}

impl Marks {
    pub fn add(&mut self, at: usize, mark: Mark) {
        self.all.push((at, mark));
    }

    /// Notes the end of an instruction.
    pub fn instruction(&mut self, end: usize, is_barrier: bool) {
        if is_barrier {
            self.add(end, Mark::Barrier);
        }
        self.last_instruction = (end, self.all.len());
        self.falls_out = !is_barrier;
    }
}
