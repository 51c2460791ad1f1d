//! The code of ways that are rarely taken.

use crate::assembler::{Alu, Assembler, Condition, Place, Scratch, Type};
use crate::buffer::append;
use crate::cold::{Cold, What};
use crate::compile::Templates;
use crate::label::Label;
use vsp_isa::abi::{Exit, offset};
use vsp_isa::{Flags, Reg};

impl<A: Assembler> Templates<'_, A> {
    fn cold(&mut self, what: What) -> Label {
        let number = self.cold.ways.len() as u32;
        append(&mut self.cold.ways, Cold { what, due: self.due });
        Label::Cold(number)
    }

    /// A way out of the run.
    pub(super) fn cold_exit(&mut self, exit: Exit, pc: u32) -> Label {
        self.cold(What::Exit(exit, pc))
    }

    /// The way out where a block costs too much.
    pub(super) fn out_of_fuel(&mut self, pc: u32, cost: u32) -> Label {
        self.cold(What::OutOfFuel { pc, cost })
    }

    /// Stops the run if the last comparison found a null that collapses it.
    pub(super) fn collapse_if_equal(&mut self) {
        let number = self.cold.ways.len() as u32;
        self.asm.jump_if(Condition::Equal, Label::Cold(number));
        let resume = self.asm.buffer().position();
        self.cold(What::Null { next: self.next, resume });
    }

    /// Emits the code of all ways that have none, where control does not come by itself.
    pub(super) fn emit_cold_ways(&mut self) {
        for number in self.cold.places.len()..self.cold.ways.len() {
            self.asm.buffer().make_room();
            let Cold { what, due } = self.cold.ways[number];
            let place = self.asm.buffer().position();
            append(&mut self.cold.places, place);
            match what {
                What::Exit(exit, pc) => self.emit_exit(exit, pc, due),
                What::OutOfFuel { pc, cost } => {
                    self.asm.give_fuel_back(cost);
                    self.emit_exit(Exit::OutOfFuel, pc, due);
                }
                What::Null { next, resume } => {
                    let collapse = i32::from(Flags::COLLAPSE.bits());
                    let flags = Place::Context(offset::FLAGS as u8);
                    self.asm.load(Scratch::A, Type::U8, flags);
                    self.asm.copy(Scratch::B, Scratch::A);
                    self.asm.alu_number(Alu::And, Scratch::B, collapse);
                    self.asm.compare_number(Scratch::B, 0);
                    self.asm.jump_if(Condition::NotEqual, Label::At(resume));
                    self.asm.alu_number(Alu::Or, Scratch::A, collapse);
                    self.asm.store(Scratch::A, Type::U8, flags);
                    self.emit_exit(Exit::Collapsed, next, due);
                }
            }
        }
    }

    fn emit_exit(&mut self, exit: Exit, pc: u32, due: Option<Reg>) {
        if let Some(reg) = due {
            self.emit_flags_of(reg);
        }
        self.asm.exit(exit.code(), pc);
    }

    /// Emits the cold ways amid the code where jumps to them would soon be too long, which only happens where a skip reaches
    /// over all of them.
    #[inline]
    pub(super) fn keep_cold_ways_near(&mut self) {
        if self.asm.buffer().position() - self.last_cold_ways > A::COLD_REACH {
            let over = self.asm.skip();
            self.emit_cold_ways();
            self.asm.land(over);
            self.last_cold_ways = self.asm.buffer().position();
        }
    }
}
