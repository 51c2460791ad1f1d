//! What the ABI of this machine says of registers and the stack, in assembly: a file for each ABI.
//!
//! Each has `KEPT`, how many registers of 64 bits a function must give back as it found them (wider ones count twice);
//! `CHANGED_BY_REGIONS`, which of them regions of programs may change all the same, for the runtime to keep; `call`,
//! which fills them, calls a region, and says what they hold then; and `veil!`, the body of a function that checks the stack
//! pointer, overwrites what callers leave to it on the stack, calls another function with the same arguments, and overwrites
//! all registers that it may.

#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
#[cfg_attr(target_arch = "riscv64", path = "riscv64.rs")]
#[cfg_attr(target_arch = "s390x", path = "s390x.rs")]
#[cfg_attr(all(target_arch = "x86_64", windows), path = "x86_64_windows.rs")]
#[cfg_attr(all(target_arch = "x86_64", not(windows)), path = "x86_64.rs")]
mod abi;

pub(super) use abi::{CHANGED_BY_REGIONS, KEPT, call, veil};

/// A number for each kept register, no two alike, that is also a float that is no NaN.
pub(super) fn pattern() -> [u64; KEPT] {
    std::array::from_fn(|number| 0x3FC0_1234_5678_0000 + 0x0001_0001_0001_0101 * number as u64)
}

/// A table of helpers, each with the function that does it behind a veil. The function takes and gives narrow numbers as
/// whole registers, to see and to choose what is in their upper halves.
macro_rules! veiled {
    ($($name:ident($($of:ident: $kind:ty),*) -> $result:ty = |$($argument:ident: $whole:ty),*| -> $given:ty $body:block;)*) => {{
        mod inner {
            use super::*;
            $(pub(super) extern "C" fn $name($($argument: $whole),*) -> $given $body)*
        }
        $(
            #[unsafe(naked)]
            unsafe extern "C" fn $name($($of: $kind),*) -> $result {
                $crate::abi::registers::veil!(inner::$name, misaligned)
            }
        )*
        Helpers { $($name),* }
    }};
}

pub(super) use veiled;
