//! What all branches do: they pay for where they lead, and go there.

use super::operation::{Flow, Metering, State};

/// Where a branch goes that is not taken.
pub(crate) trait Otherwise {
    /// There.
    ///
    /// # Safety
    /// The operation after this one must be there; for [`Jump`] one with a target.
    unsafe fn go(state: State) -> Flow;
}

/// To the next operation.
pub(crate) struct Fall;
/// To where the next operation, a jump, goes.
pub(crate) struct Jump;

impl Otherwise for Fall {
    #[inline(always)]
    unsafe fn go(state: State) -> Flow {
        // SAFETY: by the contract.
        unsafe { state.on() }
    }
}

impl Otherwise for Jump {
    #[inline(always)]
    unsafe fn go(mut state: State) -> Flow {
        // SAFETY: by the contract.
        unsafe {
            state.ip = state.ip.add(1);
            state.jump()
        }
    }
}

/// Pays for where a branch leads, lets the operation change what it changes, and goes there. If it cannot be paid nothing
/// changes: the precise interpreter may stop before it comes to the comparison, where the operation stands for a jump to that.
#[inline(always)]
pub(super) unsafe fn branch_if<M: Metering, W: Otherwise>(
    state: State,
    taken: bool,
    change: impl FnOnce(State) -> State,
) -> Flow {
    // SAFETY: branches have a target, and an operation after them.
    unsafe {
        let costs = state.operation().imm;
        // Each way has code of its own, for which much of what changes is known.
        if taken {
            let Ok(state) = state.pay::<M>(u64::from(costs & 0xffff)) else { return Flow::Redo(state) };
            let mut state = change(state);
            state.ip = (*state.ip).target.cast();
            Flow::Taken(state)
        } else {
            let Ok(state) = state.pay::<M>(u64::from(costs >> 16)) else { return Flow::Redo(state) };
            W::go(change(state))
        }
    }
}
