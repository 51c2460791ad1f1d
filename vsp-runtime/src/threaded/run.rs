//! Entering a translated program.

use super::dispatch;
use super::exits::{LEAVE, REDO, Running};
use super::kind::Kind;
use super::operation::{Metered, Operation, State, Unmetered};
use super::translation::{NO_WORD, Place, Translation};
use super::words::{Float, Integer};
use crate::guard::{self, Panic};
use crate::host::Host;
use crate::instructions::Instructions;
use crate::machine::Machine;
use crate::precise::{self, First};
use core::ptr;
use vsp_isa::Mode;
use vsp_isa::abi::{Context, Exit};

/// Runs from where the machine stands until something stops it.
///
/// Where no block version begins, or an operation leaves something to it, the precise interpreter goes on until one does, or to the
/// operation after that.
pub(crate) fn run(
    machine: &mut Machine,
    host: &mut dyn Host,
    instructions: &Instructions<'_>,
    translation: &Translation,
    metered: bool,
) -> Result<Exit, Panic> {
    let mut first = First::Fresh;
    let mut resume: Option<Resume> = None;
    loop {
        let (pc, mode) = (machine.context.pc, machine.mode());
        // Marks that are not those of this program let it trap, as everywhere.
        let is_known = first == First::Fresh && instructions.marks.is_reachable(pc);
        let entry = if is_known {
            let resumed = || resume.as_ref()?.at(pc, mode, instructions);
            translation.entry(pc, mode).or_else(resumed)
        } else {
            None
        };
        let Some((operation, place)) = entry else {
            let exit = guard::catch(|| precise::step(machine, host, instructions, metered, first))?;
            first = First::Fresh;
            match exit {
                Some(exit) => return Ok(exit),
                None => continue,
            }
        };
        if let Some(exit) = precise::begin(machine, instructions, metered) {
            return Ok(exit);
        }
        let (code, left) = enter(machine, host, instructions, translation, metered, operation, place)?;
        resume = None;
        match code {
            REDO => {
                first = First::Paid;
                resume = translation.next(left).map(|(operation, place)| Resume {
                    operation,
                    place,
                    mode: machine.mode(),
                });
            }
            LEAVE => {}
            _ => return Ok(Exit::from_code(code as u32).expect("operations give only the numbers of exits")),
        }
    }
}

/// The operation after one that was left to the precise interpreter, and the mode that it needs.
struct Resume {
    operation: *const Operation,
    place: Place,
    mode: Mode,
}

impl Resume {
    /// The operation, if the precise interpreter has come to it amid a block: where one starts, it has to be paid.
    fn at(&self, pc: u32, mode: Mode, instructions: &Instructions<'_>) -> Option<(*const Operation, Place)> {
        let is_here = self.place.address() == pc && self.mode == mode && !instructions.marks.is_start(pc);
        is_here.then_some((self.operation, self.place))
    }
}

/// Goes in at an operation whose block is paid; gives why it came out, and the operation that it left, if it was for that.
fn enter(
    machine: &mut Machine,
    host: &mut dyn Host,
    instructions: &Instructions<'_>,
    translation: &Translation,
    metered: bool,
    mut operation: *const Operation,
    place: Place,
) -> Result<(u64, *const Operation), Panic> {
    let mut running = Running { host, instructions, translation, left: operation, panic: None };
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
        None => Ok((code, running.left)),
    }
}

/// Runs a machine's operations from the first one on until they leave; gives the address of the one that does, unless that leaves
/// something to the precise interpreter.
#[cfg(test)]
pub(super) fn run_one<H: Host>(
    vm: &mut crate::Vm<H>,
    instructions: &Instructions<'_>,
    translation: &Translation,
) -> Option<u32> {
    let (machine, host) = vm.machine_and_host();
    let (operation, place) = translation.first();
    let code = enter(machine, host, instructions, translation, true, operation, place);
    matches!(code, Ok((LEAVE, _))).then_some(machine.context.pc)
}

/// Runs a machine's operations from the first one on until one is left to the precise interpreter; gives its address and that of the one
/// after it.
#[cfg(test)]
pub(super) fn left_by_first<H: Host>(
    vm: &mut crate::Vm<H>,
    instructions: &Instructions<'_>,
    translation: &Translation,
) -> Option<(u32, u32)> {
    let (machine, host) = vm.machine_and_host();
    let (operation, place) = translation.first();
    match enter(machine, host, instructions, translation, false, operation, place) {
        Ok((REDO, left)) => Some((machine.context.pc, translation.next(left)?.1.address())),
        Ok(_) | Err(_) => None,
    }
}

/// What is handed on to an operation.
///
/// # Safety
/// The context must be whole, and the place that of a block version in this mode.
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
