//! Integer and float words: how each mode reads them from registers and writes them.

use super::{complex, float, half};
use crate::{Cell, Mode, Reg, Registers, TrapKind};

/// The integer word at `reg`, sign-extended. In SIL-8 that is rho.
///
/// # Errors
/// [`TrapKind::RegisterGroup`] if the word would pass RF.
///
/// ```
/// use vsp_isa::{Mode, Reg, Registers, TrapKind, semantics::word};
/// let mut registers = Registers::NULL;
/// word::write_integer(&mut registers, Reg::R0, Mode::Sil32, -5)?;
/// assert_eq!(word::read_integer(&registers, Reg::R0, Mode::Sil32), Ok(-5));
/// assert_eq!(word::read_integer(&registers, Reg::RF, Mode::Sil32), Err(TrapKind::RegisterGroup));
/// # Ok::<(), TrapKind>(())
/// ```
#[inline]
pub fn read_integer(registers: &Registers, reg: Reg, mode: Mode) -> Result<i64, TrapKind> {
    let bits = read(registers, reg, mode)?;
    Ok(match mode {
        Mode::Sil8 => bits as i8 as i64,
        Mode::Sil16 => bits as i16 as i64,
        Mode::Sil32 => bits as i32 as i64,
        Mode::Sil64 | Mode::Sil128 => bits as i64,
    })
}

/// Stores the low bits of `value` as the integer word at `reg`.
///
/// In SIL-8 its low eight bits, signed, become rho, clamped to [-8, 7], and theta becomes 0.
///
/// # Errors
/// [`TrapKind::RegisterGroup`], with nothing changed, if the word would pass RF.
#[inline]
pub fn write_integer(registers: &mut Registers, reg: Reg, mode: Mode, value: i64) -> Result<(), TrapKind> {
    let bits = match mode {
        Mode::Sil8 => Cell::clamped(value as i8 as i32, 0).to_bits() as u64,
        Mode::Sil16 | Mode::Sil32 | Mode::Sil64 | Mode::Sil128 => value as u64,
    };
    write(registers, reg, mode, bits)
}

/// The float word at `reg`, widened. In SIL-8 that is the cell's magnitude.
///
/// # Errors
/// [`TrapKind::RegisterGroup`] if the word would pass RF.
#[inline]
pub fn read_float(registers: &Registers, reg: Reg, mode: Mode) -> Result<f64, TrapKind> {
    let bits = read(registers, reg, mode)?;
    Ok(match mode {
        Mode::Sil8 => complex::magnitude(Cell::from_bits(bits as u16)),
        Mode::Sil16 => half::widen(bits as u16),
        Mode::Sil32 => f32::from_bits(bits as u32) as f64,
        Mode::Sil64 | Mode::Sil128 => f64::from_bits(bits),
    })
}

/// Rounds `value` to the mode's type and stores it as the float word at `reg`; every NaN as the canonical quiet one.
///
/// In SIL-8 the cell nearest to `value` is stored.
///
/// # Errors
/// [`TrapKind::RegisterGroup`], with nothing changed, if the word would pass RF.
#[inline]
pub fn write_float(registers: &mut Registers, reg: Reg, mode: Mode, value: f64) -> Result<(), TrapKind> {
    let bits = match mode {
        Mode::Sil8 => complex::from_complex(value, 0.0).to_bits() as u64,
        Mode::Sil16 => half::narrow(value) as u64,
        Mode::Sil32 if value.is_nan() => float::NAN_32 as u64,
        Mode::Sil32 => (value as f32).to_bits() as u64,
        Mode::Sil64 | Mode::Sil128 if value.is_nan() => float::NAN_64,
        Mode::Sil64 | Mode::Sil128 => value.to_bits(),
    };
    write(registers, reg, mode, bits)
}

fn read(registers: &Registers, reg: Reg, mode: Mode) -> Result<u64, TrapKind> {
    registers.word(reg, mode.word_cells()).ok_or(TrapKind::RegisterGroup)
}

fn write(registers: &mut Registers, reg: Reg, mode: Mode, bits: u64) -> Result<(), TrapKind> {
    registers.set_word(reg, mode.word_cells(), bits).ok_or(TrapKind::RegisterGroup)
}
