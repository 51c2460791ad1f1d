//! Branches over one operation, forward and near: the operation is chosen or left out by the flag, without a branch.

use super::choice::Choice;
use super::draft::target;
use super::kind::Kind;
use super::operation::Operation;
use super::select::{Widths, offset, widths};
use super::translate::Translator;
use vsp_isa::{Flags, Instruction, Reg, Test};

/// How many bytes at most stand between a branch and its target: a jump, and two instructions.
const MOST_BYTES: u32 = 10;

/// How far the row that has a number for b comes after the one that has a register.
const NUMBER: usize = 2;

impl Translator<'_> {
    /// The operation that the branch at an address goes around, or goes to and the jump after it around, if the branch goes by a flag
    /// and the operation can be left out.
    pub fn chosen(&self, at: u32) -> Option<Operation> {
        let (instruction, next) = self.peek(at)?;
        let (branch, flag) = match instruction {
            Instruction::Jz { branch } => (branch, Flags::ZERO),
            Instruction::Jn { branch } => (branch, Flags::NEGATIVE),
            _ => return None,
        };
        let goal = branch.target();
        if branch.test() != Test::Flag || goal <= next || goal - next > MOST_BYTES || !self.has_room() {
            return None;
        }
        let (begin, end, skipped) = match self.peek(next)? {
            (Instruction::Jmp { target: end }, after) if after == goal => (goal, end, self.cost(next)),
            _ => (next, goal, 0),
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
        use Instruction as I;
        let (instruction, next) = self.peek(begin)?;
        let operation = |kind: Kind, a: Reg, b: Reg, number: i16| Operation {
            a: offset(a),
            b: offset(b),
            c: number as u16,
            ..Operation::new(kind as u16)
        };
        if next == end {
            return match instruction {
                I::Li { a, imm } => {
                    let kind = self.width(widths!(ChooseNumber16 ChooseNumber32 ChooseNumber64))?;
                    Some(operation(kind, a, a, imm))
                }
                I::Negint { a } => {
                    Some(operation(self.width(widths!(ChooseNeg16 ChooseNeg32 ChooseNeg64))?, a, a, 0))
                }
                _ => {
                    let (a, b, widths) = combined(instruction)?;
                    Some(operation(self.width(widths)?, a, b, 0))
                }
            };
        }
        let I::Li { a: loaded, imm } = instruction else { return None };
        let (second, after) = self.following(next)?;
        let (a, b, widths) = combined(second)?;
        if after != end || !self.are_apart(a, b) {
            None
        } else if b == loaded {
            Some(operation(self.width(widths)?.variant(NUMBER), a, b, imm))
        } else if a == loaded && matches!(second, I::Addint { .. }) {
            Some(operation(self.width(widths!(ChooseSum16 ChooseSum32 ChooseSum64))?, a, b, imm))
        } else {
            None
        }
    }
}

/// The words that an instruction combines, and the kinds that choose to.
fn combined(instruction: Instruction) -> Option<(Reg, Reg, Widths)> {
    use Instruction as I;
    Some(match instruction {
        I::Addint { a, b } => (a, b, widths!(ChooseAdd16 ChooseAdd32 ChooseAdd64)),
        I::Subint { a, b } => (a, b, widths!(ChooseSub16 ChooseSub32 ChooseSub64)),
        I::Andint { a, b } => (a, b, widths!(ChooseAnd16 ChooseAnd32 ChooseAnd64)),
        I::Orint { a, b } => (a, b, widths!(ChooseOr16 ChooseOr32 ChooseOr64)),
        I::Xorint { a, b } => (a, b, widths!(ChooseXor16 ChooseXor32 ChooseXor64)),
        I::Shlint { a, b } => (a, b, widths!(ChooseShl16 ChooseShl32 ChooseShl64)),
        I::Shrint { a, b } => (a, b, widths!(ChooseShr16 ChooseShr32 ChooseShr64)),
        _ => return None,
    })
}
