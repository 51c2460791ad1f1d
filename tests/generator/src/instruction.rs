//! Instructions that mostly do not trap.

use crate::layout::Item;
use crate::{Encoded, Field, Generator, Instruction, Mode, Opcode};
use vsp_isa::{By, Intrinsic};

impl Generator {
    /// An instruction that does not jump.
    pub(crate) fn ordinary_instruction(&mut self) {
        let opcode = self.opcode();
        let mut operands = 0;
        for &field in opcode.operands() {
            operands |= field.place(self.operand(opcode, field));
        }
        if self.version >= Opcode::Li.since() && self.mode > Mode::Sil8 {
            self.make_index_small(opcode, operands);
        }
        if opcode == Opcode::Syscall {
            self.give_text_an_address(Field::Intrinsic.extract(operands) as u8);
        }
        self.items.push(Item::Bytes(Encoded::new(opcode, operands).as_bytes().to_vec()));
        self.follow(opcode, operands);
    }

    /// Any opcode that does not jump; rarely one that ends the run, or that the version lacks.
    fn opcode(&mut self) -> Opcode {
        loop {
            let opcode = Opcode::ALL[self.rng.usize(..Opcode::ALL.len())];
            let rare = match opcode {
                Opcode::Jmp
                | Opcode::Jz
                | Opcode::Jn
                | Opcode::Jc
                | Opcode::Jo
                | Opcode::Call
                | Opcode::Loop => {
                    continue;
                }
                Opcode::Hlt | Opcode::Ret | Opcode::Compat => true,
                // Not so rare that no program at all has it.
                Opcode::Pop => self.stack == 0 && self.rng.u8(..6) > 0,
                // Narrowing, and promoting again, would otherwise soon leave every program in one mode.
                Opcode::Truncate | Opcode::Demote | Opcode::Xordem | Opcode::Avgdem | Opcode::Maxdem => {
                    self.rng.bool()
                }
                _ => opcode.since() > self.version,
            };
            // Intrinsics are many, and cost one opcode.
            if opcode != Opcode::Syscall && self.rng.u8(..8) == 0 {
                return Opcode::Syscall;
            }
            if !rare || self.rng.u8(..60) == 0 {
                return opcode;
            }
        }
    }

    fn operand(&mut self, opcode: Opcode, field: Field) -> u32 {
        match field {
            Field::RegisterA | Field::RegisterB | Field::NodeNibble => self.rng.u32(..16),
            Field::WordA | Field::WordB => self.word_register(),
            Field::Unsigned8 | Field::Signed8 | Field::Node => self.rng.u32(..256),
            Field::Signed16 => self.number() as u32,
            Field::Unsigned24 => self.rng.u32(..4),
            Field::Data16 | Field::Data16Low => self.address(1 << 16),
            Field::Number24 => self.list_address(opcode),
            Field::Data24 | Field::State24 | Field::Code24 | Field::Branch => self.address(1 << 24),
            Field::Mode | Field::ModeImmediate => self.mode_code(),
            Field::Intrinsic => self.intrinsic(),
            Field::Argument16 => self.address(1 << 16),
        }
    }

    /// A register that a word fits at, but for rare cases.
    fn word_register(&mut self) -> u32 {
        let cells = self.mode.word_cells() as u32;
        match self.rng.u8(..200) {
            0 => self.rng.u32(..16),
            1..40 => self.rng.u32(..=16 - cells),
            _ => cells * self.rng.u32(..16 / cells),
        }
    }

    /// A number: small, or of any size, or at an end of the range.
    fn number(&mut self) -> i16 {
        match self.rng.u8(..8) {
            0 => self.rng.i16(..),
            1 => [i16::MIN, i16::MAX, -1, 0][self.rng.usize(..4)],
            _ => self.rng.i16(-20..100),
        }
    }

    /// An address of memory: mostly in the data, rarely near an end of the range.
    fn address(&mut self, range: u32) -> u32 {
        match self.rng.u8(..100) {
            0 => self.rng.u32(..range),
            1 => self.rng.u32(0xfff0..0x1_0000),
            2 => (self.rng.u32(0xfff0..0x1_0010)).min(range - 1),
            3..20 => self.rng.u32(0x100..0x8000),
            _ => self.rng.u32(..self.data.len() as u32),
        }
    }

    /// Where TRANS finds an id that the host has, or PIPE a list of such.
    fn list_address(&mut self, opcode: Opcode) -> u32 {
        match (self.rng.u8(..20), opcode) {
            (0, _) => self.address(1 << 24),
            (_, Opcode::Pipe) => 0,
            _ => [0, 4, 8][self.rng.usize(..3)],
        }
    }

    fn mode_code(&mut self) -> u32 {
        match self.rng.u8(..100) {
            0 => self.rng.u32(..256),
            1..20 => [8, 16, 32, 64, 128][self.rng.usize(..5)],
            _ => self.rng.u32(..5),
        }
    }

    fn intrinsic(&mut self) -> u32 {
        if self.rng.u8(..100) == 0 {
            return self.rng.u32(..256);
        }
        loop {
            let intrinsic = Intrinsic::ALL[self.rng.usize(..Intrinsic::ALL.len())];
            let rare = match intrinsic {
                // Most assertions would fail.
                Intrinsic::AssertEq
                | Intrinsic::AssertTrue
                | Intrinsic::AssertFalse
                | Intrinsic::AssertEqInt
                | Intrinsic::AssertEqBytesil
                | Intrinsic::AssertEqState => true,
                _ => intrinsic.by() == By::Host || intrinsic.since() > self.version,
            };
            if !rare || self.rng.u8(..8) == 0 {
                return intrinsic.id().into();
            }
        }
    }

    /// Before an access to an address that a word gives: makes that a small number, but for rare cases.
    fn make_index_small(&mut self, opcode: Opcode, operands: u32) {
        let indexed =
            opcode.operands().contains(&Field::Unsigned8) && opcode.operands().contains(&Field::WordB);
        let register = Field::WordB.extract(operands);
        let fits = register as usize + self.mode.word_cells() <= 16;
        if indexed && fits && self.rng.u8(..40) > 0 {
            let address = self.rng.u16(..300) as i16;
            let a = vsp_isa::Reg::from_nibble(register as u8);
            self.instruction(Instruction::Li { a, imm: address });
        }
    }

    /// Before an intrinsic that reads or writes a text where a word says: makes that an address in the data, but for rare cases.
    fn give_text_an_address(&mut self, id: u8) {
        let argument = match Intrinsic::from_id(id, self.version) {
            Some(Intrinsic::PrintText | Intrinsic::TextInt | Intrinsic::TextFloat) => 0,
            Some(Intrinsic::IntText | Intrinsic::FloatText) => self.mode.word_cells() as u8,
            _ => return,
        };
        if self.rng.u8(..20) > 0 {
            let address = self.rng.usize(..self.data.len()) as i16;
            self.instruction(Instruction::Li { a: vsp_isa::Reg::from_nibble(argument), imm: address });
        }
    }

    /// Keeps track of what the instruction does.
    fn follow(&mut self, opcode: Opcode, operands: u32) {
        match opcode {
            Opcode::Push => self.stack += 1,
            Opcode::Pop => self.stack = self.stack.saturating_sub(1),
            Opcode::Setmode => self.follow_mode(Field::Mode, operands, |_, to| to),
            Opcode::Promote => self.follow_mode(Field::ModeImmediate, operands, Mode::max),
            Opcode::Demote | Opcode::Truncate | Opcode::Xordem | Opcode::Avgdem | Opcode::Maxdem => {
                self.follow_mode(Field::ModeImmediate, operands, Mode::min);
            }
            _ => {}
        }
    }

    fn follow_mode(&mut self, field: Field, operands: u32, change: fn(Mode, Mode) -> Mode) {
        if let Some(to) = Mode::from_code(field.extract(operands) as u16) {
            self.mode = change(self.mode, to);
        }
    }
}
