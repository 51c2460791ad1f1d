//! The exits of a translated program, and what needs the machine as a whole.

use super::operation::Operation;
use super::translation::Translation;
use crate::guard::{self, Panic};
use crate::host::Host;
use crate::instructions::Instructions;
use crate::machine::Machine;
use crate::precise;
use vsp_isa::TrapKind;
use vsp_isa::abi::{Context, Exit};

/// What operations need besides the machine, while they run; the machine's frame points to it.
///
/// # What operations may rely on
/// - The context is that of a whole machine, whose frame points to this; nobody else uses either meanwhile.
/// - `memory` and, without metering, `limit` are the machine's memory and its size, which is at least
///   [`LEAST_MEMORY`](vsp_isa::abi::LEAST_MEMORY).
/// - `ip` points to a linked operation of the translation, for whose registers, addresses and targets the translator has seen.
/// - `acc` and `facc` are the words that the operation's place names.
pub(super) struct Running<'a> {
    pub host: &'a mut dyn Host,
    pub instructions: &'a Instructions<'a>,
    pub translation: &'a Translation,
    /// The operation that was left to the precise interpreter.
    pub left: *const Operation,
    /// What a method of the host panicked with: it may not pass through handlers, and surfaces after them.
    pub panic: Option<Panic>,
}

/// What handlers return besides the numbers of exits: the precise interpreter goes on at the machine's pc, with a block that is paid.
pub(super) const REDO: u64 = 1 << 32;
/// The run goes on at the machine's pc.
pub(super) const LEAVE: u64 = 2 << 32;
/// What [`execute`] adds to the flags where the run goes on.
pub(super) const ON: u64 = 1 << 40;

/// Gives what is kept in the state back to the machine, with pc at the operation's address.
///
/// # Safety
/// As for operations: see [`Running`].
unsafe fn store<'a>(context: *mut Context, ip: *const Operation, limit: u64, flags: u64) -> &'a mut Machine {
    // SAFETY: by this function's contract.
    unsafe {
        let machine = &mut *context.cast::<Machine>();
        let translation = (*machine.frame.cast::<Running<'_>>()).translation;
        machine.context.flags = flags as u8;
        if translation.is_metered() {
            machine.context.fuel = limit;
        }
        machine.context.pc = translation.place(ip).address();
        machine
    }
}

/// Out to the precise interpreter, which does anew what the operation stands for. The state comes in pieces here, too: one of which somebody
/// has the address is not kept in registers.
///
/// # Safety
/// As for operations: see [`Running`].
pub(super) unsafe fn leave_to_redo(
    context: *mut Context,
    ip: *const Operation,
    limit: u64,
    flags: u64,
) -> u64 {
    // SAFETY: the contract is the same; nobody else refers to what the frame points to.
    unsafe {
        let machine = store(context, ip, limit, flags);
        (*machine.frame.cast::<Running<'_>>()).left = ip;
    }
    REDO
}

/// Out to where the machine's pc and mode lead.
///
/// # Safety
/// As for operations: see [`Running`].
pub(super) unsafe fn leave(context: *mut Context, ip: *const Operation, limit: u64, flags: u64) -> u64 {
    // SAFETY: the contract is the same.
    unsafe { store(context, ip, limit, flags) };
    LEAVE
}

/// Executes so many instructions as the operation's count; gives the flags then, with [`ON`], or what stops the run. That is one
/// number, and the state comes in pieces, since handlers may not let go of an address in their frame.
///
/// # Safety
/// As for operations: see [`Running`].
#[inline(never)]
pub(super) unsafe fn execute(context: *mut Context, ip: *const Operation, limit: u64, flags: u64) -> u64 {
    // SAFETY: the contract is the same; this reference to the machine is the only one in use.
    let (machine, running, count) = unsafe {
        let machine = store(context, ip, limit, flags);
        let running = &mut *machine.frame.cast::<Running<'_>>();
        (machine, running, (*ip).c)
    };
    let (host, image) = (&mut *running.host, &running.instructions.image);
    let result = guard::catch(|| {
        for _ in 0..count {
            let exit = match image.instruction(machine.context.pc) {
                Ok(instruction) => precise::execute(machine, host, image.version, instruction),
                Err(kind) => Some(Exit::Trapped(kind)),
            };
            if exit.is_some() {
                return exit;
            }
        }
        None
    });
    match result {
        Ok(None) => ON | u64::from(machine.context.flags),
        Ok(Some(exit)) => exit.code().into(),
        Err(panic) => {
            running.panic = Some(panic);
            Exit::Trapped(TrapKind::HostError).code().into()
        }
    }
}
