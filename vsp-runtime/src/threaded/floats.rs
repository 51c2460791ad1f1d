//! Operations on float words.

use super::branch::{Otherwise, branch_if};
use super::memory::Place;
use super::operation::{Flow, Metering, State};
use super::words::{ChangeFloat, CombineFloats, Float, Integer, Source};
use vsp_isa::Flags;
use vsp_isa::semantics::{convert, float};

/// Word a = a op b.
#[inline(always)]
pub(super) unsafe fn combine<T: Float, O: CombineFloats, A: Source, B: Source>(state: State) -> Flow {
    // SAFETY: words are in the image.
    unsafe {
        let operation = state.operation();
        let (a, b) = (A::float::<T>(state, operation.a), B::float::<T>(state, operation.b));
        set::<T>(state, O::combine(a, b))
    }
}

/// Word a = word b op word c.
#[inline(always)]
pub(super) unsafe fn combine_into<T: Float, O: CombineFloats, B: Source>(state: State) -> Flow {
    // SAFETY: words are in the image.
    unsafe {
        let operation = state.operation();
        let c = T::of_bits(T::Bits::load(state.register(operation.c as u8)));
        set::<T>(state, O::combine(B::float::<T>(state, operation.b), c))
    }
}

/// Word b = a word in memory, then word a = a op b.
#[inline(always)]
pub(super) unsafe fn with_loaded<M: Metering, T: Float, O: CombineFloats, A: Source, P: Place>(
    state: State,
) -> Flow {
    // SAFETY: words are in the image.
    unsafe {
        let operation = state.operation();
        let Some(place) = P::find::<M, T::Bits>(state) else { return Flow::Redo(state) };
        let bits = T::Bits::load(place);
        let value = O::combine(A::float::<T>(state, operation.a), T::of_bits(bits));
        if value.is_nan() {
            return Flow::Redo(state);
        }
        T::Bits::store(state.register(operation.b), bits);
        set::<T>(state, value)
    }
}

/// Word a = a word in memory, then word a = a op b.
#[inline(always)]
pub(super) unsafe fn loaded_with<M: Metering, T: Float, O: CombineFloats, B: Source, P: Place>(
    state: State,
) -> Flow {
    // SAFETY: words are in the image.
    unsafe {
        let operation = state.operation();
        let Some(place) = P::find::<M, T::Bits>(state) else { return Flow::Redo(state) };
        let a = T::of_bits(T::Bits::load(place));
        set::<T>(state, O::combine(a, B::float::<T>(state, operation.b)))
    }
}

/// A step of Horner's rule: word b = the word at address c, word a = (a + b) times the word that imm names.
#[inline(always)]
pub(super) unsafe fn horner<T: Float, A: Source>(state: State) -> Flow {
    // SAFETY: words are in the image; no two of the three overlap.
    unsafe {
        let operation = state.operation();
        let bits = T::Bits::load(state.memory.add(usize::from(operation.c)));
        let by = T::of_bits(T::Bits::load(state.register(operation.imm as u8)));
        let value = A::float::<T>(state, operation.a).add(T::of_bits(bits)).mul(by);
        if value.is_nan() {
            return Flow::Redo(state);
        }
        T::Bits::store(state.register(operation.b), bits);
        set::<T>(state, value)
    }
}

/// Word a = word b, as an integer and a float.
#[inline(always)]
pub(super) unsafe fn copy<T: Float, B: Source>(mut state: State) -> Flow {
    // SAFETY: words are in the image.
    unsafe {
        let operation = state.operation();
        state.acc = T::Bits::store(state.register(operation.a), B::integer::<T::Bits>(state, operation.b));
        state.facc = T::of_bits(state.acc).accumulator();
        state.on()
    }
}

/// Word a = op a.
#[inline(always)]
pub(super) unsafe fn change<T: Float, O: ChangeFloat, A: Source>(state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let a = A::float::<T>(state, state.operation().a);
        set::<T>(state, T::narrow(O::change(a.widen())))
    }
}

/// Sets word a, unless that is no number.
#[inline(always)]
unsafe fn set<T: Float>(mut state: State, value: T) -> Flow {
    if value.is_nan() {
        // It has one form only in a register, which the precise interpreter sees to.
        return Flow::Redo(state);
    }
    // SAFETY: as for `combine`.
    unsafe {
        T::Bits::store(state.register(state.operation().a), value.bits());
        state.facc = value.accumulator();
        state.on()
    }
}

/// Only the flags change.
#[inline(always)]
pub(super) unsafe fn compare<T: Float, A: Source, B: Source>(mut state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        state.flags = compared::<T, A, B>(state);
        state.on()
    }
}

/// Compares a and b, and branches if a flag is set.
#[inline(always)]
pub(super) unsafe fn branch<M: Metering, T: Float, A: Source, B: Source, W: Otherwise, const FLAG: u8>(
    state: State,
) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let flags = compared::<T, A, B>(state);
        branch_if::<M, W>(state, flags & u64::from(FLAG) != 0, |state| State { flags, ..state })
    }
}

/// The flags after CMPFLOAT.
#[inline(always)]
unsafe fn compared<T: Float, A: Source, B: Source>(state: State) -> u64 {
    // SAFETY: as for `combine`.
    let (a, b) = unsafe {
        let operation = state.operation();
        (A::float::<T>(state, operation.a).widen(), B::float::<T>(state, operation.b).widen())
    };
    let changed = u64::from((Flags::ZERO | Flags::NEGATIVE).bits());
    state.flags & !changed | u64::from(float::equal(a, b)) | u64::from(float::less(a, b)) << 1
}

/// CVTI2F.
#[inline(always)]
pub(super) unsafe fn of_integer<T: Float, A: Source>(state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let integer = A::integer::<T::Bits>(state, state.operation().a);
        set::<T>(state, T::narrow(convert::integer_to_float(integer)))
    }
}

/// CVTF2I.
#[inline(always)]
pub(super) unsafe fn to_integer<T: Float, A: Source>(mut state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let register = state.operation().a;
        let integer = convert::float_to_integer(A::float::<T>(state, register).widen());
        state.acc = T::Bits::store(state.register(register), integer);
        state.on()
    }
}
