//! 64-bit ARM. x18 belongs to the system on some, and can be neither filled nor overwritten.

use core::arch::naked_asm;
use vsp_isa::abi::{Context, RegionFunction};

/// x19 to x29, then d8 to d15: of the wider registers only the lower halves are kept.
pub(in crate::abi) const KEPT: usize = 19;

/// Regions keep to that.
pub(in crate::abi) const CHANGED_BY_REGIONS: &[usize] = &[];

/// # Safety
/// As for the region.
#[unsafe(naked)]
pub(in crate::abi) unsafe extern "C" fn call(
    region: RegionFunction,
    context: *mut Context,
    entry: u32,
    kept: &mut [u64; KEPT],
) -> u64 {
    naked_asm!(
        "stp x29, x30, [sp, #-176]!",
        "stp x19, x20, [sp, #16]",
        "stp x21, x22, [sp, #32]",
        "stp x23, x24, [sp, #48]",
        "stp x25, x26, [sp, #64]",
        "stp x27, x28, [sp, #80]",
        "stp d8, d9, [sp, #96]",
        "stp d10, d11, [sp, #112]",
        "stp d12, d13, [sp, #128]",
        "stp d14, d15, [sp, #144]",
        "str x3, [sp, #160]",
        "mov x9, x0",
        "mov x0, x1",
        // The upper half means nothing.
        "mov w1, w2",
        "orr x1, x1, #0xFFFFFFFF00000000",
        "ldp x19, x20, [x3]",
        "ldp x21, x22, [x3, #16]",
        "ldp x23, x24, [x3, #32]",
        "ldp x25, x26, [x3, #48]",
        "ldp x27, x28, [x3, #64]",
        "ldr x29, [x3, #80]",
        "ldp d8, d9, [x3, #88]",
        "ldp d10, d11, [x3, #104]",
        "ldp d12, d13, [x3, #120]",
        "ldp d14, d15, [x3, #136]",
        "blr x9",
        "ldr x3, [sp, #160]",
        "stp x19, x20, [x3]",
        "stp x21, x22, [x3, #16]",
        "stp x23, x24, [x3, #32]",
        "stp x25, x26, [x3, #48]",
        "stp x27, x28, [x3, #64]",
        "str x29, [x3, #80]",
        "stp d8, d9, [x3, #88]",
        "stp d10, d11, [x3, #104]",
        "stp d12, d13, [x3, #120]",
        "stp d14, d15, [x3, #136]",
        "ldp x19, x20, [sp, #16]",
        "ldp x21, x22, [sp, #32]",
        "ldp x23, x24, [sp, #48]",
        "ldp x25, x26, [sp, #64]",
        "ldp x27, x28, [sp, #80]",
        "ldp d8, d9, [sp, #96]",
        "ldp d10, d11, [sp, #112]",
        "ldp d12, d13, [sp, #128]",
        "ldp d14, d15, [sp, #144]",
        "ldp x29, x30, [sp], #176",
        "ret",
    )
}

macro_rules! veil {
    ($inner:path, $misaligned:path) => {
        core::arch::naked_asm!(
            "mov x9, sp",
            "tst x9, #15",
            "b.eq 2f",
            "and x9, x9, #-16",
            "mov sp, x9",
            "bl {misaligned}",
            "2:",
            "stp x29, x30, [sp, #-16]!",
            "bl {inner}",
            "ldp x29, x30, [sp], #16",
            "mov x1, #0x3C3C3C3C3C3C3C3C",
            ".irp register, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17",
            "mov x\\register, x1",
            ".endr",
            ".irp register, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31",
            "dup v\\register\\().2d, x1",
            ".endr",
            ".irp register, 8, 9, 10, 11, 12, 13, 14, 15",
            "mov v\\register\\().d[1], x1",
            ".endr",
            "ret",
            inner = sym $inner,
            misaligned = sym $misaligned,
        )
    };
}

pub(in crate::abi) use veil;
