//! The end of a source: names get their values.

use super::number;
use super::place::{Place, Use, expected};
use super::source::{Piece, is_name};
use super::state::{Assembler, Segment};
use crate::{Field, Intrinsic, Mode, Opcode};
use alloc::format;
use alloc::string::String;

impl<'a> Assembler<'a> {
    /// Gives every use of a name its value.
    pub fn resolve(&mut self) {
        for Use { operand, place } in core::mem::take(&mut self.uses) {
            self.give(operand, place);
        }
    }

    /// Puts the value of an operand in its place, now that all labels are known.
    fn give(&mut self, operand: Piece<'a>, place: Place<'a>) {
        let intrinsic = || Intrinsic::from_name(operand.text);
        if let Some(value) = number::integer(operand.text) {
            self.put(operand, place, value, None);
        } else if let Some(&label) = self.labels.get(operand.text) {
            self.put(operand, place, label.address.into(), Some(label));
        } else if let Some(layer) = number::layer(operand.text) {
            self.put(operand, place, layer.into(), None);
        } else if let (Place::Callee(at, argument), Some(intrinsic)) = (place, intrinsic()) {
            self.needs.name(intrinsic.since(), operand);
            self.code[at] = Opcode::Syscall.byte();
            self.merge(at, Field::Intrinsic.place(intrinsic.id().into()));
            if let Some(argument) = argument {
                self.give(argument, Place::Operand(at, Field::Argument16));
            }
        } else {
            self.unknown(operand, place);
        }
    }

    /// Tells that an operand has no value.
    fn unknown(&mut self, operand: Piece<'a>, place: Place<'a>) {
        let wanted = match place {
            Place::Operand(_, field) => expected(field),
            Place::Callee(..) => "a label, an intrinsic's name or an address in the code",
            Place::NearTarget(_) | Place::Entry => expected(Field::Code24),
            Place::Bytes(..) => "a number or a label",
            Place::Symbol(_) | Place::Line(_) | Place::LineAddress(_) => "a number",
        };
        if !is_name(operand.text) || number::register(operand.text).is_some() {
            return self.unexpected(operand, wanted);
        }
        let name = operand.quoted();
        let intrinsics = || Intrinsic::ALL.iter().flat_map(|intrinsic| intrinsic.names()).copied();
        let message = match place {
            Place::Operand(_, Field::Intrinsic) => {
                let hint = self.suggester.hint(operand.text, intrinsics()).unwrap_or_default();
                format!("unknown intrinsic {name}{hint}")
            }
            Place::Operand(_, Field::Mode | Field::ModeImmediate) => {
                let names = Mode::ALL.into_iter().map(Mode::name);
                let hint = self.suggester.hint(operand.text, names).unwrap_or_default();
                format!("expected {wanted}, found {name}{hint}")
            }
            Place::Callee(..) => {
                let names = self.labels.names().chain(intrinsics());
                let hint = self.suggester.hint(operand.text, names);
                let listed = || self.labels.listed(place.space());
                format!("unknown label or intrinsic {name}{}", hint.unwrap_or_else(listed))
            }
            Place::Operand(..)
            | Place::NearTarget(_)
            | Place::Bytes(..)
            | Place::Entry
            | Place::Symbol(_)
            | Place::Line(_)
            | Place::LineAddress(_) => self.unknown_label(operand, place.space()),
        };
        self.fault(operand, message);
    }

    /// The message for a name that no label has, where one of this segment is meant, or any.
    pub fn unknown_label(&mut self, name: Piece<'_>, segment: Option<Segment>) -> String {
        let hint = self.suggester.hint(name.text, self.labels.names());
        let hint = hint.unwrap_or_else(|| self.labels.listed(segment));
        format!("unknown label {}{hint}", name.quoted())
    }

    /// Tells that an operand is of the wrong kind.
    pub fn unexpected(&mut self, operand: Piece<'_>, wanted: &str) {
        let found = operand.quoted();
        let first = operand.text.trim_start_matches(['-', '+', '#', '$']).chars().next();
        if operand.is_empty() {
            self.fault(operand, format_args!("an operand is missing here: {wanted}"));
        } else if let Some(register) = number::register(operand.text) {
            self.fault(operand, format_args!("expected {wanted}, found the register {register}"));
        } else if operand.text.contains("//") && !operand.text.starts_with('"') {
            self.fault(operand, format_args!("expected {wanted}, found {found}; comments begin with `;`"));
        } else if number::integer(operand.text).is_none() && first.is_some_and(|c| c.is_ascii_digit()) {
            let forms = "numbers are decimal (-12) or hex (0x1F)";
            self.fault(operand, format_args!("expected {wanted}, found {found}; {forms}"));
        } else if operand.text.contains(char::is_whitespace) && !operand.text.starts_with('"') {
            let hint = "there are commas between operands";
            self.fault(operand, format_args!("expected {wanted}, found {found}; {hint}"));
        } else {
            self.fault(operand, format_args!("expected {wanted}, found {found}"));
        }
    }
}
