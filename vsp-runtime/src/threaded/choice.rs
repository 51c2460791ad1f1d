//! Operations on integer words that the flags choose or leave out, in place of a branch over them: processors cannot foresee
//! which of the two it will be where it depends on data, and then a branch costs more than several operations.

use super::operation::{Flow, Metering, State};
use super::words::{Change, Combine, Integer, Source};
use core::hint::select_unpredictable;

/// What the field `imm` of such an operation says.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    /// The flag that decides, as its bit.
    pub flag: u8,
    /// Whether the operation is chosen where the flag is set.
    pub is_set: bool,
    /// What is paid where it is left out, below [`Choice::MOST_COST`].
    pub cost: u16,
    /// What is paid besides where it is chosen, below [`Choice::MOST_MORE`].
    pub more: u8,
}

impl Choice {
    pub const MOST_COST: u32 = 1 << 14;
    pub const MOST_MORE: u32 = 1 << 2;

    /// As the field.
    pub fn bits(self) -> u32 {
        let unset = if self.is_set { 0 } else { self.flag };
        u32::from_le_bytes([self.flag, unset, 0, 0]) | u32::from(self.cost) << 16 | u32::from(self.more) << 30
    }
}

/// Pays for where the operation leads, lets `change` do or leave out what it does, and goes there.
#[inline(always)]
unsafe fn choose<M: Metering>(state: State, change: impl FnOnce(State, bool) -> State) -> Flow {
    // SAFETY: these operations have a target.
    unsafe {
        let choice = u64::from(state.operation().imm);
        let is_chosen = (state.flags ^ choice >> 8) & choice & 0xff != 0;
        let cost =
            (choice >> 16 & u64::from(Choice::MOST_COST - 1)) + if is_chosen { choice >> 30 } else { 0 };
        match state.pay::<M>(cost) {
            Ok(state) => change(state, is_chosen).jump(),
            Err(state) => Flow::Redo(state),
        }
    }
}

/// Word a becomes a value if that is chosen.
#[inline(always)]
unsafe fn set<T: Integer>(state: State, is_chosen: bool, value: i64, before: i64) -> State {
    // SAFETY: words are in the image.
    unsafe {
        let acc =
            T::store(state.register(state.operation().a), select_unpredictable(is_chosen, value, before));
        State { acc, ..state }
    }
}

/// Word a = a op b. Such operations always have a result.
#[inline(always)]
pub(super) unsafe fn combine<M: Metering, T: Integer, O: Combine, A: Source>(state: State) -> Flow {
    // SAFETY: words are in the image; see `super::verify` for what every operation may rely on.
    unsafe {
        choose::<M>(state, |state, is_chosen| {
            let operation = state.operation();
            let (a, b) = (A::integer::<T>(state, operation.a), T::load(state.register(operation.b)));
            set::<T>(state, is_chosen, O::combine(a, b).unwrap_or(a), a)
        })
    }
}

/// Word b = c, then word a = a op b.
#[inline(always)]
pub(super) unsafe fn combine_number<M: Metering, T: Integer, O: Combine, A: Source>(state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        choose::<M>(state, |state, is_chosen| {
            let operation = state.operation();
            let number = i64::from(operation.c as i16);
            let b = state.register(operation.b);
            T::store(b, select_unpredictable(is_chosen, number, T::load(b)));
            let a = A::integer::<T>(state, operation.a);
            set::<T>(state, is_chosen, O::combine(a, number).unwrap_or(a), a)
        })
    }
}

/// Word a = op a.
#[inline(always)]
pub(super) unsafe fn change<M: Metering, T: Integer, O: Change, A: Source>(state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        choose::<M>(state, |state, is_chosen| {
            let a = A::integer::<T>(state, state.operation().a);
            set::<T>(state, is_chosen, O::change(a), a)
        })
    }
}

/// Word a = word b + c.
#[inline(always)]
pub(super) unsafe fn sum_to<M: Metering, T: Integer, A: Source>(state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        choose::<M>(state, |state, is_chosen| {
            let operation = state.operation();
            let sum = T::load(state.register(operation.b)).wrapping_add(i64::from(operation.c as i16));
            set::<T>(state, is_chosen, sum, A::integer::<T>(state, operation.a))
        })
    }
}

/// Word a = c.
#[inline(always)]
pub(super) unsafe fn number<M: Metering, T: Integer, A: Source>(state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        choose::<M>(state, |state, is_chosen| {
            let operation = state.operation();
            set::<T>(state, is_chosen, i64::from(operation.c as i16), A::integer::<T>(state, operation.a))
        })
    }
}
