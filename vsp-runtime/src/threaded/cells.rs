//! Operations on cells.

use super::operation::{Flow, State, opaque};
use vsp_isa::semantics::{cells, gates};
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

/// The sum of two packed bytes.
#[cfg(not(target_os = "none"))]
#[inline(always)]
fn packed_sum(pair: u32) -> Cell {
    Cell::unpack(vsp_isa::tables::SUMS[pair as usize])
}

/// The sum of two packed bytes. What has no operating system may have no room for a table of 64 KiB.
#[cfg(target_os = "none")]
fn packed_sum(pair: u32) -> Cell {
    vsp_isa::semantics::complex::sum(Cell::unpack((pair >> 8) as u8), Cell::unpack(pair as u8))
}

/// R[a] = R[a] plus R[b], of whose packed byte the bits `TURN` change first: looked up, if both are canonical, as cells nearly always are.
#[inline(always)]
pub(super) unsafe fn sum<const TURN: u32>(state: State) -> Flow {
    // SAFETY: registers are in the image; the table has all pairs of bytes.
    unsafe {
        let operation = state.operation();
        let [a, b] = [operation.a, operation.b].map(|register| u32::from(state.cell(register)));
        if !are_canonical(a << 16 | b) {
            return Flow::Execute(state);
        }
        // Both packed bytes, but for the 8 that is added to rho, which comes last: the one that is stored last is waited for.
        let a = (a << 12 & 0xf000) | (a & 0x0f00);
        let b = (b << 4 & 0x00f0) | (b >> 8);
        let pair = (a | b) ^ 0x8080 ^ TURN;
        set::<true>(state, operation.a, packed_sum(pair))
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
