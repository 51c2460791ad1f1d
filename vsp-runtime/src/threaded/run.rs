//! Running a translated program: the way in, and the ways out.

use super::dispatch;
use super::kind::Kind;
use super::operation::{Metered, Operation, State, Unmetered};
use super::translation::{NO_WORD, Place, Translation};
use super::words::{Float, Integer};
use crate::guard::{self, Panic};
use crate::host::Host;
use crate::interpreter::{self, First};
use crate::machine::Machine;
use crate::program::Program;
use core::ptr;
use vsp_isa::abi::{Context, Exit};
use vsp_isa::{Mode, TrapKind};

/// What operations need besides the machine, while they run; the machine's frame points to it.
///
/// # What operations may rely on
/// - The context is that of a whole machine, whose frame points to this; nobody else uses either meanwhile.
/// - `memory` and, without metering, `limit` are the machine's memory and its size, which is at least
///   [`LEAST_MEMORY`](vsp_isa::abi::LEAST_MEMORY).
/// - `ip` points to a linked operation of the translation, for whose registers, addresses and targets the translator has seen.
/// - `acc` and `facc` are the words that the operation's place names.
struct Running<'a> {
    host: &'a mut dyn Host,
    program: &'a Program,
    translation: &'a Translation,
    /// What a method of the host panicked with: it may not pass through handlers, and surfaces after them.
    panic: Option<Panic>,
}

/// What handlers return besides the numbers of exits: the precise way goes on at the machine's pc, with a block that is paid.
const REDO: u64 = 1 << 32;
/// The run goes on at the machine's pc.
const LEAVE: u64 = 2 << 32;
/// What [`execute`] adds to the flags where the run goes on.
pub(super) const ON: u64 = 1 << 40;

/// Runs from where the machine stands until something stops it.
///
/// Where no unit begins, or an operation leaves something to it, the precise way goes on until one does.
pub(crate) fn run(
    machine: &mut Machine,
    host: &mut dyn Host,
    program: &Program,
    translation: &Translation,
    metered: bool,
) -> Result<Exit, Panic> {
    let mut first = First::Fresh;
    loop {
        let (pc, mode) = (machine.context.pc, machine.mode());
        // Marks that are not those of this program let it trap, as everywhere.
        let is_known = first == First::Fresh && program.marks().is_reachable(pc);
        let entry = if is_known { translation.entry(pc, mode) } else { None };
        let Some((operation, place)) = entry else {
            let exit = guard::catch(|| interpreter::step(machine, host, program, metered, first))?;
            first = First::Fresh;
            match exit {
                Some(exit) => return Ok(exit),
                None => continue,
            }
        };
        if let Some(exit) = interpreter::begin(machine, program, metered) {
            return Ok(exit);
        }
        let code = enter(machine, host, program, translation, metered, operation, place)?;
        match code {
            REDO => first = First::Paid,
            LEAVE => {}
            _ => return Ok(Exit::from_code(code as u32).expect("operations give only the numbers of exits")),
        }
    }
}

/// Goes in at an operation whose block is paid.
fn enter(
    machine: &mut Machine,
    host: &mut dyn Host,
    program: &Program,
    translation: &Translation,
    metered: bool,
    mut operation: *const Operation,
    place: Place,
) -> Result<u64, Panic> {
    let mut running = Running { host, program, translation, panic: None };
    machine.frame = ptr::from_mut(&mut running).cast();
    let fuel = machine.context.fuel;
    let mode = machine.mode();
    let context = ptr::from_mut(machine).cast::<Context>();
    // SAFETY: the context is the first field of a whole machine, the operation one of the translation's, where an operation
    // that pays is followed by another; what is handed on is read as its place says.
    let code = unsafe {
        if ptr::eq((*operation).code, dispatch::code(Kind::Pay, translation.is_metered())) {
            // RET comes in here.
            operation = operation.add(1);
        }
        let (acc, facc) = words(context, place, mode);
        let state = State {
            context,
            ip: operation,
            memory: (*context).memory,
            limit: match (translation.is_metered(), metered) {
                (true, true) => fuel,
                // It only looks for interrupts.
                (true, false) => u64::MAX,
                (false, _) => (*context).memory_size,
            },
            flags: u64::from((*context).flags),
            acc,
            facc,
        };
        if translation.is_metered() {
            dispatch::enter::<Metered>(state)
        } else {
            dispatch::enter::<Unmetered>(state)
        }
    };
    machine.frame = ptr::null_mut();
    if !metered {
        machine.context.fuel = fuel;
    }
    match running.panic {
        Some(panic) => Err(panic),
        None => Ok(code),
    }
}

/// Runs a machine's operations from the first one on until they leave; gives the address of the one that does, unless that leaves
/// something to the precise way.
#[cfg(test)]
pub(super) fn run_one<H: Host>(
    vm: &mut crate::Vm<H>,
    program: &Program,
    translation: &Translation,
) -> Option<u32> {
    let (machine, host) = vm.machine_and_host();
    let (operation, place) = translation.first();
    let code = enter(machine, host, program, translation, true, operation, place);
    matches!(code, Ok(LEAVE)).then_some(machine.context.pc)
}

/// What is handed on to an operation.
///
/// # Safety
/// The context must be whole, and the place that of a unit in this mode.
unsafe fn words(context: *mut Context, place: Place, mode: Mode) -> (i64, f64) {
    let (integer, float) = place.words();
    // SAFETY: words of the mode are in the image, which comes first.
    unsafe {
        let at = |register: u8| context.cast::<u8>().cast_const().add(2 * usize::from(register));
        let acc = match mode {
            _ if integer == NO_WORD => 0,
            Mode::Sil8 => 0,
            Mode::Sil16 => i16::load(at(integer)),
            Mode::Sil32 => i32::load(at(integer)),
            Mode::Sil64 | Mode::Sil128 => i64::load(at(integer)),
        };
        let facc = match mode {
            _ if float == NO_WORD => 0.0,
            Mode::Sil8 | Mode::Sil16 => 0.0,
            Mode::Sil32 => f32::of_bits(i32::load(at(float))).accumulator(),
            Mode::Sil64 | Mode::Sil128 => f64::of_bits(i64::load(at(float))),
        };
        (acc, facc)
    }
}

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

/// Out to the precise way, which does anew what the operation stands for.
///
/// # Safety
/// As for operations: see [`Running`].
pub(super) unsafe fn leave_to_redo(state: State) -> u64 {
    // SAFETY: the contract is the same.
    unsafe { store(state.context, state.ip, state.limit, state.flags) };
    REDO
}

/// Out to where the machine's pc and mode lead.
///
/// # Safety
/// As for operations: see [`Running`].
pub(super) unsafe fn leave(state: State) -> u64 {
    // SAFETY: the contract is the same.
    unsafe { store(state.context, state.ip, state.limit, state.flags) };
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
    let (host, program) = (&mut *running.host, running.program);
    let result = guard::catch(|| {
        let image = program.image();
        for _ in 0..count {
            let exit = match image.instruction(machine.context.pc) {
                Ok(instruction) => interpreter::execute(machine, host, image.version, instruction),
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
