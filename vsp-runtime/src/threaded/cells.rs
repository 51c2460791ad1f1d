//! Operations on cells.

use super::operation::{Flow, State};
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
        Sum => complex::sum(a, b);
        Difference => complex::difference(a, b);
        XorPacked => cells::xor(a, b);
        AndPacked => cells::and(a, b);
        OrPacked => cells::or(a, b);
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
        NotPacked => { let _ = number; cells::not(a) };
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
        state.set_cell(register, cell.to_bits());
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
