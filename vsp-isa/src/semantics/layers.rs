//! Operations on the sixteen registers as layers.

use super::{cells, complex};
use crate::{Cell, Reg, Registers};

/// Moves every cell to the next register, NULL into R0; whether a cell that was not null fell out of RF (SHIFTL).
///
/// ```
/// use vsp_isa::{Cell, Reg, Registers, semantics::layers};
/// let mut registers = Registers::filled(Cell::ONE);
/// assert!(layers::shift_up(&mut registers));
/// assert_eq!(registers.get(Reg::R0), Cell::NULL);
/// assert_eq!(registers.get(Reg::R1), Cell::ONE);
/// ```
pub fn shift_up(registers: &mut Registers) -> bool {
    let lost = registers.get(Reg::RF);
    rotate_up(registers);
    registers.set(Reg::R0, Cell::NULL);
    !lost.is_null()
}

/// Moves every cell to the next register, that of RF into R0 (ROTATL).
pub fn rotate_up(registers: &mut Registers) {
    let mut image = *registers.image();
    image.rotate_right(2);
    *registers = Registers::from_image(image);
}

/// Joins R0..R7 with R8..RF, one to one, by [`cells::raw_xor`] (FOLD).
pub fn fold(registers: &mut Registers) {
    let mut image = *registers.image();
    for i in 0..16 {
        image[i] ^= image[i + 16];
    }
    *registers = Registers::from_image(image);
}

/// Copies a register to all four of its group: R0..R3, R4..R7, R8..RB or RC..RF (SPREAD).
pub fn spread(registers: &mut Registers, reg: Reg) {
    let cell = registers.get(reg);
    for member in group(reg) {
        registers.set(member, cell);
    }
}

/// Stores the product of the four registers of a register's group into it (GATHER).
pub fn gather(registers: &mut Registers, reg: Reg) {
    let product =
        group(reg).fold(Cell::ONE, |product, member| cells::multiply(product, registers.get(member)));
    registers.set(reg, product);
}

/// Joins RC into RB by [`cells::raw_xor`] (EMERGE).
pub fn emerge(registers: &mut Registers) {
    registers.set(Reg::RB, cells::raw_xor(registers.get(Reg::RB), registers.get(Reg::RC)));
}

/// The distance of each register to the next as complex numbers; the last is 0 (GRAD).
pub fn gradient(registers: &Registers) -> [f32; 16] {
    let points = registers.cells().map(complex::to_complex);
    let mut slopes = [0.0; 16];
    for (slope, pair) in slopes.iter_mut().zip(points.windows(2)) {
        *slope = libm::hypot(pair[1].0 - pair[0].0, pair[1].1 - pair[0].1) as f32;
    }
    slopes
}

/// Lowers rho by `t` 255ths of `slope`, clamped and then truncated; 0 if that is NaN (DESCENT).
///
/// ```
/// use vsp_isa::{Cell, semantics::layers};
/// assert_eq!(layers::descend(Cell { rho: 3, theta: 5 }, 1.5, 255), Cell { rho: 1, theta: 5 });
/// ```
pub fn descend(cell: Cell, slope: f32, t: u8) -> Cell {
    let rho = cell.rho as f32 - (t as f32 / 255.0) * slope;
    Cell { rho: rho.clamp(Cell::LEAST_RHO.into(), Cell::GREATEST_RHO.into()) as i8, theta: cell.theta }
}

fn group(reg: Reg) -> impl Iterator<Item = Reg> {
    let first = reg.index() as u8 & 12;
    (first..first + 4).map(Reg::from_nibble)
}
