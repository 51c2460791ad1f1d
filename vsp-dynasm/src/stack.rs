//! The data stack: PUSHes that follow each other, or POPs, by one check of its depth, and the cells of a word by one access.

use crate::assembler::Register::{A, B, C};
use crate::assembler::{Assembler, Condition, Place, Type};
use crate::bytesil::cell;
use crate::compile::Templates;
use crate::slow_path::What;
use core::mem;
use vsp_isa::abi::offset;
use vsp_isa::{Opcode, Reg};

const STACK: Place = Place::Context(offset::STACK as u8);
const STACK_DEPTH: Place = Place::Context(offset::STACK_DEPTH as u8);

/// How many cells are pushed or popped at once at most: all registers.
const LONGEST_RUN: usize = 16;

/// How many cells may have been pushed or popped that the context does not count, so that distances from its top have few bits.
const MOST_PUSHED: u32 = 32;
const _: () = assert!(2 * (MOST_PUSHED as usize + LONGEST_RUN) <= i8::MAX as usize);

/// The registers of PUSHes or POPs that follow each other, in their order.
struct Run {
    registers: [Reg; LONGEST_RUN],
    length: usize,
}

impl Run {
    fn registers(&self) -> &[Reg] {
        &self.registers[..self.length]
    }

    fn cells(&self) -> i32 {
        self.length as i32
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// Pushes a register, and those that the next instructions push.
    pub(super) fn push_run(&mut self, first: Reg) {
        let run = self.run_of(Opcode::Push, first);
        self.asm.load(A, Type::U32, STACK_DEPTH);
        // What was popped within the block version has left room.
        let room = self.pushed + run.cells();
        if room > 0 {
            let steps = self.slow_path(What::Steps(self.pc));
            self.asm.jump_if_over(room as u8, offset::STACK_LIMIT as u8, steps);
        }
        self.asm.load(B, Type::U64, STACK);
        let mut rest = run.registers();
        while let &[reg, ref others @ ..] = rest {
            let place = self.place_above();
            // The lowest cell of a word is the lowest on the stack, too.
            match rest.split_at_checked(self.mode.word_cells()) {
                Some((word, others)) if self.is_word(word.iter()) => {
                    self.store_word_to(reg, place);
                    self.pushed += word.len() as i32;
                    rest = others;
                }
                Some(_) | None => {
                    self.store_cells(reg, 1);
                    self.asm.load(C, Type::U16, cell(reg));
                    self.asm.store(C, Type::U16, place);
                    self.pushed += 1;
                    rest = others;
                }
            }
        }
    }

    /// Pops into a register, and into those that the next instructions pop into.
    pub(super) fn pop_run(&mut self, first: Reg) {
        let run = self.run_of(Opcode::Pop, first);
        self.asm.load(A, Type::U32, STACK_DEPTH);
        // What was pushed within the block version is there.
        let needed = run.cells() - self.pushed;
        if needed > 0 {
            self.asm.compare_number(Type::U64, A, needed as i16);
            let steps = self.slow_path(What::Steps(self.pc));
            self.asm.jump_if(Condition::Less, steps);
        }
        self.asm.load(B, Type::U64, STACK);
        let mut rest = run.registers();
        while let &[reg, ref others @ ..] = rest {
            match rest.split_at_checked(self.mode.word_cells()) {
                Some((word, others)) if self.is_word(word.iter().rev()) => {
                    self.pushed -= word.len() as i32;
                    self.load_word(word[word.len() - 1], self.place_above());
                    rest = others;
                }
                Some(_) | None => {
                    self.pushed -= 1;
                    self.release_cells(reg, 1);
                    self.asm.load(C, Type::U16, self.place_above());
                    self.asm.store(C, Type::U16, cell(reg));
                    rest = others;
                }
            }
        }
    }

    /// Takes the instructions that follow in the block version, as long as they are this one, for the same template.
    fn run_of(&mut self, opcode: Opcode, first: Reg) -> Run {
        if self.pushed.unsigned_abs() > MOST_PUSHED {
            self.settle_stack();
        }
        let mut run = Run { registers: [first; LONGEST_RUN], length: 1 };
        while run.length < LONGEST_RUN && !self.reach.begins(self.next) {
            match self.image.code.get(self.next as usize..self.next as usize + 2) {
                Some(&[byte, operand]) if byte == opcode.byte() => {
                    run.registers[run.length] = Reg::from_nibble(operand & 15);
                    run.length += 1;
                    self.next += 2;
                }
                Some(_) | None => break,
            }
        }
        run
    }

    /// Whether some registers, the lowest first, are the cells of a word.
    fn is_word<'r>(&self, mut registers: impl Iterator<Item = &'r Reg>) -> bool {
        let lowest = registers.next().map_or(0, |reg| reg.index());
        lowest.is_multiple_of(self.mode.word_cells())
            && registers.zip(lowest + 1..).all(|(reg, index)| reg.index() == index)
    }

    /// The place above all cells, while `A` and `B` hold how many the context counts, and where they are.
    fn place_above(&self) -> Place {
        Place::Stacked(2 * self.pushed as i8)
    }

    /// Has the context say how many cells are on the data stack. Changes the processor's flags if it did not.
    pub(super) fn settle_stack(&mut self) {
        let pushed = mem::take(&mut self.pushed);
        self.emit_pushed(pushed);
    }

    /// Adds to the number of cells on the data stack.
    pub(super) fn emit_pushed(&mut self, pushed: i32) {
        if pushed != 0 {
            self.asm.add_to_field(pushed, offset::STACK_DEPTH as u8);
        }
    }
}
