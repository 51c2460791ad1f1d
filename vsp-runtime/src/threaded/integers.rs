//! Operations on integer words.

use super::branch::{Otherwise, branch_if};
use super::memory::Place;
use super::operation::{Flow, Metering, State};
use super::words::{Change, Combine, Integer, Source};
use vsp_isa::Flags;

const Z: u64 = Flags::ZERO.bits() as u64;
const N: u64 = Flags::NEGATIVE.bits() as u64;

/// Sets word a to a result. Where there is none, something was divided by 0: the word is what was divided, and O is set.
#[inline(always)]
unsafe fn set<T: Integer>(mut state: State, result: Option<i64>, divided: i64) -> Flow {
    if result.is_none() {
        state.flags |= u64::from(Flags::OVERFLOW.bits());
    }
    // SAFETY: words are in the image; see `super::verify` for what every operation may rely on.
    unsafe {
        state.acc = T::store(state.register(state.operation().a), result.unwrap_or(divided));
        state.on()
    }
}

/// Word a = a op b.
#[inline(always)]
pub(super) unsafe fn combine<T: Integer, O: Combine, A: Source, B: Source>(state: State) -> Flow {
    // SAFETY: words are in the image; see `super::verify` for what every operation may rely on.
    unsafe {
        let operation = state.operation();
        let (a, b) = (A::integer::<T>(state, operation.a), B::integer::<T>(state, operation.b));
        set::<T>(state, O::combine(a, b), a)
    }
}

/// Word b = c, then word a = a op b.
#[inline(always)]
pub(super) unsafe fn combine_number<T: Integer, O: Combine, A: Source>(state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let operation = state.operation();
        let number = i64::from(operation.c as i16);
        let a = A::integer::<T>(state, operation.a);
        T::store(state.register(operation.b), number);
        set::<T>(state, O::combine(a, number), a)
    }
}

/// Word b = a word in memory, then word a = a op b.
#[inline(always)]
pub(super) unsafe fn with_loaded<M: Metering, T: Integer, O: Combine, A: Source, P: Place>(
    state: State,
) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let operation = state.operation();
        let Some(place) = P::find::<M, T>(state) else { return Flow::Redo(state) };
        let (a, b) = (A::integer::<T>(state, operation.a), T::load(place));
        T::store(state.register(operation.b), b);
        set::<T>(state, O::combine(a, b), a)
    }
}

/// Word a = a word in memory, then word a = a op b.
#[inline(always)]
pub(super) unsafe fn loaded_with<M: Metering, T: Integer, O: Combine, B: Source, P: Place>(
    state: State,
) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let operation = state.operation();
        let Some(place) = P::find::<M, T>(state) else { return Flow::Redo(state) };
        let a = T::load(place);
        set::<T>(state, O::combine(a, B::integer::<T>(state, operation.b)), a)
    }
}

/// Word a = word b + c.
#[inline(always)]
pub(super) unsafe fn sum_to<T: Integer, B: Source>(mut state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let operation = state.operation();
        let value = B::integer::<T>(state, operation.b).wrapping_add(i64::from(operation.c as i16));
        state.acc = T::store(state.register(operation.a), value);
        state.on()
    }
}

/// Word a = word b op word c.
#[inline(always)]
pub(super) unsafe fn combine_into<T: Integer, O: Combine, B: Source>(state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let operation = state.operation();
        let (b, c) = (B::integer::<T>(state, operation.b), T::load(state.register(operation.c as u8)));
        set::<T>(state, O::combine(b, c), b)
    }
}

/// Word a = op a.
#[inline(always)]
pub(super) unsafe fn change<T: Integer, O: Change, A: Source>(mut state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let register = state.operation().a;
        let value = O::change(A::integer::<T>(state, register));
        state.acc = T::store(state.register(register), value);
        state.on()
    }
}

/// Word a = c.
#[inline(always)]
pub(super) unsafe fn number<T: Integer>(mut state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let operation = state.operation();
        state.acc = T::store(state.register(operation.a), i64::from(operation.c as i16));
        state.on()
    }
}

/// The flags after CMPINT.
#[inline(always)]
fn compared(flags: u64, a: i64, b: i64) -> u64 {
    flags & !(Z | N) | u64::from(a == b) | u64::from(a < b) << 1
}

/// The flags after TESTINT.
#[inline(always)]
fn tested(flags: u64, a: i64, b: i64) -> u64 {
    flags & !Z | u64::from(a & b == 0)
}

/// What compares two integers, and which way a branch on that goes.
pub(crate) trait Condition {
    /// The flags after it.
    fn flags(flags: u64, a: i64, b: i64) -> u64;
    /// Whether the branch is taken.
    fn holds(a: i64, b: i64) -> bool;
}

/// CMPINT and JZ.
pub(crate) struct Equal;
/// CMPINT and JN.
pub(crate) struct Less;
/// TESTINT and JZ.
pub(crate) struct NoCommonBit;

impl Condition for Equal {
    #[inline(always)]
    fn flags(flags: u64, a: i64, b: i64) -> u64 {
        compared(flags, a, b)
    }
    #[inline(always)]
    fn holds(a: i64, b: i64) -> bool {
        a == b
    }
}

impl Condition for Less {
    #[inline(always)]
    fn flags(flags: u64, a: i64, b: i64) -> u64 {
        compared(flags, a, b)
    }
    #[inline(always)]
    fn holds(a: i64, b: i64) -> bool {
        a < b
    }
}

impl Condition for NoCommonBit {
    #[inline(always)]
    fn flags(flags: u64, a: i64, b: i64) -> u64 {
        tested(flags, a, b)
    }
    #[inline(always)]
    fn holds(a: i64, b: i64) -> bool {
        a & b == 0
    }
}

/// Only the flags change.
#[inline(always)]
pub(super) unsafe fn compare<T: Integer, C: Condition, A: Source, B: Source>(mut state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let operation = state.operation();
        let (a, b) = (A::integer::<T>(state, operation.a), B::integer::<T>(state, operation.b));
        state.flags = C::flags(state.flags, a, b);
        state.on()
    }
}

/// Word b = c; only the flags change besides.
#[inline(always)]
pub(super) unsafe fn compare_number<T: Integer, C: Condition, A: Source>(mut state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let operation = state.operation();
        let (a, b) = (A::integer::<T>(state, operation.a), i64::from(operation.c as i16));
        T::store(state.register(operation.b), b);
        state.flags = C::flags(state.flags, a, b);
        state.on()
    }
}

/// Compares a and b, and branches.
#[inline(always)]
pub(super) unsafe fn branch<M: Metering, T: Integer, C: Condition, A: Source, B: Source, W: Otherwise>(
    state: State,
) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let operation = state.operation();
        let (a, b) = (A::integer::<T>(state, operation.a), B::integer::<T>(state, operation.b));
        branch_if::<M, W>(state, C::holds(a, b), |state| State {
            flags: C::flags(state.flags, a, b),
            ..state
        })
    }
}

/// Word b = c; compares a and b, and branches.
#[inline(always)]
pub(super) unsafe fn branch_number<M: Metering, T: Integer, C: Condition, A: Source, W: Otherwise>(
    state: State,
) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let operation = state.operation();
        let (a, b) = (A::integer::<T>(state, operation.a), i64::from(operation.c as i16));
        branch_if::<M, W>(state, C::holds(a, b), |state| {
            T::store(state.register(operation.b), b);
            State { flags: C::flags(state.flags, a, b), ..state }
        })
    }
}

/// Word a = a word in memory; compares b with it, and branches.
#[inline(always)]
pub(super) unsafe fn branch_loaded<
    M: Metering,
    T: Integer,
    C: Condition,
    B: Source,
    P: Place,
    W: Otherwise,
>(
    state: State,
) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let operation = state.operation();
        let Some(place) = P::find::<M, T>(state) else { return Flow::Redo(state) };
        let (loaded, b) = (T::load(place), B::integer::<T>(state, operation.b));
        branch_if::<M, W>(state, C::holds(b, loaded), |state| {
            let acc = T::store(state.register(operation.a), loaded);
            State { acc, flags: C::flags(state.flags, b, loaded), ..state }
        })
    }
}

/// Word a = a word in memory; branches if that is 0.
#[inline(always)]
pub(super) unsafe fn test_loaded<M: Metering, T: Integer, P: Place, W: Otherwise>(state: State) -> Flow {
    // SAFETY: as for `combine`.
    unsafe {
        let Some(place) = P::find::<M, T>(state) else { return Flow::Redo(state) };
        let loaded = T::load(place);
        branch_if::<M, W>(state, loaded == 0, |state| {
            let acc = T::store(state.register(state.operation().a), loaded);
            State { acc, flags: tested(state.flags, loaded, loaded), ..state }
        })
    }
}

/// What a step's result is compared with.
pub(crate) trait Other {
    /// It.
    ///
    /// # Safety
    /// As for operations.
    unsafe fn other<T: Integer>(state: State, value: i64) -> i64;
}

/// The integer word at c.
pub(crate) struct WordC;
/// Itself.
pub(crate) struct Itself;

impl Other for WordC {
    #[inline(always)]
    unsafe fn other<T: Integer>(state: State, _: i64) -> i64 {
        // SAFETY: words are in the image.
        unsafe { T::load(state.register(state.operation().c as u8)) }
    }
}

impl Other for Itself {
    #[inline(always)]
    unsafe fn other<T: Integer>(_: State, value: i64) -> i64 {
        value
    }
}

/// Word a = a op b; compares that, and branches. `NUMBER`: word b = c first.
#[inline(always)]
pub(super) unsafe fn step_branch<
    M: Metering,
    T: Integer,
    O: Combine,
    C: Condition,
    A: Source,
    R: Other,
    W: Otherwise,
    const NUMBER: bool,
>(
    state: State,
) -> Flow {
    // SAFETY: as for `combine`; no two of the words overlap.
    unsafe {
        let operation = state.operation();
        let b = if NUMBER { i64::from(operation.c as i16) } else { T::load(state.register(operation.b)) };
        let Some(value) = O::combine(A::integer::<T>(state, operation.a), b) else {
            return Flow::Redo(state);
        };
        let value = T::wrap(value);
        let other = R::other::<T>(state, value);
        branch_if::<M, W>(state, C::holds(value, other), |mut state| {
            if NUMBER {
                T::store(state.register(operation.b), b);
            }
            state.acc = T::store(state.register(operation.a), value);
            state.flags = C::flags(state.flags, value, other);
            state
        })
    }
}
