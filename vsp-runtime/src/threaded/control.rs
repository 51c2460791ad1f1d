//! Operations that jump.

use super::branch::{Otherwise, branch_if};
use super::map::LinkedMap;
use super::operation::{Flow, Metering, State};
use vsp_isa::{Cell, Reg};

/// On to the target.
#[inline(always)]
pub(super) unsafe fn jump<M: Metering>(state: State) -> Flow {
    // SAFETY: the translator has given jumps a target.
    unsafe {
        match state.pay::<M>(u64::from(state.operation().imm)) {
            Ok(state) => state.jump(),
            Err(state) => Flow::Redo(state),
        }
    }
}

/// Pays for the block that begins here.
#[inline(always)]
pub(super) unsafe fn pay<M: Metering>(state: State) -> Flow {
    // SAFETY: there is an operation after this one.
    unsafe {
        match state.pay::<M>(u64::from(state.operation().imm)) {
            Ok(state) => state.on(),
            Err(state) => Flow::Leave(state),
        }
    }
}

/// Branches if a flag is set.
#[inline(always)]
pub(super) unsafe fn branch_on_flag<M: Metering, W: Otherwise, const FLAG: u8>(state: State) -> Flow {
    // SAFETY: branches have a target, and an operation after them.
    unsafe { branch_if::<M, W>(state, state.flags & u64::from(FLAG) != 0, |state| state) }
}

/// Branches if R[a].rho is 0.
#[inline(always)]
pub(super) unsafe fn branch_on_one<M: Metering, W: Otherwise>(state: State) -> Flow {
    // SAFETY: as for `branch_on_flag`, and registers are in the image.
    unsafe {
        let rho = Cell::from_bits(state.cell(state.operation().a)).rho;
        branch_if::<M, W>(state, rho == 0, |state| state)
    }
}

/// Branches if R[a].rho is below 0.
#[inline(always)]
pub(super) unsafe fn branch_on_small<M: Metering, W: Otherwise>(state: State) -> Flow {
    // SAFETY: as for `branch_on_one`.
    unsafe {
        let rho = Cell::from_bits(state.cell(state.operation().a)).rho;
        branch_if::<M, W>(state, rho < 0, |state| state)
    }
}

/// LOOP.
#[inline(always)]
pub(super) unsafe fn count_down<M: Metering, W: Otherwise>(state: State) -> Flow {
    const COUNTER: u8 = 2 * Reg::RC.index() as u8;
    // SAFETY: as for `branch_on_flag`; the counter is a register.
    unsafe {
        let counter = Cell::from_bits(state.cell(COUNTER));
        let taken = counter.rho > Cell::LEAST_RHO;
        branch_if::<M, W>(state, taken, |state| {
            if taken {
                state.set_cell(COUNTER, Cell { rho: counter.rho - 1, ..counter }.to_bits());
            }
            state
        })
    }
}

/// Pushes the return address imm; on to the target, whose block costs c.
#[inline(always)]
pub(super) unsafe fn call<M: Metering>(state: State) -> Flow {
    // SAFETY: the call stack has as many addresses as its limit says, and calls have a target.
    unsafe {
        let operation = state.operation();
        let depth = (*state.context).call_depth;
        if depth >= (*state.context).call_limit {
            return Flow::Redo(state);
        }
        let state = match state.pay::<M>(u64::from(operation.c)) {
            Ok(state) => state,
            Err(state) => return Flow::Redo(state),
        };
        *(*state.context).calls.add(depth as usize) = operation.imm;
        (*state.context).call_depth = depth + 1;
        state.jump()
    }
}

/// Pops the return address; what stands there pays for its block itself.
#[inline(always)]
pub(super) unsafe fn ret(mut state: State) -> Flow {
    // SAFETY: the call stack has as many addresses as its depth says; for this operation the target is a map.
    unsafe {
        let depth = (*state.context).call_depth;
        if depth == 0 {
            // Out of the run.
            return Flow::Execute(state);
        }
        let address = *(*state.context).calls.add(depth as usize - 1);
        let map = &*state.operation().target.cast::<LinkedMap>();
        let Some(operation) = map.at(address) else { return Flow::Redo(state) };
        (*state.context).call_depth = depth - 1;
        state.ip = operation;
        Flow::On(state)
    }
}

/// SETMODE: the mode is a.
#[inline(always)]
pub(super) unsafe fn set_mode(state: State) -> Flow {
    // SAFETY: the context is a whole machine's, and the translator writes only codes of modes.
    unsafe {
        (*state.context).mode = state.operation().a;
        state.on()
    }
}

/// Leaves its instructions to the precise interpreter.
#[inline(always)]
pub(super) unsafe fn redo(state: State) -> Flow {
    Flow::Redo(state)
}

/// Executes its instructions one by one.
#[inline(always)]
pub(super) unsafe fn execute(state: State) -> Flow {
    Flow::Execute(state)
}

/// Goes on by the address and the mode that the machine has now.
#[inline(always)]
pub(super) unsafe fn leave(state: State) -> Flow {
    Flow::Leave(state)
}
