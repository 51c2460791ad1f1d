//! What an intrinsic works on, and the ways in which most of them take their operands and give their result.

use super::super::word;
use crate::{Cell, Flags, Mode, Reg, Registers, TrapKind};
use core::array;

/// The parts of a machine that intrinsics read and change.
#[derive(Debug)]
pub struct Operands<'a> {
    /// The sixteen registers.
    pub registers: &'a mut Registers,
    /// The flags.
    pub flags: &'a mut Flags,
    /// All of the memory.
    pub memory: &'a mut [u8],
    /// The mode, which says how wide A0, A1 and A2 are.
    pub mode: Mode,
    /// The argument of SYSCALL: an address or a set of registers.
    pub arg: u16,
}

/// Done, or trapped with nothing changed.
pub(super) type Done = Result<(), TrapKind>;

impl Operands<'_> {
    /// The cell in register `index`, of which the low four bits count.
    pub(super) fn cell(&self, index: i8) -> Cell {
        self.registers.get(Reg::from_nibble(index as u8))
    }

    /// Changes the cell in register `index`, of which the low four bits count.
    pub(super) fn set(&mut self, index: i8, cell: Cell) -> Done {
        self.registers.set(Reg::from_nibble(index as u8), cell);
        Ok(())
    }

    /// R0 = f(R0)
    pub(super) fn change(&mut self, f: impl Fn(Cell) -> Cell) -> Done {
        self.set(0, f(self.cell(0)))
    }

    /// R0 = f(R0, R1)
    pub(super) fn join(&mut self, f: impl Fn(Cell, Cell) -> Cell) -> Done {
        self.set(0, f(self.cell(0), self.cell(1)))
    }

    /// R0 = f(R0, R1.rho)
    pub(super) fn change_by(&mut self, f: impl Fn(Cell, i32) -> Cell) -> Done {
        self.set(0, f(self.cell(0), self.cell(1).rho as i32))
    }

    /// Every register R[i] = f(i, all registers before).
    pub(super) fn rearrange(&mut self, f: impl Fn(usize, &[Cell; 16]) -> Cell) -> Done {
        let before = self.registers.cells();
        *self.registers = Registers::from_cells(array::from_fn(|i| f(i, &before)));
        Ok(())
    }

    /// The register at which the word A0, A1 or A2 begins.
    pub(super) fn argument(&self, number: usize) -> Reg {
        Reg::from_nibble((number * self.mode.word_cells()) as u8)
    }

    /// The integer word A0, A1 or A2.
    pub(super) fn integer(&self, number: usize) -> Result<i64, TrapKind> {
        word::read_integer(self.registers, self.argument(number), self.mode)
    }

    /// The float word A0, A1 or A2.
    pub(super) fn float(&self, number: usize) -> Result<f64, TrapKind> {
        word::read_float(self.registers, self.argument(number), self.mode)
    }

    /// The integer word A0 = value
    pub(super) fn give_integer(&mut self, value: i64) -> Done {
        word::write_integer(self.registers, Reg::R0, self.mode, value)
    }

    /// The integer word A0 = 1 or 0
    pub(super) fn give_bool(&mut self, value: bool) -> Done {
        self.give_integer(value as i64)
    }

    /// The float word A0 = value
    pub(super) fn give_float(&mut self, value: f64) -> Done {
        word::write_float(self.registers, Reg::R0, self.mode, value)
    }

    /// A0 = f(A0), integers
    pub(super) fn map_integer(&mut self, f: impl Fn(i64) -> i64) -> Done {
        self.give_integer(f(self.integer(0)?))
    }

    /// A0 = f(A0, A1), integers
    pub(super) fn join_integers(&mut self, f: impl Fn(i64, i64) -> i64) -> Done {
        self.give_integer(f(self.integer(0)?, self.integer(1)?))
    }

    /// A0 = f(A0), floats
    pub(super) fn map_float(&mut self, f: impl Fn(f64) -> f64) -> Done {
        self.give_float(f(self.float(0)?))
    }

    /// A0 = f(A0, A1), floats
    pub(super) fn join_floats(&mut self, f: impl Fn(f64, f64) -> f64) -> Done {
        self.give_float(f(self.float(0)?, self.float(1)?))
    }

    /// The packed state in memory at the argument.
    pub(super) fn state_at_arg(&mut self) -> Result<&mut [u8; 16], TrapKind> {
        let rest = self.memory.get_mut(self.arg as usize..);
        rest.and_then(|bytes| bytes.first_chunk_mut()).ok_or(TrapKind::AddressOutOfBounds)
    }
}
