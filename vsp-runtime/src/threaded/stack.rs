//! Operations on the data stack.

use super::operation::{Flow, State};
use super::words::{Integer, Source};

/// Pushes the c registers from R[a] on, the first one first.
#[inline(always)]
pub(super) unsafe fn push(state: State) -> Flow {
    // SAFETY: registers are in the image, and the stack has as many cells as the limit says.
    unsafe {
        let operation = state.operation();
        let count = u32::from(operation.c);
        let depth = (*state.context).stack_depth;
        if count > (*state.context).stack_limit - depth {
            return Flow::Redo(state);
        }
        let top = (*state.context).stack.add(depth as usize);
        let mut index = 0;
        while index < count as usize {
            *top.add(index) = state.cell(operation.a + 2 * index as u8);
            index += 1;
        }
        (*state.context).stack_depth = depth + count;
        state.on()
    }
}

/// Pops c registers, down to R[a], the last one first.
#[inline(always)]
pub(super) unsafe fn pop(state: State) -> Flow {
    // SAFETY: registers are in the image, and the stack has as many cells as its depth says.
    unsafe {
        let operation = state.operation();
        let count = u32::from(operation.c);
        let depth = (*state.context).stack_depth;
        if count > depth {
            return Flow::Redo(state);
        }
        let first = (*state.context).stack.add((depth - count) as usize);
        let mut index = 0;
        while index < count as usize {
            state.set_cell(operation.a + 2 * index as u8, *first.add(index));
            index += 1;
        }
        (*state.context).stack_depth = depth - count;
        state.on()
    }
}

/// Puts a word's cells at a place of the stack.
#[inline(always)]
unsafe fn put<T: Integer>(top: *mut u16, value: i64) {
    let mut index = 0;
    while index < T::CELLS {
        // SAFETY: by the caller's contract the stack has so many cells.
        unsafe { *top.add(index) = (value >> (16 * index)) as u16 };
        index += 1;
    }
}

/// The word that such cells are, as a number of which only the low bits count.
#[inline(always)]
unsafe fn get<T: Integer>(first: *const u16) -> i64 {
    let (mut value, mut index) = (0, 0);
    while index < T::CELLS {
        // SAFETY: as for `put`.
        value |= i64::from(unsafe { *first.add(index) }) << (16 * index);
        index += 1;
    }
    value
}

/// Where so many cells go onto the stack, which then has them; `None` if there is no room.
#[inline(always)]
unsafe fn grow(state: State, cells: u32) -> Option<*mut u16> {
    // SAFETY: the stack has as many cells as the limit says.
    unsafe {
        let depth = (*state.context).stack_depth;
        if cells > (*state.context).stack_limit - depth {
            return None;
        }
        (*state.context).stack_depth = depth + cells;
        Some((*state.context).stack.add(depth as usize))
    }
}

/// Where so many cells are at the end of the stack, which then is without them; `None` if there are not so many.
#[inline(always)]
unsafe fn shrink(state: State, cells: u32) -> Option<*const u16> {
    // SAFETY: the stack has as many cells as its depth says.
    unsafe {
        let depth = (*state.context).stack_depth.checked_sub(cells)?;
        (*state.context).stack_depth = depth;
        Some((*state.context).stack.add(depth as usize))
    }
}

/// Pushes word a.
#[inline(always)]
pub(super) unsafe fn push_word<T: Integer, A: Source>(state: State) -> Flow {
    // SAFETY: words are in the image, and there is room for the cells.
    unsafe {
        let Some(top) = grow(state, T::CELLS as u32) else { return Flow::Redo(state) };
        put::<T>(top, A::integer::<T>(state, state.operation().a));
        state.on()
    }
}

/// Pushes word b, then word a.
#[inline(always)]
pub(super) unsafe fn push_words<T: Integer>(state: State) -> Flow {
    // SAFETY: as for `push_word`.
    unsafe {
        let Some(top) = grow(state, 2 * T::CELLS as u32) else { return Flow::Redo(state) };
        let operation = state.operation();
        put::<T>(top, T::load(state.register(operation.b)));
        put::<T>(top.add(T::CELLS), T::load(state.register(operation.a)));
        state.on()
    }
}

/// Pops word a.
#[inline(always)]
pub(super) unsafe fn pop_word<T: Integer>(mut state: State) -> Flow {
    // SAFETY: words are in the image, and the cells are there.
    unsafe {
        let Some(first) = shrink(state, T::CELLS as u32) else { return Flow::Redo(state) };
        state.acc = T::store(state.register(state.operation().a), get::<T>(first));
        state.on()
    }
}

/// Pops word b, then word a.
#[inline(always)]
pub(super) unsafe fn pop_words<T: Integer>(mut state: State) -> Flow {
    // SAFETY: as for `pop_word`.
    unsafe {
        let Some(first) = shrink(state, 2 * T::CELLS as u32) else { return Flow::Redo(state) };
        let operation = state.operation();
        T::store(state.register(operation.b), get::<T>(first.add(T::CELLS)));
        state.acc = T::store(state.register(operation.a), get::<T>(first));
        state.on()
    }
}
