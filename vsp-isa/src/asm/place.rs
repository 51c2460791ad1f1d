//! Where the value of an operand goes, and whether it fits there.

use super::names::Label;
use super::source::Piece;
use super::state::{Assembler, Segment};
use crate::{Branch, Cell, Field, Intrinsic, Mode, Opcode, Reg, Version};
use alloc::format;
use alloc::string::String;

/// Where a value goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'a> {
    /// A field of the instruction at an address of the code.
    Operand(usize, Field),
    /// The target of the register form of JZ or JN at an address of the code.
    NearTarget(usize),
    /// What the CALL at an address of the code calls, and its second operand, which only an intrinsic takes.
    Callee(usize, Option<Piece<'a>>),
    /// Bytes of a segment: where they begin, and how many they are.
    Bytes(Segment, usize, usize),
    /// The entry point.
    Entry,
    /// The address of a `.symbol`, by its index.
    Symbol(usize),
    /// The line of a `.line`, by its index.
    Line(usize),
    /// The address of a `.line`, by its index.
    LineAddress(usize),
}

/// An operand that is no number, and where its value goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use<'a> {
    pub operand: Piece<'a>,
    pub place: Place<'a>,
}

impl Place<'_> {
    /// The least and the greatest value that fit.
    fn range(self) -> (i128, i128) {
        let of = |field: Field| {
            let (least, greatest) = field.range();
            (least.into(), greatest.into())
        };
        match self {
            Place::Operand(_, field) => of(field),
            Place::NearTarget(_) => of(Field::Argument16),
            Place::Callee(..) => of(Field::Code24),
            // Both the signed and the unsigned numbers of this size.
            Place::Bytes(_, _, size) => (-(1 << (8 * size - 1)), (1 << (8 * size)) - 1),
            Place::Entry | Place::Symbol(_) | Place::Line(_) | Place::LineAddress(_) => (0, u32::MAX.into()),
        }
    }

    /// Where the JZ or JN stands whose target goes here, if one does, and whether it is the register form.
    pub fn branch(self) -> Option<(usize, bool)> {
        match self {
            Place::Operand(at, Field::Branch) => Some((at, false)),
            Place::NearTarget(at) => Some((at, true)),
            Place::Operand(..)
            | Place::Callee(..)
            | Place::Bytes(..)
            | Place::Entry
            | Place::Symbol(_)
            | Place::Line(_)
            | Place::LineAddress(_) => None,
        }
    }

    /// Whether an address in the code cannot stand here, so that a JMP must go there.
    pub fn needs_detour(self, value: i128) -> bool {
        match self.branch() {
            Some((_, true)) => value > i128::from(u16::MAX),
            Some((_, false)) => Branch::flag(value as u32).is_none(),
            None => false,
        }
    }

    /// Follows what stands in the code to another address.
    pub fn shift(&mut self, moved: impl Fn(usize) -> usize) {
        match self {
            Place::Operand(at, _)
            | Place::NearTarget(at)
            | Place::Callee(at, _)
            | Place::Bytes(Segment::Code, at, _) => *at = moved(*at),
            Place::Bytes(Segment::Data, ..)
            | Place::Entry
            | Place::Symbol(_)
            | Place::Line(_)
            | Place::LineAddress(_) => {}
        }
    }

    /// Whether an address goes here, and if so in what.
    pub fn space(self) -> Option<Segment> {
        match self {
            Place::Operand(_, field) => match field {
                Field::Data16 | Field::Data16Low | Field::Data24 | Field::Number24 | Field::State24 => {
                    Some(Segment::Data)
                }
                Field::Code24 | Field::Branch => Some(Segment::Code),
                Field::RegisterA
                | Field::RegisterB
                | Field::WordA
                | Field::WordB
                | Field::Unsigned8
                | Field::Signed8
                | Field::Signed16
                | Field::Unsigned24
                | Field::Mode
                | Field::ModeImmediate
                | Field::Node
                | Field::NodeNibble
                | Field::Intrinsic
                | Field::Argument16 => None,
            },
            Place::NearTarget(_) | Place::Callee(..) | Place::Entry => Some(Segment::Code),
            Place::Bytes(..) | Place::Symbol(_) | Place::Line(_) | Place::LineAddress(_) => None,
        }
    }
}

/// What may stand in a field, for messages.
pub(super) fn expected(field: Field) -> &'static str {
    match field {
        Field::RegisterA | Field::RegisterB | Field::WordA | Field::WordB => "a register (R0 to RF)",
        Field::Unsigned8 | Field::Signed8 | Field::Signed16 | Field::Unsigned24 => "a number",
        Field::Data16 | Field::Data16Low | Field::Data24 | Field::Number24 | Field::State24 => {
            "an address in memory"
        }
        Field::Code24 | Field::Branch => "a label or an address in the code",
        Field::Mode | Field::ModeImmediate => "a mode (SIL-8, SIL-16, SIL-32, SIL-64, SIL-128, or its code)",
        Field::Node | Field::NodeNibble => "a node's number",
        Field::Intrinsic => "an intrinsic's name or number",
        Field::Argument16 => "a number or a label",
    }
}

impl<'a> Assembler<'a> {
    /// Puts a value in its place if it fits there. `label` is the one whose address it is.
    pub fn put(&mut self, operand: Piece<'a>, place: Place<'a>, value: i128, label: Option<Label<'a>>) {
        if label.is_some() && !self.layout_known {
            return;
        }
        match check(operand, place, value, label) {
            Ok(()) if place.needs_detour(value) => self.store_detour(operand, place, value),
            Ok(()) => {
                self.doubt_clamped(operand, place, value);
                self.store(operand, place, value);
            }
            Err(message) => self.fault(operand, message),
        }
    }

    /// MOVI alone has a signed number of 8 bits that it clamps; SCALE adds its own.
    fn doubt_clamped(&mut self, operand: Piece<'a>, place: Place<'a>, value: i128) {
        let Place::Operand(at, Field::Signed8) = place else { return };
        let clamped = value.clamp(Cell::LEAST_RHO.into(), Cell::GREATEST_RHO.into());
        if self.code[at] == Opcode::Movi.byte() && clamped != value {
            let register = Reg::from_nibble(self.code[at + 1]);
            let message = format_args!(
                "MOVI sets rho, which is -8 to 7, so this sets {clamped}; `LI {register}, {value}` loads the integer {value}"
            );
            self.doubt(operand, message);
        }
    }

    fn store(&mut self, operand: Piece<'a>, place: Place<'a>, value: i128) {
        let low = value as u32;
        match place {
            Place::Operand(at, field) => {
                if field == Field::Intrinsic
                    && let Some(intrinsic) = Intrinsic::from_id(low as u8, Version::LATEST)
                {
                    self.needs.number(intrinsic.since());
                }
                self.merge(at, field.place(low));
            }
            Place::NearTarget(at) => self.merge(at, Field::Argument16.place(low)),
            Place::Callee(at, None) => self.merge(at, Field::Code24.place(low)),
            Place::Callee(_, Some(argument)) => {
                self.fault(argument, "CALL takes a second operand only after an intrinsic's name");
            }
            Place::Bytes(segment, at, size) => {
                self.bytes(segment)[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
            }
            Place::Entry => self.entry = Some((operand, low)),
            Place::Symbol(index) => self.symbols[index].0.address = low,
            Place::Line(index) => self.given_lines[index].line = low,
            Place::LineAddress(index) => self.given_lines[index].address = low,
        }
    }

    /// Has a branch go to the JMP to its target.
    fn store_detour(&mut self, operand: Piece<'a>, place: Place<'a>, target: i128) {
        // Where there are errors, there need not be a JMP.
        if !self.layout_known {
            return;
        }
        let is_near = matches!(place, Place::NearTarget(_));
        let detours = if is_near { &self.detours.near } else { &self.detours.far };
        match detours.get(&(target as u32)) {
            Some(&detour) => self.store(operand, place, detour.into()),
            None => {
                let message = "the first 64 KiB of the code, all that a branch with a register reaches, have no room for \
                               JMPs to so many targets beyond";
                self.fault(operand, message);
            }
        }
    }

    /// Sets operand bits of the instruction at an address, which were zeros.
    pub fn merge(&mut self, at: usize, operands: u32) {
        for (byte, more) in self.code[at + 1..].iter_mut().zip(operands.to_le_bytes()) {
            *byte |= more;
        }
    }
}

/// Whether a value fits in its place; if not, the message for it.
fn check(operand: Piece<'_>, place: Place<'_>, value: i128, label: Option<Label<'_>>) -> Result<(), String> {
    let what = || match label {
        Some(_) => format!("{} is {value:#x}, which", operand.quoted()),
        None => operand.quoted(),
    };
    if let (Some(Label { segment, line, .. }), Some(space)) = (label, place.space())
        && segment != space
    {
        let wanted = match space {
            Segment::Code => "a place in the code",
            Segment::Data => "a place in memory (which `.data` begins with)",
        };
        let intrinsic = Intrinsic::from_name(operand.text).filter(|_| matches!(place, Place::Callee(..)));
        let hint = if intrinsic.is_some() { "; SYSCALL calls the intrinsic of that name" } else { "" };
        let name = operand.quoted();
        return Err(format!(
            "{name} is a label in the {segment} (line {line}), and {wanted} is needed here{hint}"
        ));
    }
    let (least, greatest) = match (place, label) {
        // Labels beyond are reached through a JMP.
        (Place::NearTarget(_), Some(_)) => Place::Operand(0, Field::Code24).range(),
        _ => place.range(),
    };
    if !(least..=greatest).contains(&value) {
        return Err(match place.space() {
            Some(_) => format!("{} is out of range; addresses here are 0 to {greatest:#x}", what()),
            None => format!("{} is out of range; what fits here is {least} to {greatest}", what()),
        });
    }
    let Place::Operand(_, field) = place else { return Ok(()) };
    let is_mode = matches!(field, Field::Mode | Field::ModeImmediate);
    if is_mode && Mode::from_code(value as u16).is_none() {
        let modes = "modes are 0 to 4, 8, 16, 32, 64 and 128, or SIL-8 to SIL-128";
        return Err(format!("{} is no mode; {modes}", what()));
    }
    Ok(())
}
