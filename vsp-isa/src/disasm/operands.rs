//! Instructions as text.

use super::labels::Labels;
use crate::{Branch, Field, Instruction, Intrinsic, Mode, Opcode, Operand, Reg, Test, Version};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};

/// An instruction of a file of some version as the assembler reads it: mnemonic, operands.
pub(super) fn instruction(
    instruction: Instruction,
    version: Version,
    labels: &Labels<'_>,
) -> (&'static str, String) {
    let opcode = instruction.opcode();
    if let Instruction::Syscall { id, arg } = instruction {
        return syscall(id, arg, Intrinsic::from_id(id, version), labels);
    }
    let bits = instruction.encode().operands();
    let mut text = String::new();
    for field in opcode.operands() {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&operand(*field, bits, labels));
    }
    (opcode.mnemonic(), text)
}

fn operand(field: Field, bits: u32, labels: &Labels<'_>) -> String {
    let raw = field.extract(bits);
    match field {
        Field::RegisterA | Field::RegisterB | Field::WordA | Field::WordB => {
            Reg::from_nibble(raw as u8).to_string()
        }
        Field::Unsigned8
        | Field::Signed8
        | Field::Signed16
        | Field::Unsigned24
        | Field::Node
        | Field::NodeNibble
        | Field::Intrinsic
        | Field::Argument16 => field.value(bits).to_string(),
        Field::Data16 | Field::Data16Low | Field::Data24 | Field::Number24 | Field::State24 => {
            address(raw, labels.in_data(raw))
        }
        Field::Code24 => address(raw, labels.in_code(raw)),
        Field::Branch => {
            let branch = Branch::from_raw(raw);
            let target = address(branch.target(), labels.in_code(branch.target()));
            match branch.test() {
                Test::Flag => target,
                Test::Register(register) => format!("{register}, {target}"),
            }
        }
        // The codes that stand for a mode beside its own stay numbers, since its name gives its own.
        Field::Mode | Field::ModeImmediate => {
            let named = Mode::from_code(raw as u16).filter(|mode| u32::from(mode.code()) == raw);
            named.map_or_else(|| raw.to_string(), |mode| mode.name().to_owned())
        }
    }
}

/// An address as its label, or as a number if it has none.
pub(super) fn address(address: u32, label: Option<&str>) -> String {
    label.map_or_else(|| format!("{address:#06x}"), str::to_owned)
}

/// A SYSCALL: as a CALL where its intrinsic has a name that no label has.
fn syscall(id: u8, arg: u16, intrinsic: Option<Intrinsic>, labels: &Labels<'_>) -> (&'static str, String) {
    let name = intrinsic.and_then(|intrinsic| intrinsic.names().first());
    let takes_address = intrinsic.is_some_and(takes_address);
    let mnemonic = match name {
        Some(name) if !labels.has(name) => Opcode::Call.mnemonic(),
        Some(_) | None => Opcode::Syscall.mnemonic(),
    };
    let mut text = name.map_or_else(|| format!("{id:#04x}"), |name| (*name).to_owned());
    let label = labels.in_data(arg.into()).filter(|_| takes_address);
    if label.is_some() || arg != 0 {
        let argument = if takes_address { address(arg.into(), label) } else { arg.to_string() };
        text = format!("{text}, {argument}");
    }
    (mnemonic, text)
}

/// Whether an intrinsic's argument is an address in memory.
fn takes_address(intrinsic: Intrinsic) -> bool {
    matches!(
        intrinsic,
        Intrinsic::PrintString
            | Intrinsic::StateFromBytes
            | Intrinsic::StateToBytes
            | Intrinsic::StateCompare
            | Intrinsic::StateEquals
            | Intrinsic::StateTensor
            | Intrinsic::AssertEqState
    )
}
