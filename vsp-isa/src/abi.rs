//! The contract between compiled programs and the runtime that calls them.
//!
//! A compiled program is one block of position-independent machine code without relocations, cut into *regions*. Each
//! region is a function ([`RegionFunction`]) that starts at an offset from the block's beginning. It takes a [`Context`],
//! which holds the machine's state, and the number of the entry to go in at; it runs until something stops it, leaves the
//! state in the context, precise, and returns an [`Exit`] as a number. Code outside a region is reached by returning
//! [`Exit::Dispatch`]: the runtime looks the place up in the table of [`EntryPoint`]s and calls the region that has it.
//!
//! Compiled code calls nothing but the functions in [`Helpers`], through pointers in the context.
//!
//! All of this may change only together with [`VERSION`], which is part of the symbols that build-time objects define,
//! so that code for one version never meets a runtime of another.

use crate::tables::Sums;
use crate::{Registers, TrapKind};
#[cfg(target_pointer_width = "64")]
use core::mem::offset_of;
use core::sync::atomic::AtomicUsize;

/// The version of the contract.
pub const VERSION: u32 = 5;

/// The least size of memory in bytes that compiled code may be run with: all that a 16-bit address reaches.
pub const LEAST_MEMORY: u64 = 1 << 16;

/// What stands where [`Context::interrupt`] points to while a run shall go on: how much fuel a run must have left at a place where it looks
/// for interrupts, so that it need not look exactly. Blocks that cost more than that look exactly anyway.
pub const ENOUGH_FUEL: usize = 1024;

/// What stands there when the run shall stop: more fuel than there ever is, so that compiled code sees both by one comparison.
pub const INTERRUPTED: usize = usize::MAX;

/// One region of a compiled program: runs from entry number `entry` and returns an [`Exit`]'s number.
///
/// It keeps to the C ABI but for one thing: on riscv64 it may change the register fs1, which Cranelift takes for one that
/// callers save.
pub type RegionFunction = unsafe extern "C" fn(context: *mut Context, entry: u32) -> u32;

/// The machine's state as compiled code sees it, and what it needs besides.
///
/// Compiled code knows the fields by their offsets, below. The registers are the little-endian image on every machine,
/// everything else has the machine's own byte order.
#[repr(C, align(16))]
pub struct Context {
    /// The registers' image.
    pub registers: Registers,
    /// The address of the next instruction to run, or of the one that trapped.
    pub pc: u32,
    /// The status byte.
    pub flags: u8,
    /// The mode's code.
    pub mode: u8,
    /// Keeps the next field at the same place on every machine.
    pub reserved: u16,
    /// Units of fuel left; used only by code that was compiled with metering.
    pub fuel: u64,
    /// How many bytes of memory there are, at least [`LEAST_MEMORY`], and at most
    /// [`MAX_MEMORY`](crate::container::MAX_MEMORY).
    pub memory_size: u64,
    /// How many return addresses are on the call stack.
    pub call_depth: u32,
    /// How many may be.
    pub call_limit: u32,
    /// How many cells are on the data stack.
    pub stack_depth: u32,
    /// How many may be.
    pub stack_limit: u32,
    /// The memory.
    pub memory: *mut u8,
    /// The call stack: `call_limit` return addresses, the oldest first.
    pub calls: *mut u32,
    /// The data stack: `stack_limit` cells as [`Cell::to_bits`](crate::Cell::to_bits), the oldest first.
    pub stack: *mut u16,
    /// e^rho for rho = -8 to 7.
    pub magnitudes: *const f64,
    /// The functions that compiled code may call.
    pub helpers: *const Helpers,
    /// [`ENOUGH_FUEL`], or [`INTERRUPTED`] when the run shall stop; used only by code that was compiled with interrupts. It can change at
    /// any time.
    pub interrupt: *const AtomicUsize,
    /// [`SUMS`](crate::tables::SUMS); needed only by code that says so.
    pub sums: Option<&'static Sums>,
}

/// Where [`Context`]'s fields stand on machines with 64-bit pointers, the only ones that code is made for.
///
/// They are written out, so that a compiler on a machine with other pointers makes the same code.
pub mod offset {
    /// `registers`
    pub const REGISTERS: i32 = 0;
    /// `pc`
    pub const PC: i32 = 32;
    /// `flags`
    pub const FLAGS: i32 = 36;
    /// `mode`
    pub const MODE: i32 = 37;
    /// `fuel`
    pub const FUEL: i32 = 40;
    /// `memory_size`
    pub const MEMORY_SIZE: i32 = 48;
    /// `call_depth`
    pub const CALL_DEPTH: i32 = 56;
    /// `call_limit`
    pub const CALL_LIMIT: i32 = 60;
    /// `stack_depth`
    pub const STACK_DEPTH: i32 = 64;
    /// `stack_limit`
    pub const STACK_LIMIT: i32 = 68;
    /// `memory`
    pub const MEMORY: i32 = 72;
    /// `calls`
    pub const CALLS: i32 = 80;
    /// `stack`
    pub const STACK: i32 = 88;
    /// `magnitudes`
    pub const MAGNITUDES: i32 = 96;
    /// `helpers`
    pub const HELPERS: i32 = 104;
    /// `interrupt`
    pub const INTERRUPT: i32 = 112;
    /// `sums`
    pub const SUMS: i32 = 120;
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(offset_of!(Context, registers) == offset::REGISTERS as usize);
    assert!(offset_of!(Context, pc) == offset::PC as usize);
    assert!(offset_of!(Context, flags) == offset::FLAGS as usize);
    assert!(offset_of!(Context, mode) == offset::MODE as usize);
    assert!(offset_of!(Context, fuel) == offset::FUEL as usize);
    assert!(offset_of!(Context, memory_size) == offset::MEMORY_SIZE as usize);
    assert!(offset_of!(Context, call_depth) == offset::CALL_DEPTH as usize);
    assert!(offset_of!(Context, call_limit) == offset::CALL_LIMIT as usize);
    assert!(offset_of!(Context, stack_depth) == offset::STACK_DEPTH as usize);
    assert!(offset_of!(Context, stack_limit) == offset::STACK_LIMIT as usize);
    assert!(offset_of!(Context, memory) == offset::MEMORY as usize);
    assert!(offset_of!(Context, calls) == offset::CALLS as usize);
    assert!(offset_of!(Context, stack) == offset::STACK as usize);
    assert!(offset_of!(Context, magnitudes) == offset::MAGNITUDES as usize);
    assert!(offset_of!(Context, helpers) == offset::HELPERS as usize);
    assert!(offset_of!(Context, interrupt) == offset::INTERRUPT as usize);
    assert!(offset_of!(Context, sums) == offset::SUMS as usize);
};

/// What can be passed between compiled code and the runtime.
///
/// There is one narrow kind of number, so that compiled code knows how to extend it where the C ABI wants that: s390x has
/// other rules for i32 than for u32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// A pointer to a [`Context`].
    Context,
    /// A u32.
    U32,
    /// An i64.
    I64,
    /// An f64.
    F64,
}

/// A type that can be passed.
trait Pass {
    const AS: Passed;
}

impl Pass for *mut Context {
    const AS: Passed = Passed::Context;
}

impl Pass for u32 {
    const AS: Passed = Passed::U32;
}

impl Pass for i64 {
    const AS: Passed = Passed::I64;
}

impl Pass for f64 {
    const AS: Passed = Passed::F64;
}

macro_rules! helpers {
    ($($(#[$doc:meta])* $name:ident: fn($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        /// The functions that compiled code may call; none of them may unwind.
        ///
        /// Cells travel as their sixteen bits, zero-extended; what stands above those bits is ignored.
        #[repr(C)]
        pub struct Helpers { $($(#[$doc])* pub $name: unsafe extern "C" fn($($argument: $type),*) -> $result,)* }

        impl Helpers {
            /// A table without helpers: in the place of each stands what panics, which ends the process. It is what begins a table for
            /// code that calls only some of them, so that nothing else need be linked.
            pub const fn uncalled() -> Helpers {
                $(extern "C" fn $name($(_: $type),*) -> $result {
                    uncalled()
                })*
                Helpers { $($name),* }
            }
        }

        /// The fields of [`Helpers`], in their order: a helper's number is its place in the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(non_camel_case_types, reason = "the variants are the fields' names")]
        pub enum Helper { $(#[doc = concat!("`", stringify!($name), "`")] $name,)* }

        impl Helper {
            /// All of them, in their order.
            pub const ALL: &[Helper] = &[$(Helper::$name),*];
            /// How many there are.
            pub const COUNT: usize = Helper::ALL.len();

            /// What it takes.
            ///
            /// ```
            /// use vsp_isa::abi::{Helper, Passed};
            /// assert_eq!(Helper::pow_integer.parameters(), [Passed::I64, Passed::U32]);
            /// assert_eq!(Helper::pow_integer.result(), Passed::I64);
            /// ```
            pub const fn parameters(self) -> &'static [Passed] {
                match self { $(Helper::$name => &[$(<$type as Pass>::AS),*],)* }
            }

            /// What it gives.
            pub const fn result(self) -> Passed {
                match self { $(Helper::$name => <$result as Pass>::AS,)* }
            }
        }
    };
}

#[cold]
fn uncalled() -> ! {
    panic!("machine code called a helper that its table lacks")
}

helpers! {
    /// Executes the one instruction at `pc` on the context's state, in full, and returns an [`Exit`]'s number:
    /// [`Exit::Dispatch`] to go on with the next instruction (the context's pc is its address).
    execute: fn(context: *mut Context, pc: u32) -> u32;
    /// SENSE into register number `a`: the cell in bits 0 to 15, Z in bit 16; [`HOST_FAILED`] if the host failed.
    sense: fn(context: *mut Context, a: u32) -> u32;
    /// ACT of register number `a` holding `cell`: 0, or [`HOST_FAILED`].
    act: fn(context: *mut Context, a: u32, cell: u32) -> u32;
    /// IN: the cell in a port, or [`HOST_FAILED`].
    read_port: fn(context: *mut Context, port: u32) -> u32;
    /// OUT: 0, or [`HOST_FAILED`].
    write_port: fn(context: *mut Context, port: u32, cell: u32) -> u32;
    /// The sum of two packed cells, packed, for code that does without [`Context::sums`].
    sum: fn(a: u32, b: u32) -> u32;
    /// LERP of two cells by `t`/255.
    lerp: fn(a: u32, b: u32, t: u32) -> u32;
    /// SLERP of two cells by `t`/255.
    slerp: fn(a: u32, b: u32, t: u32) -> u32;
    /// The cell nearest a complex number.
    from_complex: fn(re: f64, im: f64) -> u32;
    /// The cell nearest an integer (CVTI2B).
    from_integer: fn(value: i64) -> u32;
    /// The wrapping power of an integer.
    pow_integer: fn(base: i64, exponent: u32) -> i64;
    /// The power of a float.
    pow_float: fn(base: f64, exponent: f64) -> f64;
    /// The greatest whole number not above a float.
    floor: fn(value: f64) -> f64;
    /// The least whole number not below a float.
    ceil: fn(value: f64) -> f64;
    /// The value of an f16, given as its sixteen bits.
    widen_f16: fn(bits: u32) -> f64;
    /// The sixteen bits of the f16 nearest a float, a NaN as the canonical one.
    narrow_f16: fn(value: f64) -> u32;
    /// The sine.
    sin: fn(value: f64) -> f64;
    /// The cosine.
    cos: fn(value: f64) -> f64;
    /// The tangent.
    tan: fn(value: f64) -> f64;
    /// The inverse of the sine.
    asin: fn(value: f64) -> f64;
    /// The inverse of the cosine.
    acos: fn(value: f64) -> f64;
    /// The inverse of the tangent.
    atan: fn(value: f64) -> f64;
    /// The power of e.
    exp: fn(value: f64) -> f64;
    /// The natural logarithm.
    ln: fn(value: f64) -> f64;
    /// The logarithm to base 10.
    log10: fn(value: f64) -> f64;
    /// The logarithm to base 2.
    log2: fn(value: f64) -> f64;
    /// The angle of a point.
    atan2: fn(y: f64, x: f64) -> f64;
}

/// What helpers return that talk to the host, when the host failed: the instruction traps `HostError`.
pub const HOST_FAILED: u32 = 1 << 31;

/// Why compiled code, or the helper `execute`, came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// HLT.
    Halted,
    /// RET with an empty call stack.
    Returned,
    /// C has changed from 0 to 1.
    Collapsed,
    /// YIELD, and the host asked for it.
    Yielded,
    /// The block at pc costs more fuel than is left.
    OutOfFuel,
    /// The embedder asked for it, and the block at pc is a checkpoint.
    Interrupted,
    /// Nothing has stopped the machine: go on at the context's pc, in the context's mode.
    Dispatch,
    /// The instruction at pc trapped.
    Trapped(TrapKind),
}

/// The number of the first trap kind as an exit.
const FIRST_TRAP: u32 = 16;

impl Exit {
    /// The number that stands for it.
    pub const fn code(self) -> u32 {
        match self {
            Exit::Halted => 0,
            Exit::Returned => 1,
            Exit::Collapsed => 2,
            Exit::Yielded => 3,
            Exit::OutOfFuel => 4,
            Exit::Dispatch => 5,
            Exit::Interrupted => 6,
            Exit::Trapped(kind) => FIRST_TRAP + kind.code() as u32,
        }
    }

    /// The exit of a number, or `None` if none has it.
    ///
    /// ```
    /// use vsp_isa::{TrapKind, abi::Exit};
    /// let exit = Exit::Trapped(TrapKind::InvalidMode);
    /// assert_eq!(Exit::from_code(exit.code()), Some(exit));
    /// ```
    pub fn from_code(code: u32) -> Option<Exit> {
        Some(match code {
            0 => Exit::Halted,
            1 => Exit::Returned,
            2 => Exit::Collapsed,
            3 => Exit::Yielded,
            4 => Exit::OutOfFuel,
            5 => Exit::Dispatch,
            6 => Exit::Interrupted,
            _ => Exit::Trapped(TrapKind::from_code(u8::try_from(code.checked_sub(FIRST_TRAP)?).ok()?)?),
        })
    }
}

/// A place where compiled code can be entered: a block of the program in one mode.
///
/// Tables of these are sorted by address, then mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryPoint {
    /// The block's first instruction.
    pub address: u32,
    /// The mode's code.
    pub mode: u8,
    /// The region that has the block.
    pub region: u32,
    /// The number to call the region with.
    pub entry: u32,
}
