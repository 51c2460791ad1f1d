//! 64-bit RISC-V with registers for floats, which the assembler must be told of: it is run without the target's features, too.

use core::arch::naked_asm;
use vsp_isa::abi::{Context, RegionFunction};

/// s0 to s11, then fs0 to fs11.
pub(in crate::abi) const KEPT: usize = 24;

/// Regions may change fs1, as `vsp_isa::abi::RegionFunction` says.
pub(in crate::abi) const CHANGED_BY_REGIONS: &[usize] = &[13];

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
        ".option push",
        ".option arch, +d",
        "addi sp, sp, -208",
        ".irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11",
        "sd s\\register, 8 * \\register(sp)",
        "fsd fs\\register, 96 + 8 * \\register(sp)",
        "ld s\\register, 8 * \\register(a3)",
        "fld fs\\register, 96 + 8 * \\register(a3)",
        ".endr",
        "sd ra, 192(sp)",
        "sd a3, 200(sp)",
        "mv t0, a0",
        "mv a0, a1",
        "mv a1, a2",
        "jalr t0",
        "ld a3, 200(sp)",
        "ld ra, 192(sp)",
        ".irp register, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11",
        "sd s\\register, 8 * \\register(a3)",
        "fsd fs\\register, 96 + 8 * \\register(a3)",
        "ld s\\register, 8 * \\register(sp)",
        "fld fs\\register, 96 + 8 * \\register(sp)",
        ".endr",
        "addi sp, sp, 208",
        "ret",
        ".option pop",
    )
}

macro_rules! veil {
    ($inner:path, $misaligned:path) => {
        core::arch::naked_asm!(
            ".option push",
            ".option arch, +d",
            "andi t0, sp, 15",
            "beqz t0, 2f",
            "andi sp, sp, -16",
            "call {misaligned}",
            "2:",
            "addi sp, sp, -16",
            "sd ra, 8(sp)",
            "call {inner}",
            "ld ra, 8(sp)",
            "addi sp, sp, 16",
            "li t0, 0x5A5A5A5A",
            ".irp register, t1, t2, t3, t4, t5, t6, a1, a2, a3, a4, a5, a6, a7",
            "mv \\register, t0",
            ".endr",
            ".irp register, ft0, ft1, ft2, ft3, ft4, ft5, ft6, ft7, ft8, ft9, ft10, ft11, fa1, fa2, fa3, fa4, fa5, fa6, fa7",
            "fmv.d.x \\register, t0",
            ".endr",
            "ret",
            ".option pop",
            inner = sym $inner,
            misaligned = sym $misaligned,
        )
    };
}

pub(in crate::abi) use veil;
