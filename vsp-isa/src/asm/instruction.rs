//! Instructions: one statement, one instruction.

use super::number;
use super::place::{Place, expected};
use super::source::Piece;
use super::state::{Assembler, Segment};
use crate::container::LineEntry;
use crate::{Field, Intrinsic, Mode, Opcode};
use alloc::format;
use alloc::string::String;

/// What makes the last operand one that may be left out: the offset of LOADX and its kin, the argument of SYSCALL.
fn last_is_optional(fields: &[Field]) -> bool {
    matches!(fields, [.., Field::WordB, Field::Unsigned8] | [.., Field::Argument16])
}

/// How an instruction is written, for messages.
fn usage(opcode: Opcode) -> String {
    let mnemonic = opcode.mnemonic();
    let fields = opcode.operands();
    match fields {
        [Field::Branch] => return format!("`{mnemonic} target` or `{mnemonic} Ra, target`"),
        [Field::Code24] if opcode == Opcode::Call => {
            return "`CALL target` or `CALL intrinsic[, number]`".into();
        }
        _ => {}
    }
    let mut usage = format!("`{mnemonic}");
    for (index, field) in fields.iter().enumerate() {
        let optional = index + 1 == fields.len() && last_is_optional(fields);
        usage.push_str(if optional { "[" } else { "" });
        usage.push_str(if index == 0 { " " } else { ", " });
        usage.push_str(match field {
            Field::RegisterA | Field::WordA => "Ra",
            Field::RegisterB | Field::WordB => "Rb",
            Field::Unsigned8 | Field::Signed8 | Field::Signed16 | Field::Unsigned24 | Field::Argument16 => {
                "number"
            }
            Field::Data16 | Field::Data16Low | Field::Data24 | Field::Number24 | Field::State24 => "address",
            Field::Code24 | Field::Branch => "target",
            Field::Mode | Field::ModeImmediate => "mode",
            Field::Node | Field::NodeNibble => "node",
            Field::Intrinsic => "intrinsic",
        });
        usage.push_str(if optional { "]" } else { "" });
    }
    usage + "`"
}

impl<'a> Assembler<'a> {
    /// Assembles an instruction.
    pub fn instruction(&mut self, opcode: Opcode, mnemonic: Piece<'a>, operands: &[Piece<'a>]) {
        if self.segment == Segment::Data {
            let message = "an instruction cannot stand in the data; `.code` goes back to the code";
            self.layout_fault(mnemonic, message);
            // Told once: what follows was meant for the code, too.
            self.segment = Segment::Code;
        }
        let Some(at) = self.reserve(opcode.format().length(), 0, mnemonic) else { return };
        self.code[at] = opcode.byte();
        let is_barrier = matches!(opcode, Opcode::Jmp | Opcode::Ret | Opcode::Hlt);
        self.marks.instruction(at + opcode.format().length(), is_barrier);
        if self.lines.last().is_none_or(|entry| entry.line != self.line) {
            self.lines.push(LineEntry { line: self.line, address: at as u32 });
        }
        self.needs.name(opcode.since(), mnemonic);
        let fields = opcode.operands();
        let two_forms = matches!(fields, [Field::Branch]) || opcode == Opcode::Call;
        let most = if two_forms { 2 } else { fields.len() };
        let least = fields.len() - usize::from(last_is_optional(fields));
        if operands.len() < least {
            let unsplit = operands.iter().any(|operand| operand.text.contains(char::is_whitespace));
            let hint = if unsplit { "; there are commas between operands" } else { "" };
            return self.wrong_count(opcode, mnemonic, operands.len(), hint);
        }
        if let Some(surplus) = operands.get(most) {
            let hint = self.hints.three_operands(opcode, operands);
            self.wrong_count(opcode, *surplus, operands.len(), &hint);
        }
        match (fields, operands) {
            ([Field::Branch], [register, target, ..]) => {
                self.operand(at, Field::RegisterA, *register);
                self.set(*target, Place::NearTarget(at));
            }
            ([Field::Code24], [callee, argument @ ..]) if opcode == Opcode::Call => {
                self.set(*callee, Place::Callee(at, argument.first().copied()));
            }
            _ => {
                for (field, operand) in fields.iter().zip(operands) {
                    self.operand(at, *field, *operand);
                }
            }
        }
    }

    fn wrong_count(&mut self, opcode: Opcode, place: Piece<'_>, given: usize, hint: &str) {
        let fields = opcode.operands();
        let count = match fields {
            [Field::Branch] => "one or two operands",
            [Field::Code24] if opcode == Opcode::Call => "one or two operands",
            [] => "no operand",
            [_] => "one operand",
            [_, _] if last_is_optional(fields) => "one or two operands",
            [_, _] => "two operands",
            [_, _, _] if last_is_optional(fields) => "two or three operands",
            [_, _, _, ..] => "three operands",
        };
        let usage = usage(opcode);
        let are = if given == 1 { "is" } else { "are" };
        self.fault(
            place,
            format_args!("{} takes {count}, {usage}, and {given} {are} given{hint}", opcode.mnemonic()),
        );
    }

    /// One operand of the instruction at an address.
    fn operand(&mut self, at: usize, field: Field, operand: Piece<'a>) {
        match field {
            Field::RegisterA | Field::RegisterB | Field::WordA | Field::WordB => {
                match number::register(operand.text) {
                    Some(register) => self.merge(at, field.place(register.index() as u32)),
                    None => self.unexpected(operand, expected(field)),
                }
            }
            Field::Mode | Field::ModeImmediate => match Mode::from_name(operand.text) {
                Some(mode) => self.merge(at, field.place(mode.code().into())),
                None => self.set(operand, Place::Operand(at, field)),
            },
            // SYSCALL names what it calls, so a label of the same name is not meant.
            Field::Intrinsic => match Intrinsic::from_name(operand.text) {
                Some(intrinsic) => {
                    self.needs.name(intrinsic.since(), operand);
                    self.merge(at, field.place(intrinsic.id().into()));
                }
                None => self.set(operand, Place::Operand(at, field)),
            },
            Field::Unsigned8
            | Field::Signed8
            | Field::Signed16
            | Field::Unsigned24
            | Field::Data16
            | Field::Data16Low
            | Field::Data24
            | Field::Number24
            | Field::State24
            | Field::Code24
            | Field::Branch
            | Field::Node
            | Field::NodeNibble
            | Field::Argument16 => self.set(operand, Place::Operand(at, field)),
        }
    }
}
