//! From items with symbolic targets to bytes.

use crate::{Encoded, Field, Opcode};
use fastrand::Rng;
use std::collections::HashMap;

/// As operands of JZ and JN: the form that tests a flag.
pub(crate) const FLAG_FORM: u32 = u32::MAX;

/// Where a jump goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// A place with this number.
    Place(usize),
    /// A subroutine.
    Function(usize),
    /// Behind everything: the end of the code, or an instruction that is cut short.
    Tail,
    /// Any address in the code or just past it.
    Anywhere,
}

/// A piece of the code.
pub(crate) enum Item {
    Bytes(Vec<u8>),
    /// An instruction of four bytes; for JZ and JN `operands` is the register to test, or [`FLAG_FORM`].
    Jump {
        opcode: Opcode,
        operands: u32,
        to: Target,
    },
    Label(Target),
}

/// The code, and where each subroutine begins.
pub(crate) struct Code {
    pub bytes: Vec<u8>,
    pub functions: Vec<u32>,
}

pub(crate) fn lay_out(items: &[Item], rng: &mut Rng) -> Code {
    let mut places = HashMap::new();
    let mut functions = Vec::new();
    let mut at = 0u32;
    for item in items {
        match item {
            Item::Bytes(bytes) => at += bytes.len() as u32,
            Item::Jump { .. } => at += 4,
            Item::Label(target) => {
                places.insert(*target, at);
                if let Target::Function(_) = target {
                    functions.push(at);
                }
            }
        }
    }
    let end = at;
    let mut bytes = Vec::new();
    for item in items {
        match item {
            Item::Bytes(some) => bytes.extend_from_slice(some),
            Item::Label(_) => {}
            Item::Jump { opcode, operands, to } => {
                let to = match to {
                    Target::Anywhere => rng.u32(..end + 3),
                    Target::Place(_) | Target::Function(_) | Target::Tail => places[to],
                };
                bytes.extend_from_slice(
                    Encoded::new(*opcode, jump_operands(*opcode, *operands, to)).as_bytes(),
                );
            }
        }
    }
    Code { bytes, functions }
}

/// The operand bits of a jump. A flag form whose target cannot be encoded becomes the register form.
fn jump_operands(opcode: Opcode, wanted: u32, to: u32) -> u32 {
    let two_forms = opcode.operands() == [Field::Branch];
    match two_forms {
        true if wanted == FLAG_FORM && to & 0xff >= 16 => to,
        true => wanted & 15 | to << 8,
        false => to,
    }
}
