//! PUSH and POP. Programs save what they still need around calls, and do it cell by cell: whole words become one operation.

use super::kind::Kind;
use super::select::{Widths, widths};
use super::translate::Translator;
use vsp_isa::{Opcode, Reg};

const REGISTERS: usize = 16;

/// PUSH or POP.
struct Way {
    opcode: Opcode,
    /// From the lowest register of a word to the highest, or back.
    rises: bool,
    /// Kinds for a number of registers, for a word, and for two words.
    cells: Kind,
    word: Widths,
    words: Widths,
}

const PUSH: Way = Way {
    opcode: Opcode::Push,
    rises: true,
    cells: Kind::Push,
    word: widths!(PushWord16 PushWord32 PushWord64),
    words: widths!(PushWords16 PushWords32 PushWords64),
};

const POP: Way = Way {
    opcode: Opcode::Pop,
    rises: false,
    cells: Kind::Pop,
    word: widths!(PopWord16 PopWord32 PopWord64),
    words: widths!(PopWords16 PopWords32 PopWords64),
};

/// Neighbouring registers that instructions move one after the other.
struct Run {
    /// As an offset in the image.
    lowest: u8,
    count: usize,
    /// The address after the last of the instructions.
    end: u32,
}

impl Translator<'_> {
    /// PUSH, perhaps with those after it; gives the address after them.
    pub fn push_cells(&mut self, at: u32, next: u32, a: Reg) -> u32 {
        self.move_cells(&PUSH, at, next, a)
    }

    /// POP, perhaps with those after it; gives the address after them.
    pub fn pop_cells(&mut self, at: u32, next: u32, a: Reg) -> u32 {
        self.move_cells(&POP, at, next, a)
    }

    fn move_cells(&mut self, way: &Way, at: u32, next: u32, register: Reg) -> u32 {
        let first = self.word(way, register, next);
        let second = first.as_ref().and_then(|first| self.next_word(way, first.end));
        let (kind, run, b) = match (first, second) {
            (Some(first), Some(second)) => (self.width(way.words), second, first.lowest),
            (Some(first), None) => (self.width(way.word), first, 0),
            (None, _) => (Some(way.cells), self.run(way, register, next, REGISTERS), 0),
        };
        let end = run.end;
        match kind {
            // A short instruction has no room for an operation of its own.
            Some(kind) if end > next || self.has_room() => {
                let operation = self.push(kind, at);
                (operation.a, operation.b, operation.c) = (run.lowest, b, run.count as u16);
            }
            Some(_) | None => self.execute(at, end),
        }
        end
    }

    /// A whole word that is moved from a register on.
    fn word(&self, way: &Way, register: Reg, next: u32) -> Option<Run> {
        self.width(way.word)?;
        let run = self.run(way, register, next, self.mode.word_cells());
        (run.count == self.mode.word_cells()).then_some(run)
    }

    /// A whole word that is moved by the instructions at an address.
    fn next_word(&self, way: &Way, at: u32) -> Option<Run> {
        let (instruction, next) = self.following(at)?;
        if instruction.opcode() == way.opcode { self.word(way, instruction.a(), next) } else { None }
    }

    /// As many neighbouring registers as are moved, but at most so many; the first one is, by an instruction before `next`.
    fn run(&self, way: &Way, register: Reg, next: u32, most: usize) -> Run {
        let first = register.index();
        let (mut count, mut end) = (1, next);
        while count < most
            && let Some((instruction, after)) = self.following(end)
            && instruction.opcode() == way.opcode
            && instruction.a().index() == if way.rises { first + count } else { first.wrapping_sub(count) }
        {
            (count, end) = (count + 1, after);
        }
        let lowest = if way.rises { first } else { first + 1 - count };
        Run { lowest: 2 * lowest as u8, count, end }
    }
}
