//! Helpers that make use of all that the ABI lets them do.

use super::Attached;
use super::registers::veiled;
use std::sync::atomic::{AtomicUsize, Ordering};
use vsp_isa::Cell;
use vsp_isa::abi::{Context, Exit, Helpers};
use vsp_isa::semantics::{complex, convert, elementary, float, half, integer};

/// Whether narrow numbers are extended to whole registers here; elsewhere the upper halves mean nothing.
pub(super) const EXTENDS: bool = cfg!(any(target_arch = "riscv64", target_arch = "s390x"));

/// How many narrow arguments were not extended as the ABI wants.
pub(super) static UNEXTENDED: AtomicUsize = AtomicUsize::new(0);

/// A u32 in a whole register, as the ABI wants it; where it wants nothing, with something in the upper half.
pub(super) fn extended(value: u32) -> u64 {
    if cfg!(target_arch = "riscv64") {
        i64::from(value as i32) as u64
    } else if cfg!(target_arch = "s390x") {
        value.into()
    } else {
        0xA5A5_A5A5 << 32 | u64::from(value)
    }
}

/// The u32 that a whole register holds, which must be extended.
fn narrow(register: u64) -> u32 {
    let value = register as u32;
    if EXTENDS && register != extended(value) {
        UNEXTENDED.fetch_add(1, Ordering::Relaxed);
    }
    value
}

fn cell(register: u64) -> Cell {
    Cell::from_bits(narrow(register) as u16)
}

fn bits(cell: Cell) -> u64 {
    extended(cell.to_bits().into())
}

/// Ends the process; what unwinds may not go through machine code.
pub(super) extern "C" fn misaligned() -> ! {
    eprintln!("a helper was called with a misaligned stack pointer");
    std::process::abort()
}

/// What compiled code calls. Each is reached through code that checks and overwrites what the ABI lets it, and takes and gives
/// narrow numbers in whole registers.
pub(super) static HELPERS: Helpers = veiled! {
    // The programs have it only for an instruction that does nothing.
    execute(context: *mut Context, pc: u32) -> u32 = |context: *mut Context, pc: u64| -> u64 {
        // SAFETY: compiled code passes the context that it was called with.
        unsafe { (*context).pc = narrow(pc) + 4 };
        extended(Exit::Dispatch.code())
    };
    sense(context: *mut Context, a: u32) -> u32 = |_context: *mut Context, a: u64| -> u64 {
        let a = narrow(a) as u8;
        extended(u32::from(Attached::cell(a).to_bits()) | u32::from(a % 2) << 16)
    };
    act(context: *mut Context, a: u32, content: u32) -> u32 = |_context: *mut Context, a: u64, content: u64| -> u64 {
        narrow(a);
        narrow(content);
        extended(0)
    };
    read_port(context: *mut Context, port: u32) -> u32 = |_context: *mut Context, port: u64| -> u64 {
        bits(Attached::cell(narrow(port) as u8))
    };
    write_port(context: *mut Context, port: u32, content: u32) -> u32 = |_context: *mut Context, port: u64, content: u64| -> u64 {
        narrow(port);
        narrow(content);
        extended(0)
    };
    sum(a: u32, b: u32) -> u32 = |a: u64, b: u64| -> u64 {
        let [a, b] = [a, b].map(|packed| Cell::unpack(narrow(packed) as u8));
        extended(complex::sum(a, b).pack().into())
    };
    lerp(a: u32, b: u32, t: u32) -> u32 = |a: u64, b: u64, t: u64| -> u64 {
        bits(complex::lerp(cell(a), cell(b), narrow(t) as u8))
    };
    slerp(a: u32, b: u32, t: u32) -> u32 = |a: u64, b: u64, t: u64| -> u64 {
        bits(complex::slerp(cell(a), cell(b), narrow(t) as u8))
    };
    from_complex(re: f64, im: f64) -> u32 = |re: f64, im: f64| -> u64 { bits(complex::from_complex(re, im)) };
    from_integer(value: i64) -> u32 = |value: i64| -> u64 { bits(convert::integer_to_cell(value)) };
    pow_integer(base: i64, exponent: u32) -> i64 = |base: i64, exponent: u64| -> i64 {
        integer::power(base, narrow(exponent).into())
    };
    pow_float(base: f64, exponent: f64) -> f64 = |base: f64, exponent: f64| -> f64 { float::power(base, exponent) };
    floor(value: f64) -> f64 = |value: f64| -> f64 { float::floor(value) };
    ceil(value: f64) -> f64 = |value: f64| -> f64 { float::ceil(value) };
    widen_f16(bits: u32) -> f64 = |bits: u64| -> f64 { half::widen(narrow(bits) as u16) };
    narrow_f16(value: f64) -> u32 = |value: f64| -> u64 { extended(half::narrow(value).into()) };
    sin(value: f64) -> f64 = |value: f64| -> f64 { elementary::sin(value) };
    cos(value: f64) -> f64 = |value: f64| -> f64 { elementary::cos(value) };
    tan(value: f64) -> f64 = |value: f64| -> f64 { elementary::tan(value) };
    asin(value: f64) -> f64 = |value: f64| -> f64 { elementary::asin(value) };
    acos(value: f64) -> f64 = |value: f64| -> f64 { elementary::acos(value) };
    atan(value: f64) -> f64 = |value: f64| -> f64 { elementary::atan(value) };
    exp(value: f64) -> f64 = |value: f64| -> f64 { elementary::exp(value) };
    ln(value: f64) -> f64 = |value: f64| -> f64 { elementary::ln(value) };
    log10(value: f64) -> f64 = |value: f64| -> f64 { elementary::log10(value) };
    log2(value: f64) -> f64 = |value: f64| -> f64 { elementary::log2(value) };
    atan2(y: f64, x: f64) -> f64 = |y: f64, x: f64| -> f64 { elementary::atan2(y, x) };
};
