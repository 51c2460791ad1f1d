//! Branches over one operation, forward and near: the operation is chosen or left out by the flag, without a branch.

use super::branches::branch_on_flag;
use super::choice::Choice;
use super::draft::target;
use super::kind::Kind;
use super::operation::Operation;
use super::select::{Widths, offset, widths};
use super::translate::Translator;
use vsp_isa::{Fetched, Field, Flags, Opcode, Reg};

/// How many bytes at most stand between a branch and its target: a jump, and two instructions.
const MOST_BYTES: u32 = 10;

/// How far the row that has a number for b comes after the one that has a register.
const NUMBER: usize = 2;

impl Translator<'_> {
    /// The operation that the branch at an address goes around, or goes to and the jump after it around, if the branch goes by a flag
    /// and the operation can be left out.
    pub fn chosen(&self, at: u32) -> Option<Operation> {
        let (instruction, next) = self.peek(at)?;
        let goal = branch_on_flag(instruction)?.target();
        let flag = if instruction.opcode() == Opcode::Jz { Flags::ZERO } else { Flags::NEGATIVE };
        if goal <= next || goal - next > MOST_BYTES || !self.has_room() {
            return None;
        }
        let (first, after) = self.peek(next)?;
        let (begin, end, skipped) = if first.opcode() == Opcode::Jmp && after == goal {
            (goal, first.operand(Field::Code24), self.cost(next))
        } else {
            (next, goal, 0)
        };
        let operation = self.left_out(begin, end)?;
        let (cost, more) = (skipped + self.cost(end), self.cost(begin).checked_sub(skipped)?);
        if cost >= Choice::MOST_COST || more >= Choice::MOST_MORE {
            return None;
        }
        let choice = Choice { flag: flag.bits(), is_set: begin == goal, cost: cost as u16, more: more as u8 };
        Some(Operation { imm: choice.bits(), target: target(end, self.mode), ..operation })
    }

    /// Translates the branch at an address with such an operation.
    pub fn choose(&mut self, at: u32, chosen: Operation) {
        *self.push(Kind::Redo, at) = chosen;
    }

    /// What stands between two addresses, as one operation that can be left out.
    fn left_out(&self, begin: u32, end: u32) -> Option<Operation> {
        let (instruction, next) = self.peek(begin)?;
        let a = instruction.a();
        let operation = |kind: Kind, a: Reg, b: Reg, number: i16| Operation {
            a: offset(a),
            b: offset(b),
            c: number as u16,
            ..Operation::new(kind as u16)
        };
        if next == end {
            return match instruction.opcode() {
                Opcode::Li => {
                    let kind = self.width(widths!(ChooseNumber16 ChooseNumber32 ChooseNumber64))?;
                    Some(operation(kind, a, a, instruction.operand(Field::Signed16)))
                }
                Opcode::Negint => {
                    Some(operation(self.width(widths!(ChooseNeg16 ChooseNeg32 ChooseNeg64))?, a, a, 0))
                }
                _ => {
                    let widths = combined(instruction)?;
                    Some(operation(self.width(widths)?, a, instruction.b(), 0))
                }
            };
        }
        if instruction.opcode() != Opcode::Li {
            return None;
        }
        let (loaded, imm) = (a, instruction.operand(Field::Signed16));
        let (second, after) = self.following(next)?;
        let (a, b, widths) = (second.a(), second.b(), combined(second)?);
        if after != end || !self.are_apart(a, b) {
            None
        } else if b == loaded {
            Some(operation(self.width(widths)?.variant(NUMBER), a, b, imm))
        } else if a == loaded && second.opcode() == Opcode::Addint {
            Some(operation(self.width(widths!(ChooseSum16 ChooseSum32 ChooseSum64))?, a, b, imm))
        } else {
            None
        }
    }
}

/// The kinds that choose to combine the two words of an instruction.
fn combined(instruction: Fetched) -> Option<Widths> {
    Some(match instruction.opcode() {
        Opcode::Addint => widths!(ChooseAdd16 ChooseAdd32 ChooseAdd64),
        Opcode::Subint => widths!(ChooseSub16 ChooseSub32 ChooseSub64),
        Opcode::Andint => widths!(ChooseAnd16 ChooseAnd32 ChooseAnd64),
        Opcode::Orint => widths!(ChooseOr16 ChooseOr32 ChooseOr64),
        Opcode::Xorint => widths!(ChooseXor16 ChooseXor32 ChooseXor64),
        Opcode::Shlint => widths!(ChooseShl16 ChooseShl32 ChooseShl64),
        Opcode::Shrint => widths!(ChooseShr16 ChooseShr32 ChooseShr64),
        _ => return None,
    })
}
