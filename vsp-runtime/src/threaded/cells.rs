//! Operations on cells.

use super::operation::{Flow, State, opaque};
use vsp_isa::semantics::{cells, complex, gates};
use vsp_isa::{Cell, Flags};

/// Z, N and O.
const RECORDED: u8 = Flags::ZERO.bits() | Flags::NEGATIVE.bits() | Flags::OVERFLOW.bits();

/// What the flags are after a result, by its rho as a byte.
static OF_RHO: [u8; 256] = {
    let mut flags = [0; 256];
    let mut rho = 0;
    while rho < 256 {
        flags[rho] = Flags::of_rho(rho as u8 as i8).bits();
        rho += 1;
    }
    flags
};

/// What is done to two cells.
pub(crate) trait CombineCells {
    fn combine(a: Cell, b: Cell) -> Cell;
}

/// What is done to one cell, with a number.
pub(crate) trait ChangeCell {
    fn change(a: Cell, number: u16) -> Cell;
}

macro_rules! functions {
    ($($trait:ident $method:ident ($a:ident: Cell, $b:ident: $type:ty) { $($name:ident => $body:expr;)* })*) => { $($(
        pub(crate) struct $name;
        impl $trait for $name {
            #[inline(always)]
            fn $method($a: Cell, $b: $type) -> Cell {
                $body
            }
        }
    )*)* };
}

functions! {
    CombineCells combine (a: Cell, b: Cell) {
        Product => cells::multiply(a, b);
        Quotient => cells::divide(a, b);
    }
    ChangeCell change (a: Cell, number: u16) {
        Power => cells::power(a, number.into());
        Root => cells::root(a, number.into());
        Reciprocal => { let _ = number; cells::reciprocal(a) };
        Conjugate => { let _ = number; cells::conjugate(a) };
        Magnitude => { let _ = number; Cell { theta: 0, ..a } };
        Phase => { let _ = number; Cell { rho: 0, ..a } };
        Scale => cells::scale(a, (number as i8).into());
        Rotate => cells::rotate(a, number.into());
        Hadamard => { let _ = number; gates::hadamard(a) };
        PauliX => { let _ = number; gates::pauli_x(a) };
        PauliY => { let _ = number; gates::pauli_y(a) };
        PauliZ => { let _ = number; gates::pauli_z(a) };
        Normalize => { let _ = number; gates::normalize(a) };
    }
}

/// Sets a register, and the flags if `RECORD`; it is not RF then, which may have to stop the run.
#[inline(always)]
unsafe fn set<const RECORD: bool>(mut state: State, register: u8, cell: Cell) -> Flow {
    if RECORD {
        let recorded = OF_RHO[usize::from(cell.rho as u8)];
        state.flags = state.flags & !u64::from(RECORDED) | u64::from(recorded);
    }
    // SAFETY: registers are in the image.
    unsafe {
        // Whole: who reads a cell of which only a byte was just written waits for it.
        state.set_cell(register, opaque(cell.to_bits().into()) as u16);
        state.on()
    }
}

/// R[a] = R[a] op R[b].
#[inline(always)]
pub(super) unsafe fn combine<O: CombineCells, const RECORD: bool>(state: State) -> Flow {
    // SAFETY: registers are in the image.
    unsafe {
        let operation = state.operation();
        let (a, b) = (state.cell(operation.a), state.cell(operation.b));
        set::<RECORD>(state, operation.a, O::combine(Cell::from_bits(a), Cell::from_bits(b)))
    }
}

/// Whether both cells of 32 bits are canonical: as they nearly always are, and then all is simpler. What is for any cells is left to
/// `Flow::Execute`, with a count of one instruction.
#[inline(always)]
fn are_canonical(both: u32) -> bool {
    // Rho has the same bit from the third up, theta none from the fourth up.
    ((both ^ both >> 1) & 0x0078_0078) | (both & 0xf000_f000) == 0
}

/// The byte that a cell packs to.
#[inline(always)]
pub(super) fn pack(bits: u16) -> u8 {
    if are_canonical(bits.into()) {
        (bits << 4 | bits >> 8) as u8 ^ 0x80
    } else {
        // A branch, since it can be foreseen, and none of the other way's result has to be waited for.
        Cell::from_bits(opaque(bits.into()) as u16).pack()
    }
}

/// What a canonical cell's bits differ by from bits of which all operations on packed bytes give the right ones: the sign of rho, which is
/// turned round in packed bytes, and its copies.
const TURNED: u16 = 0x00f8;

/// What is done to the packed bytes of two cells.
pub(crate) trait CombinePacked {
    fn combine(a: u16, b: u16) -> u16;
}

macro_rules! packed {
    ($($name:ident $operator:tt;)*) => { $(
        pub(crate) struct $name;
        impl CombinePacked for $name {
            #[inline(always)]
            fn combine(a: u16, b: u16) -> u16 {
                a $operator b
            }
        }
    )* };
}

packed! {
    XorPacked ^;
    AndPacked &;
    OrPacked |;
}

/// R[a] = R[a] op R[b], as packed bytes.
#[inline(always)]
pub(super) unsafe fn combine_packed<O: CombinePacked>(state: State) -> Flow {
    // SAFETY: registers are in the image.
    unsafe {
        let operation = state.operation();
        let (a, b) = (state.cell(operation.a), state.cell(operation.b));
        if !are_canonical(u32::from(a) << 16 | u32::from(b)) {
            return Flow::Execute(state);
        }
        state.set_cell(operation.a, O::combine(a ^ TURNED, b ^ TURNED) ^ TURNED);
        state.on()
    }
}

/// R[a] = not R[a], as a packed byte.
#[inline(always)]
pub(super) unsafe fn not_packed(state: State) -> Flow {
    // SAFETY: registers are in the image.
    unsafe {
        let operation = state.operation();
        let a = state.cell(operation.a);
        if !are_canonical(a.into()) {
            return Flow::Execute(state);
        }
        state.set_cell(operation.a, a ^ 0x0fff);
        state.on()
    }
}

/// [`complex::sum`] of canonical cells, by how much greater the second one's theta is and by both rhos, four bits each: rho in bits 0 to 7, what is
/// added to the first one's theta in bits 8 to 11, and which bits of that count in 12 to 15, none of null. The table of all pairs of cells, which
/// compiled code looks up, would make every executable with an interpreter 64 KiB larger.
static SUMS: [u16; 1 << 12] = {
    let mut sums = [0; 1 << 12];
    let mut index = 0;
    while index < sums.len() {
        sums[index] = sum_entry(index as i32);
        index += 1;
    }
    sums
};

/// The entry of [`SUMS`] at an index.
const fn sum_entry(index: i32) -> u16 {
    // Rho has the fourth bit for its sign.
    let [a, b] = [(index >> 4 & 15 ^ 8) - 8, (index & 15 ^ 8) - 8];
    let sum = complex::sum(Cell::clamped(a, 0), Cell::clamped(b, index >> 8));
    if sum.is_null() && sum.theta == 0 { sum.to_bits() } else { 0xf000 | sum.to_bits() }
}

/// The sum of canonical cells; `TURN`, 0 or 8, is added to the second one's theta.
#[inline(always)]
fn sum_of_canonical<const TURN: u16>(a: u16, b: u16) -> u16 {
    let index = (b.wrapping_sub(a & 0xff00) & 0x0f0f | (a & 0xf) << 4) ^ TURN << 8;
    let sum = SUMS[usize::from(index)];
    let theta = (a & 0xff00).wrapping_add(sum) & 0x0f00 & sum >> 4;
    theta | sum & 0xff
}

/// R[a] = R[a] plus R[b], to whose theta `TURN`, 0 or 8, is added.
#[inline(always)]
pub(super) unsafe fn sum<const TURN: u16>(state: State) -> Flow {
    // SAFETY: registers are in the image.
    unsafe {
        let operation = state.operation();
        let (a, b) = (state.cell(operation.a), state.cell(operation.b));
        if !are_canonical(u32::from(a) << 16 | u32::from(b)) {
            return Flow::Execute(state);
        }
        set::<true>(state, operation.a, Cell::from_bits(sum_of_canonical::<TURN>(a, b)))
    }
}

/// R[a] = op R[a], with the number c.
#[inline(always)]
pub(super) unsafe fn change<O: ChangeCell, const RECORD: bool>(state: State) -> Flow {
    // SAFETY: registers are in the image.
    unsafe {
        let operation = state.operation();
        let a = Cell::from_bits(state.cell(operation.a));
        set::<RECORD>(state, operation.a, O::change(a, operation.c))
    }
}

/// R[a] = R[b].
#[inline(always)]
pub(super) unsafe fn copy(state: State) -> Flow {
    // SAFETY: registers are in the image.
    unsafe {
        let operation = state.operation();
        state.set_cell(operation.a, state.cell(operation.b));
        state.on()
    }
}

/// R[a] = the bits c.
#[inline(always)]
pub(super) unsafe fn number(state: State) -> Flow {
    // SAFETY: registers are in the image.
    unsafe {
        let operation = state.operation();
        state.set_cell(operation.a, operation.c);
        state.on()
    }
}

/// R[a] and R[b] swap.
#[inline(always)]
pub(super) unsafe fn swap(state: State) -> Flow {
    // SAFETY: registers are in the image.
    unsafe {
        let operation = state.operation();
        let (a, b) = (state.cell(operation.a), state.cell(operation.b));
        state.set_cell(operation.a, b);
        state.set_cell(operation.b, a);
        state.on()
    }
}

#[cfg(test)]
mod tests {
    use super::{are_canonical, pack, sum_of_canonical};
    use vsp_isa::Cell;
    use vsp_isa::semantics::complex;

    #[test]
    fn sums_of_canonical_cells_are_those_of_the_function() {
        for a in (0..=u8::MAX).map(Cell::unpack) {
            for b in (0..=u8::MAX).map(Cell::unpack) {
                let (x, y) = (a.to_bits(), b.to_bits());
                assert_eq!(sum_of_canonical::<0>(x, y), complex::sum(a, b).to_bits(), "{a:?} + {b:?}");
                assert_eq!(sum_of_canonical::<8>(x, y), complex::difference(a, b).to_bits(), "{a:?} - {b:?}");
            }
        }
    }

    #[test]
    fn all_cells_are_packed_as_by_the_function() {
        for cell in (0..=u16::MAX).map(Cell::from_bits) {
            assert_eq!(pack(cell.to_bits()), cell.pack(), "{cell:?}");
            assert_eq!(are_canonical(cell.to_bits().into()), cell == cell.canonical(), "{cell:?}");
        }
    }
}
