//! Operations on memory.

use super::branch::{Otherwise, branch_if};
use super::cells::pack;
use super::operation::{Flow, Metering, State};
use super::words::{Integer, Source};
use vsp_isa::Cell;

/// Word a = the word at address c, which every memory has.
#[inline(always)]
pub(super) unsafe fn load_word<T: Integer>(mut state: State) -> Flow {
    // SAFETY: words are in the image, and the word at the address in every memory.
    unsafe {
        let operation = state.operation();
        let bits = T::load(state.memory.add(usize::from(operation.c)));
        state.acc = T::store(state.register(operation.a), bits);
        state.on()
    }
}

/// The word at address c, which every memory has, = word a.
#[inline(always)]
pub(super) unsafe fn store_word<T: Integer, A: Source>(state: State) -> Flow {
    // SAFETY: as for `load_word`.
    unsafe {
        let operation = state.operation();
        T::store(state.memory.add(usize::from(operation.c)), A::integer::<T>(state, operation.a));
        state.on()
    }
}

/// Where `bytes` bytes stand at integer word b + c; `None` if not all of them are in memory.
#[inline(always)]
unsafe fn place<M: Metering, T: Integer, B: Source>(state: State, bytes: u64) -> Option<*mut u8> {
    // SAFETY: words are in the image.
    let (at, size) = unsafe {
        let operation = state.operation();
        let index = B::integer::<T>(state, operation.b).wrapping_add(i64::from(operation.c));
        // What is below 0 lies past every memory.
        (index as u64, state.memory_size::<M>())
    };
    // There are more bytes in every memory than in a word.
    if at > size - bytes {
        return None;
    }
    // SAFETY: so much memory is there.
    Some(unsafe { state.memory.add(at as usize) })
}

/// Where an operation finds a word in memory.
pub(crate) trait Place {
    /// Its address, if all of it is in memory.
    ///
    /// # Safety
    /// As for operations.
    unsafe fn find<M: Metering, T: Integer>(state: State) -> Option<*mut u8>;
}

/// At address c, which every memory has.
pub(crate) struct Address;
/// At the integer word whose register is the low byte of c, plus the high byte.
pub(crate) struct Indexed;

impl Place for Address {
    #[inline(always)]
    unsafe fn find<M: Metering, T: Integer>(state: State) -> Option<*mut u8> {
        // SAFETY: the word at the address is in every memory.
        Some(unsafe { state.memory.add(usize::from(state.operation().c)) })
    }
}

impl Place for Indexed {
    #[inline(always)]
    unsafe fn find<M: Metering, T: Integer>(state: State) -> Option<*mut u8> {
        // SAFETY: words are in the image; so much memory is there.
        unsafe {
            let c = state.operation().c;
            let index = T::load(state.register(c as u8)).wrapping_add(i64::from(c >> 8)) as u64;
            if index > state.memory_size::<M>() - T::BYTES {
                return None;
            }
            Some(state.memory.add(index as usize))
        }
    }
}

/// Word a = the word at word b + c.
#[inline(always)]
pub(super) unsafe fn load_word_at<M: Metering, T: Integer, B: Source>(mut state: State) -> Flow {
    // SAFETY: words are in the image.
    unsafe {
        let Some(place) = place::<M, T, B>(state, T::BYTES) else { return Flow::Redo(state) };
        state.acc = T::store(state.register(state.operation().a), T::load(place));
        state.on()
    }
}

/// The word at word b + c = word a.
#[inline(always)]
pub(super) unsafe fn store_word_at<M: Metering, T: Integer, A: Source, B: Source>(state: State) -> Flow {
    // SAFETY: words are in the image.
    unsafe {
        let Some(place) = place::<M, T, B>(state, T::BYTES) else { return Flow::Redo(state) };
        T::store(place, A::integer::<T>(state, state.operation().a));
        state.on()
    }
}

/// R[a] = the ByteSil at word b + c.
#[inline(always)]
pub(super) unsafe fn load_at<M: Metering, T: Integer, B: Source>(state: State) -> Flow {
    // SAFETY: registers and words are in the image.
    unsafe {
        let Some(place) = place::<M, T, B>(state, 1) else { return Flow::Redo(state) };
        state.set_cell(state.operation().a, Cell::unpack(*place).to_bits());
        state.on()
    }
}

/// R[a] = the ByteSil at word b + c; branches if its rho is 0.
#[inline(always)]
pub(super) unsafe fn load_at_and_branch<M: Metering, T: Integer, B: Source, W: Otherwise>(
    state: State,
) -> Flow {
    // SAFETY: registers and words are in the image.
    unsafe {
        let Some(place) = place::<M, T, B>(state, 1) else { return Flow::Redo(state) };
        let cell = Cell::unpack(*place);
        let register = state.operation().a;
        branch_if::<M, W>(state, cell.rho == 0, |state| {
            state.set_cell(register, cell.to_bits());
            state
        })
    }
}

/// The byte at word b + c = R[a], packed.
#[inline(always)]
pub(super) unsafe fn store_at<M: Metering, T: Integer, B: Source>(state: State) -> Flow {
    // SAFETY: registers and words are in the image.
    unsafe {
        let Some(place) = place::<M, T, B>(state, 1) else { return Flow::Redo(state) };
        *place = pack(state.cell(state.operation().a));
        state.on()
    }
}

/// R[a] = the ByteSil at address c, which every memory has.
#[inline(always)]
pub(super) unsafe fn load(state: State) -> Flow {
    // SAFETY: registers are in the image.
    unsafe {
        let operation = state.operation();
        let byte = *state.memory.add(usize::from(operation.c));
        state.set_cell(operation.a, Cell::unpack(byte).to_bits());
        state.on()
    }
}

/// The byte at address c, which every memory has, = R[a], packed.
#[inline(always)]
pub(super) unsafe fn store(state: State) -> Flow {
    // SAFETY: registers are in the image.
    unsafe {
        let operation = state.operation();
        *state.memory.add(usize::from(operation.c)) = pack(state.cell(operation.a));
        state.on()
    }
}
