//! Where each register lives between blocks: alone, or together with its neighbours as one word.

use crate::effects::{self, Set};
use crate::part::Part;
use vsp_isa::Field;
use vsp_isa::flow::mode_after;

/// How a group of registers is kept in values between blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One register, rho and theta each in a value of 32 bits.
    Split,
    /// One register as the 16 bits of its cell, in a value of 32 bits.
    Cell,
    /// Two registers as one value of 32 bits.
    Pair,
    /// Four registers as one value of 64 bits.
    Quad,
}

impl Form {
    /// How many registers a group of this form has.
    pub fn cells(self) -> usize {
        match self {
            Form::Split | Form::Cell => 1,
            Form::Pair => 2,
            Form::Quad => 4,
        }
    }
}

/// A group of registers that is kept in one form throughout a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Home {
    pub first: usize,
    pub form: Form,
}

impl Home {
    /// Its registers.
    pub fn set(self) -> Set {
        ((1 << self.form.cells()) - 1) << self.first
    }
}

/// Chooses the homes of all registers that the part's code touches; the others stay in the context.
///
/// A register that is used as part of aligned words lives in the widest of them, so that arithmetic on words needs no
/// composing; one that is only ever a ByteSil lives as rho and theta.
pub(crate) fn choose(part: &Part) -> Vec<Home> {
    let mut touched = 0u16;
    // For each register, the cells of the widest aligned word that covers it.
    let mut widest = [0usize; 16];
    for piece in &part.pieces {
        let mut mode = piece.place.mode;
        for &(_, instruction) in &piece.code.instructions {
            let cells = mode.word_cells();
            touched |= effects::of(instruction, mode).touched as u16;
            let operands = instruction.encode().operands();
            for field in instruction.opcode().operands() {
                let first = field.extract(operands) as usize;
                if matches!(field, Field::WordA | Field::WordB)
                    && first + cells <= 16
                    && first.is_multiple_of(cells)
                {
                    for widest in &mut widest[first..first + cells] {
                        *widest = cells.max(*widest);
                    }
                }
            }
            mode = mode_after(instruction, mode);
        }
    }
    let mut homes = Vec::new();
    let mut reg = 0;
    while reg < 16 {
        let home = Home { first: reg, form: form_at(reg, &widest) };
        let cells = home.form.cells();
        if (reg..reg + cells).any(|reg| touched & 1 << reg != 0) {
            homes.push(home);
        }
        reg += cells;
    }
    homes
}

/// The form of the group that begins at `reg`.
fn form_at(reg: usize, widest: &[usize; 16]) -> Form {
    if reg.is_multiple_of(4) && widest[reg..reg + 4].contains(&4) {
        Form::Quad
    } else if reg.is_multiple_of(2) && widest[reg..reg + 2].contains(&2) {
        Form::Pair
    } else if widest[reg] == 1 {
        Form::Cell
    } else {
        Form::Split
    }
}
