//! Running compiled code: the way in, and the functions that it may call back.

use crate::guard::{self, Panic};
use crate::host::Host;
use crate::host_error::HostError;
use crate::machine::Machine;
use crate::machine_code::MachineCode;
use crate::precise::{self, First};
use crate::program::Program;
use core::mem::ManuallyDrop;
use core::ptr;
use vsp_isa::abi::{Context, Exit, HOST_FAILED, Helper, Helpers, RegionFunction};
use vsp_isa::semantics::{complex, convert, elementary, float, half, integer};
use vsp_isa::{Cell, TrapKind};

/// What the helpers need besides the machine, while compiled code runs.
struct Frame<'a> {
    host: &'a mut dyn Host,
    program: &'a Program,
    /// What a method of the host panicked with: it may not pass through compiled code, and surfaces after it.
    panic: Option<Panic>,
}

/// Runs from where the machine stands until something stops it.
///
/// Where the code has no entry, which is only so after a stop in the middle of a block, the interpreter goes on until there is
/// one.
pub(crate) fn run(
    machine: &mut Machine,
    host: &mut dyn Host,
    program: &Program,
    code: MachineCode<'_>,
) -> Result<Exit, Panic> {
    prepare(machine, code);
    let mut frame = Frame { host, program, panic: None };
    loop {
        let exit = match code.entry(machine.context.pc, machine.context.mode) {
            Some(entrance) => exit_of(enter(machine, &mut frame, entrance)),
            None => {
                let host = &mut *frame.host;
                match guard::catch(|| {
                    precise::step(machine, host, &program.instructions(), code.checks().fuel, First::Fresh)
                })? {
                    Some(exit) => exit,
                    None => continue,
                }
            }
        };
        if let Some(panic) = frame.panic.take() {
            return Err(panic);
        }
        if exit != Exit::Dispatch {
            return Ok(exit);
        }
    }
}

/// Makes a machine and this thread ready for machine code: the one until it gets other code, the other until it has run other code.
pub(crate) fn prepare(machine: &mut Machine, code: MachineCode<'_>) {
    code.prepare();
    machine.context.sums = code.sums();
    machine.context.helpers = code.helpers();
}

/// Calls one part, which need not be looked for, and says how it came back; `None` if by returning from the function that it begins.
///
/// # Safety
/// The part must be of machine code of the machine's program, with the entry for the place where the machine stands, and both the
/// machine and this thread must be [ready](prepare) for the code.
#[inline]
pub(crate) unsafe fn call_part(
    machine: &mut Machine,
    host: &mut dyn Host,
    program: &Program,
    entrance: (RegionFunction, u32),
) -> Option<Result<Exit, Panic>> {
    // Dropping it would take longer than all else here.
    let mut frame = ManuallyDrop::new(Frame { host, program, panic: None });
    let code = enter(machine, &mut frame, entrance);
    // So most calls come back, and nothing has to be looked up: a host that panicked has made it a trap.
    if code == Exit::Returned.code() {
        return None;
    }
    Some(exit_or_panic(code, ManuallyDrop::into_inner(frame).panic))
}

#[cold]
fn exit_or_panic(code: u32, panic: Option<Panic>) -> Result<Exit, Panic> {
    panic.map_or_else(|| Ok(exit_of(code)), Err)
}

/// The exit of a number that compiled code has returned.
#[cold]
fn exit_of(code: u32) -> Exit {
    Exit::from_code(code).expect("compiled code returns only the numbers of exits")
}

/// Calls one part, and gives the number that it returns.
#[inline]
fn enter(machine: &mut Machine, frame: &mut Frame<'_>, (part, entry): (RegionFunction, u32)) -> u32 {
    machine.frame = ptr::from_mut(frame).cast();
    let context = ptr::from_mut(machine).cast::<Context>();
    // SAFETY: the code belongs to the machine's program, and the machine is ready for it; the context is the first field of a whole
    // machine whose buffers it points to, and memory is as large as the code expects, since every machine has at least
    // `LEAST_MEMORY` bytes.
    let code = unsafe { call(part, context, entry) };
    machine.frame = ptr::null_mut();
    code
}

/// Calls a part's function.
///
/// # Safety
/// As for the function.
#[cfg(not(target_arch = "riscv64"))]
#[inline]
unsafe fn call(part: RegionFunction, context: *mut Context, entry: u32) -> u32 {
    // SAFETY: by this function's contract.
    unsafe { part(context, entry) }
}

/// Calls a part's function, which may change fs1: the C ABI forbids that, but Cranelift does not know. So it is kept here, by
/// instructions that the assembler must be told of: whether a target has floats cannot be asked, but one without them has no
/// parts.
///
/// # Safety
/// As for the function.
#[cfg(target_arch = "riscv64")]
#[inline]
unsafe fn call(part: RegionFunction, context: *mut Context, entry: u32) -> u32 {
    let code: u64;
    let mut kept = 0_u64;
    // SAFETY: by this function's contract; this is a call by the C ABI, which wants a u32 with its sign extended, and all
    // that the callee may change is named or restored. s2 is the callee's to keep.
    unsafe {
        core::arch::asm!(
            ".option push",
            ".option arch, +d",
            "fsd fs1, 0(s2)",
            "jalr {part}",
            "fld fs1, 0(s2)",
            ".option pop",
            part = in(reg) part,
            in("s2") &raw mut kept,
            inlateout("a0") context => code,
            inlateout("a1") i64::from(entry as i32) => _,
            clobber_abi("C"),
        );
    }
    code as u32
}

/// Does something with the machine and the host that compiled code runs with; `None` if the host panics, which is kept for
/// later.
///
/// # Safety
/// `context` must be what the compiled code was given, and that code must be waiting for this.
unsafe fn with_machine<R>(
    context: *mut Context,
    body: impl FnOnce(&mut Machine, &mut dyn Host, &Program) -> R,
) -> Option<R> {
    // SAFETY: `enter` made the context from a pointer to a whole machine that nobody else uses meanwhile.
    let machine = unsafe { &mut *context.cast::<Machine>() };
    // SAFETY: `enter` has set the frame, which outlives the call and which nobody else uses meanwhile.
    let frame = unsafe { &mut *machine.frame.cast::<Frame<'_>>() };
    let (host, program) = (&mut *frame.host, frame.program);
    match guard::catch(|| body(machine, host, program)) {
        Ok(result) => Some(result),
        Err(panic) => {
            frame.panic = Some(panic);
            None
        }
    }
}

macro_rules! helpers {
    ($($helper:ident)*) => {
        /// All that compiled code may call.
        #[cfg(any(feature = "jit", feature = "cranelift"))]
        pub(crate) static HELPERS: Helpers = Helpers { $($helper),* };

        /// The helpers that machine code calls, which it may call no others of.
        pub const fn helpers(called: &[Helper]) -> Helpers {
            let mut helpers = Helpers::uncalled();
            let mut index = 0;
            while index < called.len() {
                match called[index] {
                    $(Helper::$helper => helpers.$helper = $helper,)*
                }
                index += 1;
            }
            helpers
        }
    };
}

helpers! {
    execute sense act read_port write_port sum lerp slerp from_complex from_integer pow_integer pow_float floor ceil widen_f16
    narrow_f16 sin cos tan asin acos atan exp ln log10 log2 atan2
}

fn cell(bits: u32) -> Cell {
    Cell::from_bits(bits as u16)
}

fn bits(cell: Cell) -> u32 {
    cell.to_bits().into()
}

unsafe extern "C" fn execute(context: *mut Context, pc: u32) -> u32 {
    let execute = |machine: &mut Machine, host: &mut dyn Host, program: &Program| {
        machine.context.pc = pc;
        let image = program.image();
        match image.instruction(pc) {
            Ok(instruction) => {
                let exit = program.executor().execute(machine, host, image.version, instruction);
                exit.unwrap_or(Exit::Dispatch)
            }
            Err(kind) => Exit::Trapped(kind),
        }
    };
    // SAFETY: only compiled code calls this, with its context.
    let exit = unsafe { with_machine(context, execute) };
    exit.unwrap_or(Exit::Trapped(TrapKind::HostError)).code()
}

/// Asks the host for something; `None` if it fails, and the machine then knows why.
///
/// # Safety
/// As [`with_machine`].
unsafe fn ask_host<R>(
    context: *mut Context,
    ask: impl FnOnce(&mut dyn Host) -> Result<R, HostError>,
) -> Option<R> {
    // SAFETY: the contract is the same.
    let answer = unsafe {
        with_machine(context, |machine, host, _| ask(host).map_err(|error| machine.host_failed(error)))
    };
    answer?.ok()
}

unsafe extern "C" fn sense(context: *mut Context, a: u32) -> u32 {
    // SAFETY: only compiled code calls this, with its context.
    let sensed = unsafe { ask_host(context, |host| host.sense(a as u8)) };
    sensed.map_or(HOST_FAILED, |sensed| bits(sensed.cell) | u32::from(sensed.at_end) << 16)
}

unsafe extern "C" fn act(context: *mut Context, a: u32, content: u32) -> u32 {
    // SAFETY: only compiled code calls this, with its context.
    let done = unsafe { ask_host(context, |host| host.act(a as u8, cell(content))) };
    done.map_or(HOST_FAILED, |()| 0)
}

unsafe extern "C" fn read_port(context: *mut Context, port: u32) -> u32 {
    // SAFETY: only compiled code calls this, with its context.
    let read = unsafe { ask_host(context, |host| host.read_port(port as u8)) };
    read.map_or(HOST_FAILED, bits)
}

unsafe extern "C" fn write_port(context: *mut Context, port: u32, content: u32) -> u32 {
    // SAFETY: only compiled code calls this, with its context.
    let done = unsafe { ask_host(context, |host| host.write_port(port as u8, cell(content))) };
    done.map_or(HOST_FAILED, |()| 0)
}

unsafe extern "C" fn sum(a: u32, b: u32) -> u32 {
    complex::sum(Cell::unpack(a as u8), Cell::unpack(b as u8)).pack().into()
}

unsafe extern "C" fn lerp(a: u32, b: u32, t: u32) -> u32 {
    bits(complex::lerp(cell(a), cell(b), t as u8))
}

unsafe extern "C" fn slerp(a: u32, b: u32, t: u32) -> u32 {
    bits(complex::slerp(cell(a), cell(b), t as u8))
}

unsafe extern "C" fn from_complex(re: f64, im: f64) -> u32 {
    bits(complex::from_complex(re, im))
}

unsafe extern "C" fn from_integer(value: i64) -> u32 {
    bits(convert::integer_to_cell(value))
}

unsafe extern "C" fn pow_integer(base: i64, exponent: u32) -> i64 {
    integer::power(base, exponent.into())
}

unsafe extern "C" fn pow_float(base: f64, exponent: f64) -> f64 {
    float::power(base, exponent)
}

unsafe extern "C" fn floor(value: f64) -> f64 {
    float::floor(value)
}

unsafe extern "C" fn ceil(value: f64) -> f64 {
    float::ceil(value)
}

unsafe extern "C" fn widen_f16(bits: u32) -> f64 {
    half::widen(bits as u16)
}

unsafe extern "C" fn narrow_f16(value: f64) -> u32 {
    half::narrow(value).into()
}

/// Defines helpers of one float.
macro_rules! elementary {
    ($($name:ident)*) => {
        $(unsafe extern "C" fn $name(value: f64) -> f64 {
            elementary::$name(value)
        })*
    };
}

elementary! { sin cos tan asin acos atan exp ln log10 log2 }

unsafe extern "C" fn atan2(y: f64, x: f64) -> f64 {
    elementary::atan2(y, x)
}
