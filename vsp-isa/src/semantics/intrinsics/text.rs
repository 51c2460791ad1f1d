//! Intrinsics that make texts of numbers and numbers of texts, in memory. Files have them from version 1.2 on.

use super::super::text::{FloatText, parse_float, parse_integer, text_at};
use super::super::word;
use super::operands::{Done, Operands};
use crate::{Flags, Mode, Reg, Registers, TrapKind};
use core::fmt::{self, Write};

/// No number of the machine's displays longer than this: a float with a sign, 309 digits, a point and six decimals. The NUL
/// that ends a text is the last byte.
const LONGEST: usize = 1 + 309 + 1 + 6 + 1;

/// A text on its way to memory.
struct Buffer {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Write for Buffer {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        let end = self.length + more.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(more.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// The integer A0 as a text in memory at A1; integer A0 = its length.
pub(super) fn write_integer(on: &mut Operands) -> Done {
    let number = on.integer(0)?;
    write(on, number)
}

/// The float A0 as a text in memory at A1; integer A0 = its length.
pub(super) fn write_float(on: &mut Operands) -> Done {
    let number = FloatText(on.float(0)?);
    write(on, number)
}

/// Writes a number and a NUL to memory at A1; integer A0 = how many bytes there are before the NUL.
fn write(on: &mut Operands, number: impl fmt::Display) -> Done {
    let address = on.integer(1)?;
    let mut text = Buffer { bytes: [0; LONGEST], length: 0 };
    write!(text, "{number}\0").expect("no number is longer than the buffer");
    let bytes = &text.bytes[..text.length];
    let place = usize::try_from(address).ok().and_then(|at| on.memory.get_mut(at..)?.get_mut(..bytes.len()));
    place.ok_or(TrapKind::AddressOutOfBounds)?.copy_from_slice(bytes);
    on.give_integer(bytes.len() as i64 - 1)
}

/// Integer A0 = the number in memory at A0; Z tells that there is none.
pub(super) fn read_integer(on: &mut Operands) -> Done {
    read(on, parse_integer, word::write_integer)
}

/// Float A0 = the number in memory at A0; Z tells that there is none.
pub(super) fn read_float(on: &mut Operands) -> Done {
    read(on, parse_float, word::write_float)
}

fn read<T>(
    on: &mut Operands,
    parse: fn(&[u8]) -> Option<T>,
    give: fn(&mut Registers, Reg, Mode, T) -> Done,
) -> Done {
    let number = parse(text_at(on.memory, on.integer(0)?)?);
    on.flags.set(Flags::ZERO, number.is_none());
    number.map_or(Ok(()), |number| give(on.registers, Reg::R0, on.mode, number))
}
