//! Operations, and what handlers hand on to each other.

use core::ptr;
use vsp_isa::abi::Context;
use vsp_isa::abi::INTERRUPTED;

/// What one or several instructions have become: 24 bytes where pointers have 64 bits.
///
/// `a` and `b` are registers as offsets in their image. What the others mean depends on the operation: `c` is an address of 16
/// bits, an offset, a count or a number; `imm` the costs of the blocks that a branch leads to, the target's in the low half, or a
/// return address.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub(crate) struct Operation {
    /// The handler, or the number of the operation: see `dispatch`.
    pub code: *const (),
    pub a: u8,
    pub b: u8,
    pub c: u16,
    pub imm: u32,
    /// Where a jump goes; for RET the map of its mode.
    pub target: *const (),
}

/// What handlers hand on, in registers of the processor.
#[derive(Clone, Copy)]
pub(crate) struct State {
    /// The machine, whose context comes first, and in it the registers' image.
    pub context: *mut Context,
    /// The operation at hand.
    pub ip: *const Operation,
    /// The memory.
    pub memory: *mut u8,
    /// The size of memory; with metering the fuel that is left.
    pub limit: u64,
    /// The status byte.
    pub flags: u64,
    /// The integer word that the analysis says, sign-extended.
    pub acc: i64,
    /// The float word that the analysis says: an f64, or an f32 in its low half.
    pub facc: f64,
}

/// The same number, of which the optimiser knows nothing.
#[inline(always)]
pub(super) fn opaque(number: u64) -> u64 {
    #[cfg(vsp_tail_calls)]
    {
        let mut number = number;
        // SAFETY: this does nothing.
        unsafe {
            core::arch::asm!("/* {0} */", inout(reg) number, options(pure, nomem, nostack, preserves_flags))
        };
        number
    }
    #[cfg(not(vsp_tail_calls))]
    number
}

/// What comes after an operation.
#[derive(Clone, Copy)]
pub(crate) enum Flow {
    /// The operation at the state's `ip`.
    On(State),
    /// The same, where a branch is taken: how control goes on should not be shared with the other way, since processors
    /// foresee by place where a jump leads.
    Taken(State),
    /// The operation has changed nothing, and the precise interpreter does what it stands for.
    Redo(State),
    /// The machine goes on at the operation's address, as at any start of a block: nothing is paid yet.
    Leave(State),
    /// The operation's instructions are executed one by one.
    Execute(State),
}

/// How a run counts.
pub(crate) trait Metering {
    const METERED: bool;
}

/// Counts fuel and looks for interrupts.
pub(crate) struct Metered;
/// Does neither.
pub(crate) struct Unmetered;

impl Metering for Metered {
    const METERED: bool = true;
}

impl Metering for Unmetered {
    const METERED: bool = false;
}

/// A number at any address. Its field is read and written without the checks that `ptr::read_unaligned` has in debug builds,
/// which would leave something on the stack.
#[repr(C, packed)]
pub(crate) struct Unaligned<T>(pub T);

impl State {
    /// The operation at hand.
    ///
    /// # Safety
    /// `ip` must point to one, as for all that follows here.
    #[inline(always)]
    pub unsafe fn operation(self) -> Operation {
        // SAFETY: by this function's contract.
        unsafe { *self.ip }
    }

    /// On with the next operation.
    #[inline(always)]
    pub unsafe fn on(mut self) -> Flow {
        // SAFETY: by the contract there is another operation after this one.
        self.ip = unsafe { self.ip.add(1) };
        Flow::On(self)
    }

    /// Where a register stands in the image.
    #[inline(always)]
    pub unsafe fn register(self, offset: u8) -> *mut u8 {
        // SAFETY: the translator has seen to it that the offset is in the image, which comes first in the context.
        unsafe { self.context.cast::<u8>().add(offset as usize) }
    }

    /// The bits of a register's cell.
    #[inline(always)]
    pub unsafe fn cell(self, offset: u8) -> u16 {
        // SAFETY: as for `register`.
        unsafe { u16::from_le((*self.register(offset).cast::<Unaligned<u16>>()).0) }
    }

    /// Changes a register's cell.
    #[inline(always)]
    pub unsafe fn set_cell(self, offset: u8, bits: u16) {
        // SAFETY: as for `register`.
        unsafe { (*self.register(offset).cast::<Unaligned<u16>>()).0 = bits.to_le() }
    }

    /// The size of memory.
    #[inline(always)]
    pub unsafe fn memory_size<M: Metering>(self) -> u64 {
        // SAFETY: the context is a whole machine's.
        if M::METERED { unsafe { (*self.context).memory_size } } else { self.limit }
    }

    /// Pays for the block that comes next, unless it costs too much or an interrupt was asked for: then the state is as before.
    #[inline(always)]
    pub unsafe fn pay<M: Metering>(mut self, cost: u64) -> Result<State, State> {
        if !M::METERED {
            return Ok(self);
        }
        // SAFETY: the context is a whole machine's, whose flag outlives the run; it is only ever read as an atomic.
        let word = unsafe { (*(*self.context).interrupt).load(core::sync::atomic::Ordering::Relaxed) };
        if word == INTERRUPTED || self.limit < cost {
            return Err(self);
        }
        self.limit -= cost;
        Ok(self)
    }

    /// On with the operation's target.
    #[inline(always)]
    pub unsafe fn jump(mut self) -> Flow {
        // SAFETY: the translator has given this operation a target.
        self.ip = unsafe { (*self.ip).target.cast() };
        Flow::On(self)
    }
}

impl Operation {
    /// An operation by its number, without operands.
    pub fn new(kind: u16) -> Operation {
        Operation {
            code: ptr::without_provenance(kind as usize),
            a: 0,
            b: 0,
            c: 0,
            imm: 0,
            target: ptr::null(),
        }
    }
}
